"""Where a trial takes place: a throw-away home, a bound on its time, and an end that Ctrl-C reaches too."""

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.launcher import Cluster
from freshup.interfaces.console.trials.verdict import TrialFailed

# An installation of its own hears nothing of the one this command belongs to.
NOT_INHERITED = ("FRESHUP_", "DATABASE_URL", "PG", "LD_PRELOAD", "FAKETIME", "DJANGO_SETTINGS_MODULE")


@contextmanager
def throw_away_home(prefix: str) -> Iterator[Path]:
    """A home that the server's account can pass through; its database is stopped and all of it removed at the end."""
    home = Path(tempfile.mkdtemp(prefix=prefix))
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        yield home
    finally:
        # What could not be stopped ends with its data directory.
        with suppress(PostgresUnavailable):
            Cluster(home / "postgres").stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def bounded(seconds_max: float) -> Iterator[ExitStack]:
    """SIGTERM and too long a time end it as Ctrl-C does; what is pushed on the stack is undone, undisturbed."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def late(number: int, frame: FrameType | None) -> None:
        raise TrialFailed(f"not finished after {seconds_max:.0f} s")

    before = [(one, signal.getsignal(one)) for one in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)]
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds_max)
    try:
        with ExitStack() as undoing:
            try:
                yield undoing
            finally:
                # A second Ctrl-C would leave the processes behind.
                signal.setitimer(signal.ITIMER_REAL, 0)
                for one in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(one, signal.SIG_IGN)
    finally:
        for one, handler in before:
            signal.signal(one, handler)


def environment(home: Path, role: str, more: Mapping[str, str]) -> dict[str, str]:
    """For a process of the installation in `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    return {
        **kept,
        "FRESHUP_HOME": str(home),
        "FRESHUP_ROLE": role,
        "DJANGO_SETTINGS_MODULE": "freshup.config.settings",
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
