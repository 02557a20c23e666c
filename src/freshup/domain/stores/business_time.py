"""Is the store open, when will it be, how much open time lies between two moments, when is it over?

Closed form: a moment is found by bisection among the openings of its four weeks, open time is a difference of
running sums. Nothing walks along the clock. Every moment is aware; answers are in UTC. An opening is [opens,
closes): at the second of closing the store is closed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from freshup.domain.stores.calendar import Calendar
from freshup.domain.stores.errors import NeverCloses, NeverOpens, SpanTooLong
from freshup.domain.stores.openings import BLOCK, MICROS, Block, block_of, micros_of, moment_of

# A store that opens on one day of the year still opens; past this it doesn't.
LOOK_AHEAD_DAYS = 366
SPAN_YEARS_MAX = 50
BUSINESS_MINUTES_MAX = 10 * 366 * 24 * 60

_MINUTE = 60 * MICROS
_LOOK_AHEAD = LOOK_AHEAD_DAYS * 24 * 60 * _MINUTE
_SPAN_MAX = SPAN_YEARS_MAX * 366 * 24 * 60 * _MINUTE


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the store is open at this moment."""
    instant = micros_of(at)
    return block_of(calendar, instant // BLOCK).is_open(instant)


def current_closing(calendar: Calendar, at: datetime) -> datetime | None:
    """When the opening that holds `at` ends; None when closed, or always open (for LOOK_AHEAD_DAYS)."""
    closing = _closing(calendar, micros_of(at))
    return moment_of(closing) if closing is not None else None


def next_opening(calendar: Calendar, after: datetime) -> datetime:
    """The first opening strictly later than `after`. Raises NeverOpens, and NeverCloses when always open."""
    instant = micros_of(after)
    if is_open(calendar, after):
        closing = _closing(calendar, instant)
        if closing is None:
            raise NeverCloses(f"open without a break for {LOOK_AHEAD_DAYS} days from {after}")
        instant = closing
    number = instant // BLOCK
    block = block_of(calendar, number)
    index = bisect_right(block.starts, instant)
    if index < len(block.starts):
        return moment_of(block.starts[index])
    return moment_of(_next_block(calendar, number, instant)[1].starts[0])


def next_open_moment(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself when the store is open, otherwise its next opening. Raises NeverOpens."""
    return at if is_open(calendar, at) else next_opening(calendar, at)


def business_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Open time from `start` to `end`, to the microsecond; negative when `end` is earlier.

    A store that never opens has none. A year takes thirteen steps. Raises SpanTooLong.
    """
    first, last = micros_of(start), micros_of(end)
    if first > last:
        return -business_time_between(calendar, end, start)
    if last - first > _SPAN_MAX:
        raise SpanTooLong(f"{start} to {end}")
    number, last_number = first // BLOCK, last // BLOCK
    open_time = block_of(calendar, last_number).open_until(last) - block_of(calendar, number).open_until(
        first
    )
    open_time += sum(block_of(calendar, whole).total for whole in range(number, last_number))
    return timedelta(microseconds=open_time)


def business_seconds_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The same in whole seconds begun and ended, as it is stored and shown. Raises SpanTooLong."""
    return business_time_between(calendar, start, end) // timedelta(seconds=1)


def add_business_minutes(calendar: Calendar, start: datetime, minutes: float) -> datetime:
    """The earliest moment by which `minutes` of open time have passed since `start`; 0 is `start` itself.

    So 8 hours from opening of an 8-hour day is that day's closing, not the next opening. Raises NeverOpens
    when LOOK_AHEAD_DAYS pass without an opening, ValueError outside 0 … BUSINESS_MINUTES_MAX.
    """
    if not 0 <= minutes <= BUSINESS_MINUTES_MAX:
        raise ValueError(f"{minutes} minutes: not between 0 and {BUSINESS_MINUTES_MAX}")
    needed = round(minutes * _MINUTE)
    if needed == 0:
        return start
    instant = micros_of(start)
    number = instant // BLOCK
    block = block_of(calendar, number)
    needed += block.open_until(instant)
    while block.total < needed:
        needed -= block.total
        idle_from = max(instant, block.ends[-1]) if block.ends else instant
        number, block = _next_block(calendar, number, idle_from)
    index = bisect_left(block.before, needed) - 1
    return moment_of(block.starts[index] + needed - block.before[index])


def openings_between(
    calendar: Calendar, start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """The openings that touch [start, end), cut to it: for charts and for the preview of typed hours."""
    spans: list[tuple[int, int]] = []
    first, last = micros_of(start), micros_of(end)
    if last - first > _SPAN_MAX:
        raise SpanTooLong(f"{start} to {end}")
    for number in range(first // BLOCK, last // BLOCK + 1):
        block = block_of(calendar, number)
        for opened, closed in zip(block.starts, block.ends, strict=True):
            opened, closed = max(opened, first), min(closed, last)
            if spans and opened == spans[-1][1]:
                spans[-1] = (spans[-1][0], closed)  # one opening, cut by the edge of a block
            elif opened < closed:
                spans.append((opened, closed))
    return tuple((moment_of(opened), moment_of(closed)) for opened, closed in spans)


def _closing(calendar: Calendar, at: int) -> int | None:
    number = at // BLOCK
    block = block_of(calendar, number)
    if not block.is_open(at):
        return None
    end = block.ends[block.index_at(at)]
    while end == (number + 1) * BLOCK:
        if end - at > _LOOK_AHEAD:
            return None
        number += 1
        block = block_of(calendar, number)
        if not block.starts or block.starts[0] != end:
            break
        end = block.ends[0]
    return end


def _next_block(calendar: Calendar, number: int, idle_from: int) -> tuple[int, Block]:
    """The next block that has an opening. Raises NeverOpens."""
    while number * BLOCK <= idle_from + _LOOK_AHEAD:
        number += 1
        block = block_of(calendar, number)
        if block.starts:
            if block.starts[0] - idle_from <= _LOOK_AHEAD:
                return number, block
            break
    raise NeverOpens(f"no opening within {LOOK_AHEAD_DAYS} days after {moment_of(idle_from)}")
