"""`freshup messages`: collect the strings of the pages, and compile the translations."""

from typing import Any

from django.core.management.base import BaseCommand

from freshup.interfaces.console.catalogue import LANGUAGES, untranslated, update


class Command(BaseCommand):
    help = "Collect the strings of pages and rules into the catalogues, and compile these."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for language in LANGUAGES:
            catalog = update(language)
            missing = untranslated(catalog)
            self.stdout.write(f"{language}: {len(catalog)} strings, {len(missing)} without words")
            for one in missing[:10]:
                self.stdout.write(f"  {one}")
