"""What a bench runs on: a scratch database, a throw-away home, and the processes it starts. All gone afterwards."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test.utils import override_settings
from psycopg.conninfo import make_conninfo

from freshup.adapters.postgres.roles import LOGINS
from freshup.adapters.postgres.server import SUPERUSER, Status
from freshup.bootstrap.database import cluster, is_embedded, libpq_parameters, scratch_database
from freshup.bootstrap.home import home, prepare_home
from freshup.interfaces.console.benches.report import MUST_BE_ON, SHOWN, Progress


class OutOfTime(Exception):
    """The bench has used the time a bench may take."""


@dataclass(slots=True)
class Stage:
    """One bench's place to run in."""

    database: str
    home: Path
    say: Progress
    small: bool = False
    keep: bool = False
    # How many messages the town's talks are made of; None means as many as the bench thinks right.
    messages: int | None = None
    settings: dict[str, str] = field(default_factory=dict)
    doings: ExitStack = field(default_factory=ExitStack)

    def conninfo(self, role: str = "owner") -> str:
        """`owner`, `web`, `worker`, or `superuser` (who may CHECKPOINT; embedded only)."""
        user = SUPERUSER if role == "superuser" else LOGINS[role]
        return make_conninfo(**libpq_parameters() | {"user": user, "dbname": self.database})

    def connect(self, role: str = "owner") -> "psycopg.Connection[Any]":
        return psycopg.connect(self.conninfo(role), autocommit=True)

    def environment(self, role: str, **more: Any) -> dict[str, str]:
        """For a process of this stage: the scratch database as that role, and files in the throw-away home."""
        addresses = {}
        if is_embedded():
            # Named outright, since the home that holds the cluster is not the home the process lives in.
            addresses = {
                "DATABASE_URL": self.conninfo("owner"),
                "FRESHUP_WEB_DATABASE_URL": self.conninfo("web"),
                "FRESHUP_WORKER_DATABASE_URL": self.conninfo("worker"),
            }
        return {
            **{name: value for name, value in os.environ.items() if name != "FRESHUP_STORAGE"},
            **addresses,
            "FRESHUP_DATABASE": self.database,
            "FRESHUP_HOME": str(self.home),
            "FRESHUP_SECRET_KEY": settings.SECRET_KEY,
            "FRESHUP_EMAIL": "sandbox",
            "FRESHUP_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "freshup.config.settings",
            **{name: str(value) for name, value in more.items()},
        }

    def collect_static_files(self) -> None:
        """The web process serves pages whose files have hashed names."""
        (self.home / "static").mkdir()
        call_command("collectstatic", interactive=False, verbosity=0)

    def checkpoint(self) -> None:
        """So that what is measured does not pay for the pages dirtied before it."""
        if is_embedded():
            with self.connect("superuser") as connection:
                connection.execute("CHECKPOINT")


@contextmanager
def stage(name: str, *, keep: bool, seconds_max: float, small: bool, say: Progress) -> Iterator[Stage]:
    """Everything a bench needs, taken away at the end, after Ctrl-C and after an error too.

    A kept database stays until the next run of the same bench. Raises CommandError, OutOfTime.
    """
    with ExitStack() as cleanup:
        cleanup.enter_context(_alone())
        cleanup.enter_context(_server_as_found(keep))
        cleanup.enter_context(_interruptible(seconds_max))
        place = Path(tempfile.mkdtemp(prefix="freshup-bench-"))
        cleanup.callback(shutil.rmtree, place, ignore_errors=True)
        cleanup.enter_context(
            override_settings(STATIC_ROOT=place / "static", FRESHUP_STORAGE=str(place / "files"))
        )
        say(f"making the database {name}")
        cleanup.enter_context(scratch_database(name, keep=keep, say=say))
        made = Stage(name, place, say, small, keep)
        made.settings = _settings(made)
        # Entered last, left first: the processes end before their database goes.
        cleanup.enter_context(made.doings)
        cleanup.callback(_deaf)
        yield made
        if keep:
            say(f"kept: database {name}; connect with: psql '{made.conninfo()}'")


def _settings(made: Stage) -> dict[str, str]:
    with made.connect() as connection:
        found = {name: str(connection.execute(f"SHOW {name}").fetchone()[0]) for name in SHOWN}  # type: ignore[index]
    off = [name for name in MUST_BE_ON if found[name] != "on"]
    if off:
        raise CommandError(
            f"no bench without {', '.join(off)}: its figures would promise what a power cut takes"
        )
    made.say("  ".join(f"{name}={found[name]}" for name in MUST_BE_ON))
    return found


@contextmanager
def _alone() -> Iterator[None]:
    """Two benches at once would measure each other."""
    with (prepare_home() / "bench.lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("another bench is running") from error
        try:
            yield
        finally:
            (home() / "bench.lock").unlink(missing_ok=True)


@contextmanager
def _server_as_found(keep: bool) -> Iterator[None]:
    """A server that was not running before is stopped again, unless somebody wants to look into it."""
    was_running = not is_embedded() or cluster().status() is not Status.STOPPED
    try:
        yield
    finally:
        if not (was_running or keep):
            cluster().stop()


@contextmanager
def _interruptible(seconds_max: float) -> Iterator[None]:
    """SIGTERM ends a bench as Ctrl-C does, and so does running too long."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def late(number: int, frame: FrameType | None) -> None:
        raise OutOfTime(f"not finished after {seconds_max:.0f} s")

    before = [
        (number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    ]
    # Python leaves Ctrl-C alone where whoever started it had it ignored, as for what runs in the background.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds_max)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before:
            signal.signal(number, handler)


def _deaf() -> None:
    """Cleaning up is not interrupted: a second Ctrl-C would leave the database behind."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
