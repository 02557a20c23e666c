"""Small worlds in which much happens, lived in one database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from freshup.adapters.postgres.launcher import Cluster
from freshup.bootstrap.keeping import django_in
from freshup.interfaces.console.rehearsal.parameters import parameters
from freshup.interfaces.console.simulation.log import read
from freshup.interfaces.console.simulation.running import Arguments, Interrupted, simulate
from freshup.interfaces.console.simulation.world import Told
from freshup.queries.stores import forget_settings
from tests.conftest import copy_template

# Everything that a month brings to fifty stores, in two of them for two days.
BUSY: Final = Path(__file__).with_name("busy.toml")


@contextmanager
def database_of_its_own(server: Cluster, name: str) -> Iterator[None]:
    """A copy of the template, which this process uses while the block lasts."""
    copy_template(server, name)
    try:
        with django_in(name):
            yield
    finally:
        # Stores of other tests have the same ids.
        forget_settings()
        server.drop_database(name)


def live(
    place: Path,
    *,
    seed: int = 1,
    stores: int = 2,
    days: float = 2,
    faults: bool = False,
    breaks: str | None = None,
    interrupted: Interrupted | None = None,
    tell: Any = None,
    name: str = "log.jsonl",
) -> tuple[Told, Path]:
    """One run of the busy world; what it came to, and its log."""
    run = Arguments(stores, days, seed, parameters(BUSY), faults, breaks)
    told = simulate(run, place / name, tell or _says_nothing, interrupted or Interrupted())
    return told, place / name


def lines(path: Path) -> list[dict[str, Any]]:
    return list(read(path))


def _says_nothing(told: Told, now: datetime) -> None:
    return
