"""What will happen, in order of time; of two things at one moment, the one that was planned first."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(order=True, slots=True)
class _Planned(Generic[T]):
    at: datetime
    order: int
    what: T = field(compare=False)


class Happenings(Generic[T]):
    """A plan that grows while it is lived."""

    def __init__(self) -> None:
        self._planned: list[_Planned[T]] = []
        self._order = count()

    def plan(self, at: datetime, what: T) -> None:
        heapq.heappush(self._planned, _Planned(at, next(self._order), what))

    @property
    def next_at(self) -> datetime | None:
        return self._planned[0].at if self._planned else None

    def due(self, at: datetime) -> T | None:
        """The next thing up to that moment; None when there is no more."""
        if self._planned and self._planned[0].at <= at:
            return heapq.heappop(self._planned).what
        return None

    def upto(self, at: datetime) -> list[tuple[datetime, T]]:
        """What is planned up to that moment, left where it is: for whoever gathers for all of it at once."""
        return [(one.at, one.what) for one in self._planned if one.at <= at]
