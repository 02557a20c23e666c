"""Who works at a store, and which open hours nobody covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from freshup.data.models import Opportunity, Rooftop, Staff, Team, TimeOff
from freshup.data.models import Shift as ShiftRow
from freshup.domain.leads import CLOSED_STAGES
from freshup.domain.stores import Calendar, HoursRow, Shift, WeeklyHours, on_shift, openings_between
from freshup.domain.stores import TimeOff as Absence
from freshup.queries.stores import StaffFacts, StoreSettings

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class TeamLine:
    id: int
    name: str
    kind: str
    own_hours: bool
    people: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One place at the store. `whole_group` places are listed, and changed by the group's administrator."""

    id: int
    user_id: int
    name: str
    email: str
    role: str
    scope: str
    team_id: int | None
    team: str
    weight: int
    capacity: int
    tasks_a_day: int
    takes_leads: bool
    languages: tuple[str, ...]
    archived_at: datetime | None
    whole_group: bool
    hours_a_week: float
    on_shift: bool
    open_opportunities: int


@dataclass(frozen=True, slots=True)
class PersonDetails:
    line: PersonLine
    week: tuple[HoursRow, ...]
    time_off: tuple[TimeOff, ...]


def teams(rooftop_id: int) -> list[TeamLine]:
    """The store's teams and how many people are in each; one statement."""
    rows = Team.objects.filter(rooftop_id=rooftop_id, archived_at=None).order_by("name")
    counted = rows.annotate(people=Count("staff", filter=Q(staff__archived_at=None)))
    return [TeamLine(t.pk, t.name, t.kind, t.own_hours, t.people) for t in counted]


def people(rooftop_id: int, *, now: datetime, calendar: Calendar) -> list[PersonLine]:
    """Everybody with a place here, those who left last; a constant number of statements."""
    group = Rooftop.objects.filter(id=rooftop_id).values("group_id")
    rows = list(
        Staff.objects.filter(Q(rooftop_id=rooftop_id) | Q(rooftop_id=None, group_id__in=group))
        .select_related("user", "team")
        .order_by("user__name", "id")
    )
    return sorted(
        _lines(rooftop_id, rows, now, calendar),
        key=lambda line: (line.archived_at is not None, line.whole_group),
    )


def person(rooftop_id: int, staff_id: int, *, now: datetime, calendar: Calendar) -> PersonDetails | None:
    """One place at the store, or None."""
    row = Staff.objects.filter(id=staff_id, rooftop_id=rooftop_id).select_related("user", "team").first()
    if row is None:
        return None
    (line,) = _lines(rooftop_id, [row], now, calendar)
    week = ShiftRow.objects.filter(staff=row).order_by("weekday", "starts_minute")
    off = TimeOff.objects.filter(staff=row, ends_at__gt=now).order_by("starts_at")
    return PersonDetails(line, tuple(week.values_list("weekday", "starts_minute", "ends_minute")), tuple(off))


def _lines(rooftop_id: int, rows: Sequence[Staff], now: datetime, calendar: Calendar) -> list[PersonLine]:
    ids = [row.pk for row in rows]
    shifts: dict[int, list[Shift]] = {id: [] for id in ids}
    for shift in ShiftRow.objects.filter(staff__in=ids):
        shifts[shift.staff_id].append(Shift(shift.weekday, shift.starts_minute, shift.ends_minute))
    away: dict[int, list[Absence]] = {id: [] for id in ids}
    for row in TimeOff.objects.filter(staff__in=ids, ends_at__gt=now):
        away[row.staff_id].append(Absence(row.starts_at, row.ends_at))
    held = dict(
        Opportunity.objects.filter(owner__in=ids, rooftop_id=rooftop_id, closed_at=None)
        .exclude(stage__in=[str(stage) for stage in CLOSED_STAGES])
        .order_by()
        .values_list("owner_id")
        .annotate(held=Count("id"))
    )
    return [
        PersonLine(
            id=row.pk,
            user_id=row.user_id,
            name=row.user.name,
            email=row.user.email,
            role=row.role,
            scope=row.scope,
            team_id=row.team_id,
            team=row.team.name if row.team else "",
            weight=row.weight,
            capacity=row.capacity,
            tasks_a_day=row.tasks_a_day,
            takes_leads=row.takes_leads and row.rooftop_id is not None,
            languages=tuple(row.languages),
            archived_at=row.archived_at,
            whole_group=row.rooftop_id is None,
            hours_a_week=sum(one.ends_minute - one.starts_minute for one in shifts[row.pk]) / 60,
            on_shift=on_shift(shifts[row.pk], away[row.pk], calendar.zone, now, store=calendar),
            open_opportunities=held.get(row.pk, 0),
        )
        for row in rows
    ]


def coverage_gaps(
    store: StoreSettings, *, now: datetime, days: int = 7, staff: Iterable[StaffFacts] | None = None
) -> list[Span]:
    """When in the coming days the store is open and nobody who takes leads is on shift."""
    end = now + timedelta(days=days)
    covered: list[Span] = []
    for one in store.staff if staff is None else staff:
        rota = Calendar(store.zone, WeeklyHours.from_rows(one.shifts))
        covered += _without(list(openings_between(rota, now, end)), list(one.time_off))
    return _without(list(openings_between(store.calendar, now, end)), covered)


def _without(spans: list[Span], taken: Iterable[Span | Absence]) -> list[Span]:
    """What remains of the spans when these are cut out."""
    for start, end in sorted(taken):
        left = []
        for opens, closes in spans:
            if end <= opens or closes <= start:
                left.append((opens, closes))
                continue
            left += [span for span in ((opens, start), (end, closes)) if span[0] < span[1]]
        spans = left
    return spans
