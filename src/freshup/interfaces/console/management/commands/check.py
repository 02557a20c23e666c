"""`freshup check`: what is wrong with this installation, and what to do about it.

It stands in the place of Django's command of that name and runs Django's checks among its own; what Django does with
them before other commands (`migrate`, `makemigrations`) is none of a command and stays as it is.
"""

import sys
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from freshup.interfaces.console.checking import examine
from freshup.interfaces.console.checking.telling import as_json, lines
from freshup.interfaces.console.processes import must_be


class Command(BaseCommand):
    help = "Says what is wrong with this installation and what to do; ends with 1 where anything is wrong"
    # They are among what is examined, and a failure is told like all others.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--deep",
            action="store_true",
            help="ask every provider too, and look at the mail servers' certificates (nothing is sent)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        found = examine(deep=options["deep"], now=datetime.now(UTC))
        for line in [as_json(found)] if options["json"] else lines(found):
            self.stdout.write(line)
        if any(one.state == "wrong" for one in found):
            sys.exit(1)
