"""The rhythm of a drain: work while there is some, linger a little for more, go home after half a minute.

A job costs 5 ms and more to start and two commits, so one job serves a stream: it looks again every few
milliseconds until nothing has come for a while. Two drains never get in each other's way: what one holds the
other skips.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock
from typing import Final

from django.db import InterfaceError, OperationalError, connection

log = logging.getLogger(__name__)

# What says "not now" about the database, and nothing about the document in hand. A deadlock is among them.
OUTAGES: Final = (OperationalError, InterfaceError)
OUTAGES_IN_A_ROW_MAX: Final = 5
SECONDS_BETWEEN_COMPLAINTS: Final = 1.0

# Set when this process is asked to end; every drain then stops after the batch it is in.
STOPPING: Final = Event()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """All in seconds: between two looks, how long nothing must have come, and how long a job may last."""

    look: float = 0.012
    linger: float = 0.5
    life: float = 30.0
    recover: float = 0.5


class Complaints:
    """An outage as one line a second at most, however many drains meet it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0.0
        self._swallowed = 0

    def add(self, what: str, error: BaseException) -> None:
        with self._lock:
            now = time.monotonic()
            if now - self._last < SECONDS_BETWEEN_COMPLAINTS:
                self._swallowed += 1
                return
            more, self._swallowed, self._last = self._swallowed, 0, now
        log.warning("%s: %s; %d more like it", what, type(error).__name__, more)


complaints: Final = Complaints()


def drain_until_idle(step: Callable[[], int], *, rhythm: Rhythm | None = None) -> bool:
    """Take steps until none has found anything for a while; True where there may be more to do.

    A step returns how much it did. It may meet an outage of the database: then it is tried again a few times,
    and left to the sweep.
    """
    rhythm = rhythm or Rhythm()
    born = time.monotonic()
    found_at, outages = None, 0
    while not STOPPING.is_set():
        try:
            done = step()
            outages = 0
        except OUTAGES as error:
            complaints.add("the database does not answer as it should", error)
            connection.close()
            outages += 1
            if outages >= OUTAGES_IN_A_ROW_MAX:
                return False
            STOPPING.wait(rhythm.recover)
            continue
        now = time.monotonic()
        if done:
            found_at = now
        elif found_at is None or now - found_at >= rhythm.linger:
            return False
        if now - born >= rhythm.life:
            return True
        if not done:
            STOPPING.wait(rhythm.look)
    return True
