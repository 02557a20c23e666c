"""`freshup restore FILE`, `freshup restore --sending resume`, `freshup restore --drop-old`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.adapters.archives.errors import ArchiveDamaged, ArchiveForeign
from freshup.adapters.archives.reading import secrets_of
from freshup.adapters.postgres.dumping import DumpFailed
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.roles import RolesMissing, TooPowerful
from freshup.adapters.postgres.swapping import InUse
from freshup.bootstrap.database import NotTheOwner
from freshup.bootstrap.keeping import Installation, installation
from freshup.interfaces.console.benches.report import Progress
from freshup.interfaces.console.keeping.refusing import Refused
from freshup.interfaces.console.keeping.restoring import Wishes, drop_old, restore
from freshup.interfaces.console.keeping.secrets import refuse_secret, take_secret
from freshup.interfaces.console.keeping.telling import told, told_as_json
from freshup.interfaces.console.processes import must_be
from freshup.operations.keeping import resume_sending

TROUBLE = (
    *(Refused, ArchiveDamaged, ArchiveForeign, DumpFailed, InUse, PostgresUnavailable, RolesMissing),
    *(TooPowerful, NotTheOwner, OSError, psycopg.Error),
)


class Command(BaseCommand):
    help = "Puts a backup back: all of it, compared with what the backup says, or nothing"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="what `freshup backup` wrote")
        parser.add_argument(
            "--replace", action="store_true", help="although data are there, or web and workers run"
        )
        parser.add_argument(
            "--sending",
            choices=["hold", "resume"],
            help="what was due to go out waits for somebody (so by default), or goes on;"
            " without FILE: lets go on what a restore has held",
        )
        parser.add_argument(
            "--take-secret", action="store_true", help="take the secret key out of the backup too"
        )
        parser.add_argument(
            "--drop-old",
            action="store_true",
            help="remove the replaced database; without FILE: those kept so far",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        say = Progress()
        try:
            here = installation(say)
            if options["file"] is None:
                self._afterwards(here, options)
            else:
                self._restore(here, options, say)
        except TROUBLE as error:
            raise CommandError(f"nothing was restored: {error}") from error

    def _restore(self, here: Installation, options: dict[str, Any], say: Progress) -> None:
        now, path = datetime.now(UTC), options["file"]
        secrets = secrets_of(path) if options["take_secret"] else {}
        if options["take_secret"]:
            refuse_secret(secrets)
        wishes = Wishes(
            replace=options["replace"], hold=options["sending"] != "resume", drop_old=options["drop_old"]
        )
        done = restore(here, path, wishes, now=now, say=say)
        kept = take_secret(here.home, secrets, now=now)
        if options["json"]:
            self.stdout.write(json.dumps(told_as_json(done)))
            return
        for line in told(done, home=str(here.home), took_secret=bool(secrets)):
            self.stdout.write(line)
        for before in kept:
            self.stdout.write(f"the key that was here is kept in {before}")

    def _afterwards(self, here: Installation, options: dict[str, Any]) -> None:
        if options["drop_old"]:
            for name in drop_old(here):
                self.stdout.write(f"removed the database {name}")
        elif options["sending"] == "resume":
            held = resume_sending(now=datetime.now(UTC))
            self.stdout.write(f"{held.messages} messages and {held.follow_ups} follow-ups go on")
        else:
            raise CommandError("name a FILE to restore, or say --sending resume or --drop-old")
