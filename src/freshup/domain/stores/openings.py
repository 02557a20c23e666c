"""The openings of a calendar as instants, four weeks at a time, worked out once and kept."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from freshup.domain.stores.calendar import Calendar, hours_on
from freshup.domain.stores.wall_time import second_of

# Instants are whole microseconds since 1970 here: exact sums, and comparisons without datetime objects.
MICROS = 1_000_000
_DAY = 86_400 * MICROS
# Four weeks cost about 0.3 ms to work out and a few kB to keep; a year-old lead looks at thirteen of them.
BLOCK = 28 * _DAY
_BLOCKS_KEPT = 4096

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class Block(NamedTuple):
    """Merged openings [start, end) cut to the block; `before` is the block's open time before each start."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    def index_at(self, at: int) -> int:
        """Index of the last opening that has begun at this instant, -1 for none."""
        return bisect_right(self.starts, at) - 1

    def is_open(self, at: int) -> bool:
        index = self.index_at(at)
        return index >= 0 and at < self.ends[index]

    def open_until(self, at: int) -> int:
        """Open time of the block up to this instant."""
        index = self.index_at(at)
        return self.before[index] + min(at, self.ends[index]) - self.starts[index] if index >= 0 else 0


@lru_cache(maxsize=_BLOCKS_KEPT)
def block_of(calendar: Calendar, number: int) -> Block:
    """Openings from `number * BLOCK` to the next block. Raises UnknownHolidayCountry."""
    block_start, block_end = number * BLOCK, (number + 1) * BLOCK
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _openings_near(calendar, block_start, block_end):
        start, end = max(start, block_start), min(end, block_end)
        if start >= end:
            continue
        if ends and start <= ends[-1]:
            ends[-1] = max(end, ends[-1])
        else:
            starts.append(start)
            ends.append(end)
    return _summed(starts, ends)


def micros_of(at: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (at - _EPOCH) // _MICROSECOND


def moment_of(micros: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def _openings_near(calendar: Calendar, start: int, end: int) -> list[tuple[int, int]]:
    """Openings of all dates that could touch [start, end), in order.

    An opening ends at most 48 hours after the midnight it is counted from, and that midnight lies at most 14
    hours before and 12 hours after the one in UTC: three days before the block and its last day suffice.
    """
    first, last = start // _DAY - 3, end // _DAY
    found = []
    for ordinal in range(first, last + 1):
        on = date.fromordinal(_EPOCH_ORDINAL + ordinal)
        for opens, closes in hours_on(calendar, on):
            opened = second_of(calendar.zone, on, opens) * MICROS
            found.append((opened, second_of(calendar.zone, on, closes) * MICROS))
    return sorted(found)


def _summed(starts: list[int], ends: list[int]) -> Block:
    before, total = [], 0
    for start, end in zip(starts, ends, strict=True):
        before.append(total)
        total += end - start
    return Block(tuple(starts), tuple(ends), tuple(before), total)
