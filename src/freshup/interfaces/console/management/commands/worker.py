"""`freshup worker`: what works in the background, until it is stopped."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from freshup.interfaces.console.processes import must_be, process
from freshup.jobs import QUEUES


class Command(BaseCommand):
    help = "Turns what was received into leads and sends what is in the outbox; run any number, on any host"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        everything = ",".join(QUEUES)
        parser.add_argument("--queues", default=everything, help=f"which work (default: {everything})")
        parser.add_argument(
            "--concurrency", type=int, default=1, help="drains of each kind at a time (default: 1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("worker")
        process("worker")(
            queues=[queue.strip() for queue in options["queues"].split(",") if queue.strip()],
            concurrency=max(1, options["concurrency"]),
        )
