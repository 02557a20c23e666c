"""What the judge keeps in mind, and for how long: what can't matter any more is forgotten."""

import heapq
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from itertools import count
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# What is broken may stay undone for as long, and so much longer until everything has caught up.
AFTER_A_FAULT: Final = timedelta(minutes=15)
# Nothing that is owed is owed for longer than this; a fault before it explains nothing any more.
FAULTS_REMEMBERED: Final = timedelta(days=10)


class Recent(Generic[K, V]):
    """Facts by key that are forgotten some time after they were last noted."""

    def __init__(self, keeps: timedelta) -> None:
        self._keeps = keeps
        self._facts: OrderedDict[K, tuple[datetime, V]] = OrderedDict()

    def note(self, key: K, value: V, at: datetime) -> None:
        self._facts[key] = (at, value)
        self._facts.move_to_end(key)
        while self._facts:
            oldest = next(iter(self._facts))
            if at - self._facts[oldest][0] <= self._keeps:
                break
            del self._facts[oldest]

    def get(self, key: K) -> V | None:
        found = self._facts.get(key)
        return found[1] if found else None

    def forget(self, key: K) -> V | None:
        found = self._facts.pop(key, None)
        return found[1] if found else None

    def __contains__(self, key: K) -> bool:
        return key in self._facts

    def __len__(self) -> int:
        return len(self._facts)


class Agenda:
    """What must have happened by when: each is looked at once its moment is over."""

    def __init__(self) -> None:
        self._items: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = count()

    def add(self, by: datetime, look: Callable[[datetime], None]) -> None:
        heapq.heappush(self._items, (by, next(self._order), look))

    def __len__(self) -> int:
        return len(self._items)

    def pass_to(self, now: datetime) -> None:
        """Look at everything that should have happened before `now`, handing each its own deadline."""
        while self._items and self._items[0][0] < now:
            by, _, look = heapq.heappop(self._items)
            look(by)


class Faults:
    """When something was broken on purpose, and so what may come late."""

    def __init__(self) -> None:
        self._spans: list[tuple[datetime, datetime, int | None]] = []
        self._jumps: list[tuple[datetime, timedelta]] = []

    def note(self, what: str, since: datetime, until: datetime, store: int | None, *, now: datetime) -> None:
        """A span, which may be yet to come."""
        self._spans = [one for one in self._spans if now - one[1] < FAULTS_REMEMBERED]
        self._spans.append((since, until, store))
        if what == "clock":
            self._jumps = [one for one in self._jumps if now - one[0] < FAULTS_REMEMBERED]
            self._jumps.append((since, until - since))

    def wrong_by(self, at: datetime, grain: timedelta) -> timedelta:
        """By how much a clock that jumped may have been wrong about a moment."""
        return max((by for since, by in self._jumps if abs(at - since) <= by + grain), default=timedelta(0))

    def covers(self, at: datetime, store: int | None) -> bool:
        """Whether something was broken at that moment, or had not caught up yet."""
        return any(
            since <= at <= until + AFTER_A_FAULT and (where is None or store is None or where == store)
            for since, until, where in self._spans
        )

    def excused_until(self, start: datetime, by: datetime, store: int | None) -> datetime:
        """Until when something owed from `start` on and due `by` may take, given what was broken meanwhile."""
        again = True
        while again:
            again = False
            for since, until, where in self._spans:
                late = until + AFTER_A_FAULT
                mine = where is None or store is None or where == store
                if mine and since <= by and late >= start and late > by:
                    by, again = late, True
        return by
