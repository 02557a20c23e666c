"""Many submissions, one commit: whoever hands something in waits for the batch it falls into.

A commit waits for the disk. One thread with one connection takes everything that has come while the last commit
was under way, so sixty-four senders share a commit instead of queueing for sixty-four. A lone sender waits for
nobody.
"""

import errno
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from threading import Condition, Thread
from typing import Final, Generic, Protocol, TypeVar

import psycopg
from django.db import InterfaceError, OperationalError, connection, connections
from django.db.utils import load_backend

from freshup.bootstrap.intake import storage
from freshup.jobs import WakeUp, held_wake_ups, wake
from freshup.operations.intake.receive import Delivery, FoundKey, Refused, Taken, find_keys, receive
from freshup.ports.storage import Storage

log = logging.getLogger(__name__)

BATCH_COUNT_MAX: Final = 500
BATCH_BYTES_MAX: Final = 8 * 1024 * 1024
WAITING_MAX: Final = 5_000
CONNECT_SECONDS_MAX: Final = 5
# A connection unused for so long is asked first whether it still lives: the server may have been restarted.
IDLE_SECONDS: Final = 1.0
# Senders are answered before the drain is woken, and it is woken once for what comes within so short a time.
SECONDS_BETWEEN_WAKE_UPS: Final = 0.01
OUTAGES: Final = (OperationalError, InterfaceError)
NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT}


class NotTaken(Exception):
    """Nothing was taken; the sender keeps it and comes again."""


class Unavailable(NotTaken):
    """The database does not answer, or answers too slowly."""


class NoRoom(NotTaken):
    """The disk is full."""


class Unstorable(NotTaken):
    """This one delivery cannot be written down; the fault is ours."""


class Item(Protocol):
    """Whatever is handed in: its bytes count."""

    @property
    def body(self) -> bytes: ...


Handed = TypeVar("Handed", bound=Item)
Told = TypeVar("Told")
Known = TypeVar("Known")


@dataclass(slots=True)
class _Parcel(Generic[Handed, Told]):
    """Deliveries that are taken together or not at all (the recipients of one mail), and who waits for them."""

    deliveries: Sequence[Handed]
    answer: "Future[list[Told]]" = field(default_factory=Future)

    @property
    def size(self) -> int:
        return sum(len(one.body) for one in self.deliveries)


@dataclass(slots=True)
class _Question(Generic[Known]):
    key: str
    answer: "Future[Known | None]" = field(default_factory=Future)


class Batcher(Generic[Handed, Told, Known]):
    """One thread, one connection. `submit` and `find` may be called from any thread.

    `take` writes what was handed in and answers for each; `look_up` says what is known of keys, by key.
    """

    def __init__(
        self,
        store: Storage,
        *,
        take: Callable[..., list[Told]],
        look_up: Callable[[Sequence[str]], dict[str, Known]],
        name: str = "intake batches",
    ) -> None:
        self._storage = store
        self._take = take
        self._look_up = look_up
        self._name = name
        self._parcels: deque[_Parcel[Handed, Told]] = deque()
        self._questions: deque[_Question[Known]] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closing = False
        self._used_at = 0.0
        self._to_wake: set[WakeUp] = set()
        self._woken_at = 0.0

    def submit(self, deliveries: Sequence[Handed]) -> "Future[list[Told]]":
        """An answer for each delivery once they are on disk; or a NotTaken, and then none of them is."""
        parcel: _Parcel[Handed, Told] = _Parcel(deliveries)
        with self._changed:
            if self._closing or len(self._parcels) >= WAITING_MAX:
                raise Unavailable("too many are waiting")
            self._parcels.append(parcel)
            self._wake()
        return parcel.answer

    def find(self, key: str) -> "Future[Known | None]":
        """What is known of a key, before anything is handed in for it."""
        question: _Question[Known] = _Question(key)
        with self._changed:
            if self._closing or len(self._questions) >= WAITING_MAX:
                raise Unavailable("too many are waiting")
            self._questions.append(question)
            self._wake()
        return question.answer

    def close(self) -> None:
        """Finish what was handed in, then end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        own_connection()
        while True:
            with self._changed:
                while not (self._parcels or self._questions or self._closing):
                    if not self._changed.wait(self._seconds_to_wake()):
                        break
                questions, parcels = self._next_questions(), self._next_parcels()
                ended = self._closing and not (questions or parcels)
            self._wake_drains(now=ended)
            if ended:
                connection.close()
                return
            if not (questions or parcels):
                continue
            self._check_idle()
            if questions:
                self._answer(questions)
            if parcels:
                self._write(parcels)
            self._used_at = time.monotonic()
            self._wake_drains()

    def _seconds_to_wake(self) -> float | None:
        """None while nobody is to be woken."""
        if not self._to_wake:
            return None
        return max(0.0, self._woken_at + SECONDS_BETWEEN_WAKE_UPS - time.monotonic())

    def _wake_drains(self, *, now: bool = False) -> None:
        if not self._to_wake or (self._seconds_to_wake() and not now):
            return
        waking, self._to_wake = self._to_wake, set()
        self._woken_at = time.monotonic()
        try:
            wake(waking)
        # What was taken is taken; the sweep wakes for it.
        except Exception as error:
            _failure(error)

    def _next_questions(self) -> list[_Question[Known]]:
        asked = [self._questions.popleft() for _ in range(min(len(self._questions), BATCH_COUNT_MAX))]
        return [one for one in asked if one.answer.set_running_or_notify_cancel()]

    def _next_parcels(self) -> list[_Parcel[Handed, Told]]:
        """As many as make one good commit, the oldest first, always at least one."""
        batch: list[_Parcel[Handed, Told]] = []
        count = size = 0
        while self._parcels:
            parcel = self._parcels[0]
            count, size = count + len(parcel.deliveries), size + parcel.size
            if batch and (count > BATCH_COUNT_MAX or size > BATCH_BYTES_MAX):
                break
            self._parcels.popleft()
            # A sender who has gone away meanwhile leaves nothing behind.
            if parcel.answer.set_running_or_notify_cancel():
                batch.append(parcel)
        return batch

    def _check_idle(self) -> None:
        if connection.connection is None or time.monotonic() - self._used_at < IDLE_SECONDS:
            return
        if not connection.is_usable():
            connection.close()

    def _answer(self, questions: list[_Question[Known]]) -> None:
        try:
            found = self._look_up([one.key for one in questions])
        # The outermost door of this thread: whoever waits must hear something, and the thread must live on.
        except Exception as error:
            failure = _failure(error)
            for one in questions:
                one.answer.set_exception(failure)
            return
        for one in questions:
            one.answer.set_result(found.get(one.key))

    def _write(self, parcels: list[_Parcel[Handed, Told]]) -> None:
        try:
            with held_wake_ups() as held:
                deliveries = [one for parcel in parcels for one in parcel.deliveries]
                answers = iter(self._take(deliveries, storage=self._storage))
        except Exception as error:
            failure = _failure(error)
            if len(parcels) > 1 and not isinstance(error, OUTAGES):
                # One of them is at fault: halving finds it, and the others are taken.
                middle = len(parcels) // 2
                self._write(parcels[:middle])
                self._write(parcels[middle:])
                return
            for parcel in parcels:
                parcel.answer.set_exception(failure)
            return
        for parcel in parcels:
            parcel.answer.set_result([next(answers) for _ in parcel.deliveries])
        self._to_wake |= held


def _failure(error: Exception) -> NotTaken:
    """What an error means for the sender. A connection that may be broken is closed; the next batch opens one."""
    full = isinstance(error.__cause__, psycopg.errors.DiskFull)
    if isinstance(error, OUTAGES):
        connection.close()
    if full or (isinstance(error, OSError) and error.errno in NO_ROOM):
        log.error("the disk is full: nothing is taken")
        return NoRoom("the disk is full")
    if isinstance(error, (*OUTAGES, OSError)):
        log.error("nothing is taken: %s", type(error).__name__)
        return Unavailable(type(error).__name__)
    # The name only: the text of a database error quotes what was to be written.
    log.error("a batch could not be written: %s", type(error).__name__)
    return Unstorable(type(error).__name__)


def own_connection() -> None:
    """This thread's connection, outside the pool of the pages.

    After an outage a pool waits longer and longer before it tries again; here the next batch tries at once.
    """
    usual = connections.settings["default"]
    options = {name: value for name, value in usual["OPTIONS"].items() if name != "pool"}
    mine = {
        **usual,
        "CONN_MAX_AGE": None,
        "OPTIONS": {**options, "connect_timeout": CONNECT_SECONDS_MAX, "tcp_user_timeout": 10_000},
    }
    connections["default"] = load_backend(mine["ENGINE"]).DatabaseWrapper(mine, "default")


IntakeBatcher = Batcher[Delivery, Taken | Refused, FoundKey]


@cache
def batcher() -> IntakeBatcher:
    """The one of this process; its thread starts with the first delivery."""
    return Batcher(storage(), take=receive, look_up=find_keys)
