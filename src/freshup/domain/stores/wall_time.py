"""From what the clock on the store's wall shows to the instant it means, on the year's two odd days too."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from freshup.domain.stores.errors import UnknownZone

_EPOCH_WALL = datetime(1970, 1, 1)  # noqa: DTZ001 - a reading of a wall clock, which has no zone yet
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name such as `America/New_York`. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "America" is a directory
        raise UnknownZone(name) from error


def second_of(zone: ZoneInfo, on: date, minute: int) -> int:
    """Unix second at which the wall clock first shows `minute` minutes from midnight of the day `on`.

    Minutes are read off the clock, not counted: 540 is 9:00 on every day, also when the night lost an hour.
    A reading that occurs twice (autumn) means its first time; a reading the clock jumps over (spring) means
    the moment of the jump. So the order of readings is the order of instants, and two openings that touch on
    paper touch in time.
    """
    wall = datetime(on.year, on.month, on.day) + timedelta(minutes=minute)  # noqa: DTZ001
    wall_second = (wall - _EPOCH_WALL) // _SECOND
    first = wall_second - _offset(wall.replace(tzinfo=zone))
    second = wall_second - _offset(wall.replace(tzinfo=zone, fold=1))
    return first if first <= second else _jump(zone, second, first)


def _jump(zone: ZoneInfo, before: int, after: int) -> int:
    """First second of the new offset in (before, after]: 17 halvings at most, when a whole day is skipped."""
    old = _offset(datetime.fromtimestamp(before, zone))
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(datetime.fromtimestamp(middle, zone)) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    assert offset is not None  # every moment here carries a zone
    return offset // _SECOND
