"""`freshup prepare`: database, roles and tables, once for all hosts of an installation."""

from typing import Any

from django.core.management.base import BaseCommand

from freshup.interfaces.console.management.commands.serve import prepare
from freshup.interfaces.console.processes import must_be


class Command(BaseCommand):
    help = "Makes or migrates the database for this version; several hosts may run it at once, one does it"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """The first of several holds a lock; the others wait and find nothing left to do."""
        must_be("owner")
        prepare(self.stdout.write)
        self.stdout.write("the database is ready for this version")
