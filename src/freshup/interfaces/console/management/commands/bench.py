"""`freshup bench intake|accept|deliver|…`: how fast this installation would be, measured honestly."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError

from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.roles import RolesMissing
from freshup.bootstrap.database import NotTheOwner
from freshup.interfaces.console.benches import accept, deliver, dispatch, intake, latency, live, pages
from freshup.interfaces.console.benches.processes import ProcessDied
from freshup.interfaces.console.benches.reading import PageFailed
from freshup.interfaces.console.benches.report import Progress, shown
from freshup.interfaces.console.benches.stage import OutOfTime, Stage, stage


@dataclass(frozen=True, slots=True)
class Bench:
    run: Callable[[Stage], dict[str, Any]]
    seconds_max: float


BENCHES: Final = {
    "intake": Bench(intake.run, intake.SECONDS_MAX),
    "accept": Bench(accept.run, accept.SECONDS_MAX),
    "deliver": Bench(deliver.run, deliver.SECONDS_MAX),
    "dispatch": Bench(dispatch.run, dispatch.SECONDS_MAX),
    "latency": Bench(latency.run, latency.SECONDS_MAX),
    "live": Bench(live.run, live.SECONDS_MAX),
    "pages": Bench(pages.run, pages.SECONDS_MAX),
}


FAILURES: Final = (
    OutOfTime,
    ProcessDied,
    PageFailed,
    HTTPException,
    PostgresUnavailable,
    RolesMissing,
    NotTheOwner,
    psycopg.Error,
    DatabaseError,
)


class Command(BaseCommand):
    help = "Measures speed and memory on a scratch database of its own, and leaves nothing behind"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bench", choices=[*BENCHES])
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--keep", action="store_true", help="leave the database for an outside count")
        parser.add_argument(
            "--size",
            choices=["full", "small"],
            default="full",
            help="small is a quick trial; its figures mean nothing",
        )

        parser.add_argument(
            "--messages",
            type=int,
            help="pages: how many messages the inbox is measured at (5 million when full)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["bench"]
        chosen = BENCHES[name]
        say = Progress()
        try:
            with stage(
                f"freshup_bench_{name}",
                keep=options["keep"],
                seconds_max=chosen.seconds_max,
                small=options["size"] == "small",
                say=say,
            ) as place:
                place.messages = options["messages"]
                result = chosen.run(place)
                kept = {"database": place.database, "connect": place.conninfo()} if options["keep"] else {}
        except KeyboardInterrupt:
            say("stopped; nothing is left behind")
            sys.exit(130)
        except FAILURES as error:
            raise CommandError(f"{type(error).__name__}: {error}") from error
        whole = result | kept | {"total_seconds": round(say.seconds, 1)}
        self.stdout.write(shown(whole, as_json=options["json"]))
