"""`freshup connectors`: what each store is connected to and how it is doing, for whoever runs the installation."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.interfaces.console.processes import must_be
from freshup.operations.accounts import NoSuchStore, find_store
from freshup.queries.connectors import Watched, connected_stores, watched
from freshup.queries.stores import settings_of

NEVER = "never"


class Command(BaseCommand):
    help = (
        "Lists every store's connectors: provider, health, last message in and out, what failed within a day"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--store", help="name or number of one store; otherwise all")
        parser.add_argument("--trouble", action="store_true", help="only what fails or has gone silent")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        try:
            stores = [find_store(options["store"])] if options["store"] else connected_stores()
        except NoSuchStore as unknown:
            raise CommandError(str(unknown)) from unknown
        found = watched(stores, now=datetime.now(UTC))
        if options["trouble"]:
            found = [one for one in found if one.health.state in ("failing", "silent")]
        if not found:
            self.stdout.write("nothing is connected" if not options["trouble"] else "nothing is wrong")
            return
        names = {id: store.name for id, store in settings_of({one.row.rooftop_id for one in found}).items()}
        for one in found:
            self.stdout.write(line(names[one.row.rooftop_id], one))


def line(store: str, one: Watched) -> str:
    """One connector. Names and times only; secrets are printed nowhere."""
    row, percent = one.row, one.health.error_percent
    failed = "" if percent is None else f"  failed {percent}%"
    error = f"  {row.last_error}" if one.health.state == "failing" and row.last_error else ""
    return (
        f"{row.id:>5}  {store:24}  {row.provider:10}  {one.health.state:8}"
        f"  in {_when(row.last_in_at)}  out {_when(row.last_out_at)}{failed}{error}"
    )


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z" if at else f"{NEVER:17}"
