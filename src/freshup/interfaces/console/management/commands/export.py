"""`freshup export --store NAME | --group NAME | --everything PLACE`"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.adapters.archives.errors import AlreadyThere
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.roles import RolesMissing
from freshup.bootstrap.database import NotTheOwner
from freshup.bootstrap.keeping import installation
from freshup.interfaces.console.benches.report import Progress
from freshup.interfaces.console.keeping.exporting import DoesNotAddUp, export
from freshup.interfaces.console.keeping.words import size_words
from freshup.interfaces.console.processes import must_be
from freshup.operations.accounts import NoSuchStore, find_store
from freshup.operations.keeping import note_exported
from freshup.queries.platform.taking import Asked, NothingToTake, everything, group_named, store_numbered

TROUBLE = (
    *(AlreadyThere, DoesNotAddUp, NothingToTake, NoSuchStore, PostgresUnavailable, RolesMissing, NotTheOwner),
    *(OSError, psycopg.Error),
)


class Command(BaseCommand):
    help = "Writes all that belongs to stores as CSV and JSON, with their files; the product goes on running"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target", metavar="FOLDER|FILE.zip", type=Path, help="made new; nothing is written over"
        )
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--store", metavar="NAME", help="name or number of one store")
        whose.add_argument("--group", metavar="NAME", help="name or number of a group: all its stores")
        whose.add_argument("--everything", action="store_true", help="every store of every group")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        now, say, target = datetime.now(UTC), Progress(), options["target"]
        try:
            here = installation(say)
            asked = _asked(options)
            done = export(here, asked, target, now=now, say=say)
        except TROUBLE as error:
            raise CommandError(f"nothing was exported: {error}") from error
        note_exported(asked.scope.stores, now=now)
        if options["json"]:
            told = {
                "stores": list(done.stores),
                "rows": done.rows,
                "files": done.files,
                "missing": done.missing,
            }
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(
            f"{target}: {len(done.stores)} stores, {sum(done.rows.values()):,} rows of {len(done.rows)} tables,"
            f" {done.files:,} files ({size_words(done.size)})"
        )
        if done.missing:
            self.stdout.write(f"not in the store of files: {', '.join(done.missing)}")
        self.stdout.write("It holds customers' names, numbers and words. README.txt says what each file is.")


def _asked(options: dict[str, Any]) -> Asked:
    if options["everything"]:
        return everything()
    if options["group"] is not None:
        return group_named(options["group"])
    return store_numbered(find_store(options["store"]))
