"""`freshup dnc FILE --group N`: load a file of the national do-not-call list."""

import json
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.interfaces.console.processes import must_be
from freshup.operations.consent.national_list import REJECTED, load
from freshup.queries.national_list import group_named
from freshup.queries.words import say


class Command(BaseCommand):
    help = "Loads a file of the national do-not-call list for a group, whole or not at all"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="numbers, one a line; - for standard input")
        parser.add_argument("--group", required=True, help="number or name of the group")
        parser.add_argument(
            "--changes", action="store_true", help="the file names changes only (A added, D deleted)"
        )
        parser.add_argument(
            "--confirm", action="store_true", help="even where an area code loses over two fifths"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a line")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        group = group_named(options["group"])
        if group is None:
            raise CommandError(f"there is no group {options['group']}")
        name = options["file"]
        with ExitStack() as stack:
            try:
                file = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
            except OSError as trouble:
                raise CommandError(f"can't read {name}: {trouble.strerror or trouble}") from trouble
            made = load(
                file,
                group,
                file_name="" if name == "-" else Path(name).name,
                full=not options["changes"],
                confirmed=options["confirm"],
                now=datetime.now(UTC),
            )
        why = say(made.reason) if made.reason else ""
        said = {
            "import": made.pk, "state": made.state, "numbers": made.numbers, "added": made.added,
            "removed": made.removed, "rejected": why,
        }  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=True, indent=2))
        elif made.state == REJECTED:
            self.stdout.write(f"turned away whole: {why}")
        else:
            self.stdout.write(f"{made.numbers} numbers: {made.added} new, {made.removed} gone")
        if made.state == REJECTED:
            sys.exit(3)
