"""`freshup web`: pages, API and intake alone, for a host that does nothing else."""

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from freshup.interfaces.console.processes import must_be, static_files_wanted, web


class Command(BaseCommand):
    help = "Serves pages, API and intake; run any number, on any host, after `freshup prepare` on one"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from other machines")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="web processes (default: 1)")
        parser.add_argument(
            "--access-log", action="store_true", help="a line a request, without keys and queries"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Becomes the server, so that a signal from outside reaches it and nobody in between."""
        must_be("web")
        if static_files_wanted():
            call_command("collectstatic", interactive=False, verbosity=0)
        child = web(
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
            access_log=options["access_log"],
        )
        self.stdout.flush()
        os.execve(child.command[0], list(child.command), {**os.environ, **child.environment})
