"""`freshup demo`: a dealership with ninety days behind it, served on this machine, receiving leads."""

import os
import shutil
import socket
from contextlib import closing
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from random import Random
from threading import Thread
from typing import IO, Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from freshup.adapters.postgres.server import Status
from freshup.bootstrap.database import cluster, database_name, ensure_database, is_embedded
from freshup.bootstrap.intake import decoder, storage
from freshup.bootstrap.mail import sandbox_outbox
from freshup.bootstrap.sending import senders
from freshup.interfaces.console.database_keeper import DatabaseKeeper
from freshup.interfaces.console.management.commands.serve import children, prepare
from freshup.interfaces.console.processes import Household, base_url, must_be, wait_until_it_answers
from freshup.interfaces.console.rehearsal import keepsake
from freshup.interfaces.console.rehearsal.answering import Answering
from freshup.interfaces.console.rehearsal.colleagues import Colleagues
from freshup.interfaces.console.rehearsal.greeting import greeting
from freshup.interfaces.console.rehearsal.history import Done, Outside
from freshup.interfaces.console.rehearsal.keepsake import Keepsake
from freshup.interfaces.console.rehearsal.loading import (
    NotTheDemo,
    inflows,
    load,
    managers,
    open_demo_sites,
    somebody_is_here,
)
from freshup.interfaces.console.rehearsal.present import set_going
from freshup.interfaces.console.rehearsal.stream import Doors, Stream

HOST: Final = "127.0.0.1"
PORTS_TRIED_MAX: Final = 50


class Command(BaseCommand):
    help = "Loads a believable dealership, serves it on this machine, and goes on sending it leads"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="for the pages; the next free one if it is taken"
        )
        parser.add_argument("--smtp-port", type=int, default=settings.FRESHUP_SMTP_PORT)
        parser.add_argument(
            "--leads", type=int, default=1_500, help="about how many make the past (default: 1500)"
        )
        parser.add_argument(
            "--every", type=float, default=6.0, help="seconds between new leads, on average (6)"
        )
        parser.add_argument(
            "--no-stream", action="store_true", help="no new leads, answers and colleagues by themselves"
        )
        parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and start over")
        parser.add_argument("--once", action="store_true", help="load, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        ours = is_embedded() and cluster().status() is not Status.RUNNING
        try:
            with self._alone():
                prepare(self.stdout.write)
                kept = self._dealership(fresh=options["fresh"], inquiries=max(0, options["leads"]))
                if not options["once"]:
                    self._serve(kept, options)
        except KeyboardInterrupt:
            self.stdout.write("\nstopped; what was begun is made anew at the next start")
        finally:
            if ours:
                connection.close()
                cluster().stop()

    def _alone(self) -> IO[str]:
        """One demo for each home: two would make two pasts."""
        lock = (home() / "demo.lock").open("w")
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"another demo runs in {home()}; FRESHUP_HOME names another home") from error
        return lock

    # -- the past ----------------------------------------------------------------------------------------

    def _dealership(self, *, fresh: bool, inquiries: int) -> Keepsake:
        kept = keepsake.read(home())
        if kept is not None and kept.loaded and not fresh and somebody_is_here():
            self.stdout.write("the dealership is here already (--fresh starts over)")
            return kept
        if kept is None and somebody_is_here():
            raise CommandError(
                f"the database of {home()} holds people that no demo made; it is left alone. "
                "FRESHUP_HOME=/some/other/directory gives the demo a home of its own."
            )
        if somebody_is_here():
            self._start_over()
        return self._load(inquiries)

    def _start_over(self) -> None:
        """Only what a demo made is thrown away, and only where the server is ours too."""
        if not is_embedded():
            raise CommandError(
                "DATABASE_URL names a server of yours: drop its database yourself to start over"
            )
        self.stdout.write("starting over")
        connection.close()
        cluster().drop_database(database_name())
        keepsake.forget(home())
        shutil.rmtree(sandbox_outbox(), ignore_errors=True)
        if Path(settings.FRESHUP_STORAGE).is_relative_to(home()):
            shutil.rmtree(settings.FRESHUP_STORAGE, ignore_errors=True)
        ensure_database(self.stdout.write)

    def _load(self, inquiries: int) -> Keepsake:
        began = datetime.now(UTC)
        outside = Outside(decoder(), storage(), senders())
        try:
            kept, done = load(home(), outside, inquiries=inquiries, now=began, tell=self._progress)
        except NotTheDemo as error:
            raise CommandError("the database is not empty") from error
        seconds = (datetime.now(UTC) - began).total_seconds()
        self.stdout.write(
            f"\r{done.documents} inquiries, {done.steps} steps of follow-up, {done.sent} messages,"
            f" {done.answers} answers, {done.acts} acts of people in {seconds:.0f} s     "
        )
        return kept

    def _progress(self, done: Done) -> None:
        words = (
            f"living through the last ninety days: day {done.day} of {done.days}, {done.documents} inquiries"
        )
        if self.stdout.isatty():
            self.stdout.write(f"\r{words}", ending="")
            self.stdout.flush()
        elif done.day % 30 == 1:
            self.stdout.write(words)

    # -- the present -------------------------------------------------------------------------------------

    def _serve(self, kept: Keepsake, options: dict[str, Any]) -> None:
        connection.close()
        # From here on the sandbox fails now and then; the ninety days before went without.
        os.environ.setdefault("FRESHUP_SANDBOX_TROUBLE", "on")
        port = self._free(options["port"], "pages")
        smtp_port = self._free(options["smtp_port"], "mail", but=port)
        os.environ["FRESHUP_DEMO"] = "1"
        open_demo_sites(kept, port, now=datetime.now(UTC))
        connection.close()
        household = Household(
            children(host=HOST, port=port, workers=1, no_smtp=False, smtp_port=smtp_port, access_log=False),
            self.stdout.write,
            DatabaseKeeper(cluster(), self.stdout.write) if is_embedded() else None,
        )
        doors = Doors(port, smtp_port, settings.FRESHUP_INTAKE_DOMAIN)
        Thread(target=self._go_on, args=(household, kept, doors, options), daemon=True).start()
        household.keep()

    def _go_on(self, household: Household, kept: Keepsake, doors: Doors, options: dict[str, Any]) -> None:
        if not wait_until_it_answers(doors.http_port, stopping=household.stopping):
            return
        self.stdout.write(greeting(kept, doors, base_url(doors.http_port), outbox=sandbox_outbox()))
        if options["no_stream"]:
            return
        now = datetime.now(UTC)
        rng = Random(now.timestamp())
        everybody = (
            Answering(Random(rng.getrandbits(64))),
            Colleagues(managers(), Random(rng.getrandbits(64))),
        )
        connection.close()
        set_going(everybody, rng, household.stopping, self.stdout.write)
        stores = [
            (inflow, site.share, kept.keys[site.code]) for inflow, site in inflows(kept, rng, year=now.year)
        ]
        Stream(stores, doors, rng, seconds=max(0.1, options["every"])).run(
            household.stopping, self.stdout.write
        )

    def _free(self, wanted: int, what: str, *, but: int = 0) -> int:
        for port in range(wanted, wanted + PORTS_TRIED_MAX):
            if port != but and is_free(port):
                if port != wanted:
                    self.stdout.write(f"port {wanted} is in use: {what} are at {port} instead")
                return port
        raise CommandError(f"no free port from {wanted} to {wanted + PORTS_TRIED_MAX - 1}")


def home() -> Path:
    return Path(settings.FRESHUP_HOME)


def is_free(port: int) -> bool:
    with closing(socket.socket()) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError:
            return False
    return True
