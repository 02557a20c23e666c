"""`freshup inventory FILE --store NAME`: what a vendor's file would change; with --apply it does."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.bootstrap.intake import storage
from freshup.interfaces.console.processes import must_be
from freshup.operations import vehicles
from freshup.operations.accounts import NoSuchStore, find_store
from freshup.operations.vehicles import FileTooLarge, Preview
from freshup.queries.access import Scope
from freshup.queries.words import say


class Command(BaseCommand):
    help = "Shows what a CSV file of units would change in a store's inventory; with --apply it is changed"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV of units; - for standard input")
        parser.add_argument("--store", required=True, help="name or number of the store")
        parser.add_argument("--apply", action="store_true", help="change the inventory; otherwise a dry run")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument(
            "--full", action="store_true", help="the file names everything in stock (so by default)"
        )
        kind.add_argument(
            "--delta", action="store_true", help="the file names changes only; nothing is removed"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        now, full = datetime.now(UTC), not options["delta"]
        content = self._content(options["file"])
        try:
            store = find_store(options["store"])
        except NoSuchStore as unknown:
            raise CommandError(str(unknown)) from unknown
        scope = Scope(stores=(store,), rooftops=(store,), roles={store: "admin"})
        found = vehicles.dry_run(scope, store, content, full=full, now=now)
        said = _said(found)
        if options["apply"]:
            said |= self._applied(scope, store, content, options["file"], full=full, now=now)
        self._print(said, as_json=options["json"])
        if said["rejected"]:
            sys.exit(3)

    def _content(self, name: str) -> bytes:
        try:
            return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as trouble:
            raise CommandError(f"can't read {name}: {trouble.strerror or trouble}") from trouble

    def _applied(
        self, scope: Scope, store: int, content: bytes, name: str, *, full: bool, now: datetime
    ) -> dict[str, Any]:
        file_name = "" if name == "-" else Path(name).name
        try:
            made = vehicles.receive(
                scope, store, content, file_name=file_name, full=full, storage=storage(), now=now
            )
            done = vehicles.apply(scope, made, storage=storage(), now=now)
        except FileTooLarge as large:
            raise CommandError("the file is too large; nothing was kept") from large
        except vehicles.NotWaiting:
            # No table at all: turned away as it was received.
            return {"import": made, "applied": False}
        rejected = say(done.rejected) if done.rejected else ""
        return {"import": made, "applied": not rejected, "rejected": rejected}

    def _print(self, said: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=True, indent=2))
            return
        self.stdout.write(", ".join(f"{field} = {heading}" for field, heading in said["columns"].items()))
        for problem in said["problems"]:
            self.stdout.write(f"line {problem['line']}: {problem['what']}")
        counts = ", ".join(f"{said[name]} {name}" for name in COUNTS)
        self.stdout.write(f"{said['rows']} rows, {said['units']} units: {counts}")
        if said["rejected"]:
            self.stdout.write(f"turned away whole: {said['rejected']}")
        else:
            self.stdout.write("applied" if said["applied"] else "nothing changed; --apply does it")


COUNTS = ("added", "changed", "repriced", "back", "gone", "unchanged")


def _said(found: Preview) -> dict[str, Any]:
    """The fixed shape that other programs read."""
    comparison = found.comparison
    return {
        "columns": dict(found.mapping),
        "rows": found.read.rows if found.read else 0,
        "units": len(found.read.units) if found.read else 0,
        **{name: len(getattr(comparison, name)) if comparison else 0 for name in COUNTS},
        "problems": [{"line": one.line, "what": say(one.reason)} for one in found.problems],
        "rejected": say(found.rejected) if found.rejected else "",
        "applied": False,
    }
