"""The hours of a store, or of a team with hours of its own: week, special days and observed holidays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from freshup.domain.stores.errors import HoursRow
from freshup.domain.stores.holidays import holidays_of
from freshup.domain.stores.wall_time import zone_named
from freshup.domain.stores.weekly import Hours, SpecialDay, SpecialRow, WeeklyHours, special_days_from_rows


@dataclass(frozen=True, slots=True)
class Calendar:
    """Hours of one answering team. Equal calendars are one key, so its openings are worked out once.

    A special day outranks a holiday, a holiday (closed all day) outranks the week.
    """

    zone: ZoneInfo
    weekly: WeeklyHours
    special_days: tuple[SpecialDay, ...] = ()
    observed: tuple[str, ...] = ()
    country: str = "US"
    region: str = ""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(self._key()))

    @classmethod
    def from_rows(
        cls,
        zone: str,
        hours: Iterable[HoursRow],
        special_days: Iterable[SpecialRow] = (),
        observed: Iterable[str] = (),
        country: str = "US",
        region: str = "",
    ) -> Self:
        """From the stored rows of a store, or of a team in place of the store's.

        Raises UnknownZone and InvalidHours; a country without holidays only matters once one is observed
        (UnknownHolidayCountry, when the hours of a day are asked for).
        """
        return cls(
            zone_named(zone),
            WeeklyHours.from_rows(hours),
            special_days_from_rows(special_days),
            tuple(sorted(set(observed))),
            country,
            region,
        )

    def _key(self) -> tuple[object, ...]:
        return (self.zone, self.weekly, self.special_days, self.observed, self.country, self.region)

    def __hash__(self) -> int:
        return self._hash  # kept: hashing a hundred special days for each lead costs more than the answer

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), self._key()  # a hash of strings means nothing in another process


def hours_on(calendar: Calendar, on: date) -> tuple[Hours, ...]:
    """Openings that begin on this date of the store. Raises UnknownHolidayCountry."""
    for special in calendar.special_days:
        if special.on == on:
            return special.hours
    return () if is_holiday(calendar, on) else calendar.weekly.days[on.weekday()]


def is_holiday(calendar: Calendar, on: date) -> bool:
    """Whether the store observes a holiday on this date."""
    if not calendar.observed:
        return False
    names = holidays_of(calendar.country, calendar.region, on.year).get(on, ())
    return any(name in calendar.observed for name in names)


def is_closed_all_day(calendar: Calendar, on: date) -> bool:
    """Whether a special day or a holiday, not merely the week, keeps the store closed on this date."""
    for special in calendar.special_days:
        if special.on == on:
            return not special.hours
    return is_holiday(calendar, on)
