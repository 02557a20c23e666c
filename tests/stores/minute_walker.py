"""The slow truth: walk minute by minute with the wall clock in view. Shares no code with what it checks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays

MINUTE = timedelta(minutes=1)
Row = tuple[int, int, int]
SpecialRow = tuple[date, str, int | None, int | None]


@dataclass(frozen=True)
class Plan:
    """A calendar as rows, the way both sides are given it."""

    zone: str
    rows: Sequence[Row]
    special: Sequence[SpecialRow] = ()
    observed: Sequence[str] = ()
    region: str = "FL"


class Walker:
    """Every minute of a window, each with what the wall shows and whether the store is open."""

    def __init__(self, plan: Plan, start: datetime, days: int) -> None:
        self.start = start
        self.minutes, self.walls = _clock(plan.zone, start, days)
        self.open = [False] * len(self.minutes)
        first = self.walls[0].date() - timedelta(days=3)
        for ahead in range(days + 7):
            self._paint(plan, first + timedelta(days=ahead))

    def is_open(self, at: datetime) -> bool:
        return self.open[self._index(at)]

    def open_minutes(self, start: datetime, end: datetime) -> int:
        return sum(self.open[self._index(start) : self._index(end)])

    def after_open_minutes(self, start: datetime, minutes: int) -> datetime | None:
        index = self._index(start)
        while minutes and index < len(self.open):
            minutes -= self.open[index]
            index += 1
        return None if minutes else self.start + index * MINUTE

    def next_opening(self, after: datetime) -> datetime | None:
        for index in range(self._index(after) + 1, len(self.open)):
            if self.open[index] and not self.open[index - 1]:
                return self.minutes[index]
        return None

    def closing(self, at: datetime) -> datetime | None:
        """The first closed minute from `at` on, when there is one in the window."""
        return next(
            (self.minutes[i] for i in range(self._index(at), len(self.open)) if not self.open[i]), None
        )

    def _index(self, at: datetime) -> int:
        return (at - self.start) // MINUTE

    def _paint(self, plan: Plan, on: date) -> None:
        for opens, closes in _hours_of(plan, on):
            begin, end = self._shown(on, opens), self._shown(on, closes)
            self.open[begin:end] = [True] * (end - begin)

    def _shown(self, on: date, minute: int) -> int:
        """The first minute whose wall clock shows this reading, or a later one where it is jumped over."""
        reading = datetime(on.year, on.month, on.day) + minute * MINUTE  # noqa: DTZ001
        return bisect_left(self.walls, reading)


@cache
def _clock(zone: str, start: datetime, days: int) -> tuple[list[datetime], list[datetime]]:
    """Each minute, and the latest reading the wall clock has shown by then."""
    minutes = [start + index * MINUTE for index in range(days * 1440)]
    shown = [minute.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for minute in minutes]
    return minutes, list(accumulate(shown, max))


def _hours_of(plan: Plan, on: date) -> list[tuple[int, int]]:
    special = [row for row in plan.special if row[0] == on]
    if special:
        hours = [
            (opens, closes) for _, _, opens, closes in special if opens is not None and closes is not None
        ]
        return hours if len(hours) == len(special) else []
    if plan.observed and _is_holiday(plan, on):
        return []
    return [(opens, closes) for weekday, opens, closes in plan.rows if weekday == on.weekday()]


def _is_holiday(plan: Plan, on: date) -> bool:
    return any(name in _names_of(plan.region, on) for name in plan.observed)


@cache
def _names_of(region: str, on: date) -> list[str]:
    names = []
    for kind in ("public", "unofficial"):
        year = holidays.country_holidays("US", region, years=on.year, language="en_US", categories=kind)
        names += year.get_list(on)
    return names


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
