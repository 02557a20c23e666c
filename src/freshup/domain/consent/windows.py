"""When somebody may be called or texted: the hours of every place they may be at, intersected, as instants.

Worked out a day of UTC at a time and kept; a look costs about a microsecond. Where the clock shows a reading twice
(autumn) or never (spring), the stricter meaning counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from freshup.domain.consent.law import CapRule, HoursRule, Law, Window
from freshup.domain.consent.places import Place, same_time
from freshup.domain.stores.wall_time import zone_named

DAY: Final = 86_400
# Weekly hours repeat after seven days; a night of changing clocks may shift one of them.
DAYS_LOOKED_AHEAD: Final = 9
# Nobody knows where they are: the whole mainland may be it.
ANYWHERE: Final = tuple(
    Place("", zone)
    for zone in ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WALL: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a reading of a wall clock, which has no zone yet
_SECOND: Final = timedelta(seconds=1)
_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
_KEPT: Final = 65_536
Spans = tuple[tuple[int, int], ...]


class NeverOpens(ValueError):
    """The hours of these places leave no minute of the week in which all of them may be called."""


def has_hours(channel: str) -> bool:
    """E-mail wakes nobody; calls and texts do."""
    return channel != "email"


def is_lawful(places: tuple[Place, ...], law: Law, channel: str, now: datetime) -> bool:
    """Whether this is an hour at which people of all these places may be reached on the channel."""
    if not has_hours(channel):
        return True
    second = (now - _EPOCH) // _SECOND
    spans = open_spans(places or ANYWHERE, law, second // DAY)
    at = bisect_right(spans, (second, 1 << 62)) - 1
    return at >= 0 and second < spans[at][1]


def next_lawful(places: tuple[Place, ...], law: Law, channel: str, now: datetime) -> datetime:
    """`now` itself if it is lawful, else the first minute that is. Raises NeverOpens."""
    if is_lawful(places, law, channel, now):
        return now
    second = (now - _EPOCH) // _SECOND
    for day in range(second // DAY, second // DAY + DAYS_LOOKED_AHEAD):
        for start, _ in open_spans(places or ANYWHERE, law, day):
            if start > second:
                return _EPOCH + timedelta(seconds=start)
    raise NeverOpens(", ".join(f"{place.state or '?'} {place.zone}" for place in places))


def spread(until: datetime, seed: int, minutes: int = 45) -> datetime:
    """A moment within `minutes` from `until`, the same for the same seed, so that held steps are not bunched."""
    # Fibonacci hashing: neighbouring ids fall far apart.
    share = (seed * 0x9E3779B97F4A7C15) & 0xFFFF_FFFF_FFFF_FFFF
    return until + timedelta(seconds=(share * minutes * 60) >> 64)


@lru_cache(maxsize=_KEPT)
def open_spans(places: tuple[Place, ...], law: Law, day: int) -> Spans:
    """The lawful spans [start, end) of one UTC day since 1970, in Unix seconds."""
    spans: Spans = ((day * DAY, day * DAY + DAY),)
    # Each state and time once, whatever the county's zone is called.
    for place in dict.fromkeys(Place(one.state, same_time(one.zone)) for one in places):
        spans = _both(spans, _of_place(place, law, day))
    return spans


@lru_cache(maxsize=_KEPT)
def _of_place(place: Place, law: Law, day: int) -> Spans:
    spans: list[tuple[int, int]] = []
    for ordinal in (day - 1, day, day + 1):
        on = date.fromordinal(_EPOCH_ORDINAL + ordinal)
        window = window_on(place, law, on)
        start, end = _opening(place.zone, on, window.opens), _closing(place.zone, on, window.closes)
        start, end = max(start, day * DAY), min(end, day * DAY + DAY)
        if window.length and start < end:
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return tuple(spans)


def window_on(place: Place, law: Law, on: date) -> Window:
    """What is left of a local day when every rule in force there is kept."""
    windows = [rule.on(on) for rule in rules_on(place, law, on)]
    return Window(
        max((one.opens for one in windows), default=0), min((one.closes for one in windows), default=1440)
    )


def rules_on(place: Place, law: Law, on: date) -> Iterator[HoursRule]:
    """The rules of hours in force at a place on a local day; the safe default joins where the state is unknown."""
    day = on.isoformat()
    for rule in law.hours:
        if rule.state in ("", place.state) and rule.holds_on(day):
            yield rule
    if not place.state:
        yield law.unknown


def binding(places: tuple[Place, ...], law: Law, now: datetime) -> tuple[Place, HoursRule, Window] | None:
    """The place where it is the wrong hour at `now`, with its strictest rule and what that day leaves open."""
    for place in places or ANYWHERE:
        local = now.astimezone(zone_named(place.zone))
        minute = local.hour * 60 + local.minute
        for rule in sorted(rules_on(place, law, local.date()), key=lambda one: one.on(local.date()).length):
            window = rule.on(local.date())
            if not window.opens <= minute < window.closes:
                return place, rule, window
    return None


def caps_in_force(places: tuple[Place, ...], law: Law, purpose: str, now: datetime) -> tuple[CapRule, ...]:
    """The caps on attempts for this purpose, strictest first."""
    # Zones differ by quarters of an hour, so no date changes within one anywhere.
    return _caps(places or ANYWHERE, law, purpose, (now - _EPOCH) // timedelta(minutes=15))


@lru_cache(maxsize=_KEPT)
def _caps(places: tuple[Place, ...], law: Law, purpose: str, quarter: int) -> tuple[CapRule, ...]:
    at = _EPOCH + timedelta(minutes=15 * quarter)
    days = {place: at.astimezone(zone_named(place.zone)).date().isoformat() for place in places}
    found = [
        cap
        for cap in law.caps
        if cap.purpose == purpose
        and any(cap.state in ("", place.state) and cap.holds_on(day) for place, day in days.items())
    ]
    return tuple(sorted(found, key=lambda one: one.most))


def _both(a: Spans, b: Spans) -> Spans:
    """What two sorted lists of spans have in common."""
    overlaps = ((max(s, t), min(e, f)) for s, e in a for t, f in b)
    return tuple(sorted((start, end) for start, end in overlaps if start < end))


def _opening(zone: str, on: date, minute: int) -> int:
    return max(_meanings(zone, on, minute))


def _closing(zone: str, on: date, minute: int) -> int:
    return min(_meanings(zone, on, minute))


def _meanings(zone: str, on: date, minute: int) -> tuple[int, int]:
    """The two Unix seconds a reading of the wall clock can mean; the same one on all but two nights a year."""
    wall = datetime(on.year, on.month, on.day, tzinfo=zone_named(zone)) + timedelta(minutes=minute)
    second = (wall.replace(tzinfo=None) - _EPOCH_WALL) // _SECOND
    first, later = (wall.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return second - first // _SECOND, second - later // _SECOND
