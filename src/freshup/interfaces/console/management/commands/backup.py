"""`freshup backup FILE|DIRECTORY`, `freshup backup --verify FILE`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.adapters.archives.errors import AlreadyThere, ArchiveDamaged, ArchiveForeign
from freshup.adapters.archives.reading import verified
from freshup.adapters.postgres.dumping import DumpFailed
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.roles import RolesMissing
from freshup.bootstrap.database import NotTheOwner
from freshup.bootstrap.keeping import installation
from freshup.interfaces.console.benches.report import Progress
from freshup.interfaces.console.keeping.backing_up import back_up
from freshup.interfaces.console.keeping.words import about, secret_words, size_words
from freshup.interfaces.console.processes import must_be

TROUBLE = (AlreadyThere, DumpFailed, PostgresUnavailable, RolesMissing, NotTheOwner, OSError, psycopg.Error)


class Command(BaseCommand):
    help = "Writes database and stored files, as they are at one moment, into one file; the product goes on running"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", metavar="FILE|DIRECTORY", type=Path, help="a directory: named by date")
        parser.add_argument(
            "--verify", action="store_true", help="read the archive and compare every byte of it"
        )
        parser.add_argument("--with-secret", action="store_true", help="put the secret key in too")
        parser.add_argument("--keep", type=int, metavar="N", help="of those in DIRECTORY, keep the newest N")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify(options["target"], as_json=options["json"])
            return
        must_be("owner")
        target, keep = options["target"], options["keep"]
        if keep is not None and (keep < 1 or not target.is_dir()):
            raise CommandError("--keep takes a number from 1 on, and a directory that is there")
        say = Progress()
        try:
            here = installation(say)
            made = back_up(
                here, target, now=datetime.now(UTC), with_secret=options["with_secret"], keep=keep, say=say
            )
        except TROUBLE as error:
            raise CommandError(f"no backup was made: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"path": str(made.path), "size": made.size} | _told(made.manifest)))
            return
        self.stdout.write(f"{made.path}: {size_words(made.size)}")
        for line in about(made.manifest):
            self.stdout.write(line)
        for old in made.removed:
            self.stdout.write(f"removed {old}")
        self.stdout.write(secret_words(made.manifest, home=str(here.home)))

    def _verify(self, path: Path, *, as_json: bool) -> None:
        try:
            manifest = verified(path)
        except (ArchiveDamaged, ArchiveForeign, OSError) as error:
            raise CommandError(f"{path} cannot be restored: {error}") from error
        if as_json:
            self.stdout.write(json.dumps({"path": str(path)} | _told(manifest)))
            return
        for line in about(manifest):
            self.stdout.write(line)
        self.stdout.write("every byte is as it was written")


def _told(manifest: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(manifest.to_json())
    return told
