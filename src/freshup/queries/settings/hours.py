"""Hours as they are stored, and the days ahead as they would be open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from freshup.data.models import ObservedHoliday, OpeningHours, SpecialDay, Team
from freshup.domain.stores import (
    Calendar,
    Hours,
    HoursRow,
    SpecialRow,
    UnknownHolidayCountry,
    holidays_of,
    hours_on,
)

DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class StoreWeek:
    """What the hours form begins with."""

    week: tuple[HoursRow, ...]
    special: tuple[SpecialRow, ...] = ()
    observed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One date ahead: when the store would be open before and after a change, and the holiday's name."""

    on: date
    before: tuple[Hours, ...]
    after: tuple[Hours, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A holiday a store may observe, and the next date it falls on."""

    name: str
    on: date


def store_week(rooftop_id: int) -> StoreWeek:
    special = SpecialDay.objects.filter(rooftop_id=rooftop_id).order_by("on")
    return StoreWeek(
        _week(rooftop_id, None),
        tuple(special.values_list("on", "name", "opens_minute", "closes_minute")),
        tuple(ObservedHoliday.objects.filter(rooftop_id=rooftop_id).values_list("name", flat=True)),
    )


def team_week(rooftop_id: int, team_id: int) -> tuple[Team, StoreWeek] | None:
    """A team and its own week (empty: it has none yet); None when the store has no such team."""
    team = Team.objects.filter(id=team_id, rooftop_id=rooftop_id, archived_at=None).first()
    return (team, StoreWeek(_week(rooftop_id, team_id))) if team else None


def _week(rooftop_id: int, team_id: int | None) -> tuple[HoursRow, ...]:
    rows = OpeningHours.objects.filter(rooftop_id=rooftop_id)
    rows = rows.filter(team__isnull=True) if team_id is None else rows.filter(team_id=team_id)
    return tuple(
        rows.order_by("weekday", "opens_minute").values_list("weekday", "opens_minute", "closes_minute")
    )


def upcoming_days(before: Calendar, after: Calendar, *, now: datetime, days: int = DAYS_AHEAD) -> list[Day]:
    """The coming days, store time, under both calendars."""
    today = now.astimezone(after.zone).date()
    dates = [today + timedelta(days=n) for n in range(days)]
    return [Day(on, hours_on(before, on), hours_on(after, on), _name_of(after, on)) for on in dates]


def holidays_to_choose(country: str, region: str, observed: Sequence[str], *, today: date) -> list[Upcoming]:
    """Every holiday of the place with its next date, soonest first; none for a country without a calendar."""
    coming: dict[str, date] = {}
    for year in (today.year, today.year + 1):
        for on, names in _holidays(country, region, year).items():
            for name in names:
                if on >= today:
                    coming.setdefault(name, on)
    # A movable name that fits no date of these two years was observed once: it can still be unticked.
    missing = {name: date.max for name in observed if name not in coming}
    ordered = sorted((coming | missing).items(), key=lambda item: item[1])
    return [Upcoming(name, on) for name, on in ordered]


def _holidays(country: str, region: str, year: int) -> Mapping[date, tuple[str, ...]]:
    try:
        return holidays_of(country, region, year)
    except UnknownHolidayCountry:
        return {}


def _name_of(calendar: Calendar, on: date) -> str:
    for special in calendar.special_days:
        if special.on == on:
            return special.name
    names = _holidays(calendar.country, calendar.region, on.year).get(on, ())
    return next((name for name in names if name in calendar.observed), "")
