"""Who is at work at a moment: weekly shifts, minus time off, minus the days the store stays closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from freshup.domain.stores.business_time import is_open
from freshup.domain.stores.calendar import Calendar
from freshup.domain.stores.weekly import SpecialDay, WeeklyHours


class Shift(NamedTuple):
    """One weekly shift, minutes from midnight of its weekday; beyond 1440 it ends the next morning."""

    weekday: int
    starts_minute: int
    ends_minute: int


class TimeOff(NamedTuple):
    """Leave or sickness, [starts, ends)."""

    starts_at: datetime
    ends_at: datetime


def on_shift(
    shifts: Iterable[Shift],
    time_off: Iterable[TimeOff],
    zone: ZoneInfo,
    at: datetime,
    *,
    store: Calendar | None = None,
) -> bool:
    """Whether a person with these shifts is at work; nights and clock changes are as in `Hours`.

    With `store`, no shift begins on a date which a holiday or a special day closes: nobody strikes shifts off
    the plan for Thanksgiving, and a lead must not go to somebody at dinner. Shorter hours change no shift.
    Raises InvalidHours for a shift that makes no sense.
    """
    if not is_open(_rota(tuple(shifts), zone, store), at):
        return False
    return not any(off.starts_at <= at < off.ends_at for off in time_off)


@lru_cache(maxsize=4096)
def _rota(shifts: tuple[Shift, ...], zone: ZoneInfo, store: Calendar | None) -> Calendar:
    """The shifts as a calendar, so that they are found as fast as the store's openings."""
    weekly = WeeklyHours.from_rows(shifts)
    if store is None:
        return Calendar(zone, weekly)
    special = {day.on: day.hours for day in store.special_days}
    # A holiday on which the store opens after all is a special day with hours: the week's shifts hold then.
    kept = tuple(
        SpecialDay(on, "", weekly.days[on.weekday()] if hours else ())
        for on, hours in sorted(special.items())
    )
    return Calendar(zone, weekly, kept, store.observed, store.country, store.region)
