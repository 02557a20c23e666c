"""`freshup listen`: the stores' intake addresses by SMTP."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.adapters.postgres.roles import TooPowerful
from freshup.bootstrap.database import check_wall
from freshup.interfaces.console.processes import must_be, process


class Command(BaseCommand):
    help = "Takes mail for <key>@FRESHUP_INTAKE_DOMAIN"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.FRESHUP_SMTP_HOST)
        parser.add_argument("--port", type=int, default=settings.FRESHUP_SMTP_PORT)
        parser.add_argument("--check", action="store_true", help="only see whether this role may serve")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("web")
        try:
            check_wall()
        except (TooPowerful, psycopg.OperationalError) as error:
            raise CommandError(str(error)) from error
        if not options["check"]:
            process("listen")(host=options["host"], port=options["port"])
