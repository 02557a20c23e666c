"""A store's week as people write it down: several openings a day, some of them past midnight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import NamedTuple, Self

from freshup.domain.stores.errors import (
    ClosesBeforeOpening,
    HoursRow,
    InvalidHours,
    MinuteOutOfRange,
    OpenTooLong,
    OverlappingHours,
    UnknownWeekday,
)

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES

# A special day as it is stored: date, name, opens and closes; both None when the store stays closed.
SpecialRow = tuple[date, str, int | None, int | None]


class Hours(NamedTuple):
    """One opening, [opens, closes), in minutes read off the clock from midnight of the day it belongs to.

    `closes_minute` beyond 1440 is after midnight: 20:00 to 02:00 is (1200, 1560) and belongs to the evening's
    day, so Friday night's hours hold although Saturday is a holiday.
    """

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Openings of each weekday, Monday first, in order and merged."""

    days: tuple[tuple[Hours, ...], ...] = ((),) * 7

    @classmethod
    def from_rows(cls, rows: Iterable[HoursRow]) -> Self:
        """From stored rows. Overlaps merge (`check_hours` refuses them at the form). Raises InvalidHours."""
        days: list[list[Hours]] = [[] for _ in range(7)]
        for row in rows:
            if problem := _problem_of(row):
                raise problem
            days[row[0]].append(Hours(row[1], row[2]))
        return cls(tuple(merged(day) for day in days))


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date whose hours are its own and replace the weekday's and any holiday's. No hours: closed."""

    on: date
    name: str
    hours: tuple[Hours, ...] = ()


def special_days_from_rows(rows: Iterable[SpecialRow]) -> tuple[SpecialDay, ...]:
    """One special day a date. Several rows are split hours; a row without hours closes the whole day.

    Raises InvalidHours.
    """
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    return tuple(_special_day(on, list(group)) for on, group in groupby(ordered, key=lambda row: row[0]))


def merged(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """The same opening time in order, overlapping and touching openings made one."""
    result: list[Hours] = []
    for opens, closes in sorted(hours):
        if result and opens <= result[-1].closes_minute:
            result[-1] = Hours(result[-1].opens_minute, max(closes, result[-1].closes_minute))
        else:
            result.append(Hours(opens, closes))
    return tuple(result)


def hours_problems(rows: Sequence[HoursRow]) -> tuple[InvalidHours, ...]:
    """Everything wrong with a week that somebody typed, in the order typed; empty when it can be published.

    An opening past midnight is held against the next day's hours too, Sunday's against Monday's.
    """
    problems = [problem for row in rows if (problem := _problem_of(row))]
    return tuple(problems) or tuple(_overlaps(rows))


def check_hours(rows: Sequence[HoursRow]) -> WeeklyHours:
    """The week of these rows. Raises the first InvalidHours."""
    for problem in hours_problems(rows):
        raise problem
    return WeeklyHours.from_rows(rows)


def entered_hours(opens: time, closes: time, *, past_midnight: bool) -> Hours:
    """The opening a form means. Closing at 00:00 is the end of the day; any later needs `past_midnight`.

    The tick is asked for because 20:00 to 08:00 is as often a slip as a night shift, and a guess in either
    direction swaps open and closed. Raises nothing: `hours_problems` finds what is wrong.
    """
    opens_minute, closes_minute = _minute(opens), _minute(closes)
    if past_midnight or (closes_minute == 0 and opens_minute > 0):
        closes_minute += DAY_MINUTES
    return Hours(opens_minute, closes_minute)


def clock_time(minute: int) -> tuple[time, bool]:
    """What the clock shows at this minute, and whether that is past midnight: 1560 → (02:00, True)."""
    return time(minute % DAY_MINUTES // 60, minute % 60), minute > DAY_MINUTES


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _special_day(on: date, rows: list[SpecialRow]) -> SpecialDay:
    hours: list[Hours] = []
    for _on, _name, opens, closes in rows:
        if opens is None or closes is None:
            return SpecialDay(on, rows[0][1])
        if problem := _problem_of((on.weekday(), opens, closes)):
            raise problem
        hours.append(Hours(opens, closes))
    return SpecialDay(on, rows[0][1], merged(hours))


def _problem_of(row: HoursRow) -> InvalidHours | None:
    weekday, opens, closes = row
    if not 0 <= weekday <= 6:
        return UnknownWeekday(row)
    if not 0 <= opens < DAY_MINUTES:
        return MinuteOutOfRange(row)
    if closes <= opens:
        return ClosesBeforeOpening(row, opens=_shown(opens), closes=_shown(closes))
    if closes - opens > DAY_MINUTES:
        return OpenTooLong(row)
    return None


def _overlaps(rows: Sequence[HoursRow]) -> Iterable[OverlappingHours]:
    for place, row in enumerate(rows):
        earlier = next((other for other in rows[:place] if _overlap(row, other)), None)
        if earlier:
            yield OverlappingHours(row, opens=_shown(earlier[1]), closes=_shown(earlier[2]))


def _overlap(one: HoursRow, other: HoursRow) -> bool:
    start = one[0] * DAY_MINUTES + one[1]
    other_start = other[0] * DAY_MINUTES + other[1]
    ahead = (other_start - start) % WEEK_MINUTES
    behind = (start - other_start) % WEEK_MINUTES
    return ahead < one[2] - one[1] or behind < other[2] - other[1]


def _shown(minute: int) -> str:
    return f"{minute % DAY_MINUTES // 60:02d}:{minute % 60:02d}"
