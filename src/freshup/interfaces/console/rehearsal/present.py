"""The demo's present: those who act by themselves look about every few seconds, each in a thread of their own."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from random import Random
from threading import Event, Thread
from typing import Final, Protocol

from django.db import Error, connection

SECONDS_BETWEEN_LOOKS: Final = (1.5, 4.0)


class Lively(Protocol):
    """Somebody who acts while the demo runs; each look returns a line for everything that is worth telling."""

    def begin(self, *, now: datetime) -> None: ...

    def look(self, *, now: datetime) -> Iterable[str]: ...


def live(who: Lively, rng: Random, stopping: Event, say: Callable[[str], None]) -> None:
    """Until `stopping` is set. An outage of the database is waited out."""
    try:
        who.begin(now=datetime.now(UTC))
        while not stopping.wait(rng.uniform(*SECONDS_BETWEEN_LOOKS)):
            try:
                for line in who.look(now=datetime.now(UTC)):
                    say(line)
            except Error:
                connection.close()
    finally:
        connection.close()


def set_going(everybody: Iterable[Lively], rng: Random, stopping: Event, say: Callable[[str], None]) -> None:
    for who in everybody:
        own = Random(rng.getrandbits(64))
        Thread(target=live, args=(who, own, stopping, say), daemon=True).start()
