"""One opportunity with everything that is known of it: a constant number of statements, however long its story."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q

from freshup.data.models import (
    Assignment,
    Closing,
    ConsentEvent,
    Lead,
    LeadRepeat,
    Opportunity,
    ResponseClock,
    ScorePoint,
    Staff,
    VehicleInterest,
)
from freshup.domain.response import Clock, Reading, intervals, state
from freshup.queries.access import Scope, opportunities
from freshup.queries.leads.rows import full_name
from freshup.queries.stores import StoreSettings, settings_of

INQUIRIES_MAX: Final = 30
LINES_MAX: Final = 200
OTHERS_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One received lead, as it is shown."""

    lead: Lead
    wanted: Sequence[VehicleInterest]
    traded: Sequence[VehicleInterest]
    repeats: Sequence[LeadRepeat]


@dataclass(frozen=True, slots=True)
class ReadClock:
    """A clock row with what it says now, and the business seconds from receipt to the acknowledgement."""

    row: ResponseClock
    reading: Reading
    acknowledged_business_seconds: int | None


@dataclass(frozen=True, slots=True)
class LeadPage:
    opportunity: Opportunity
    name: str
    store: StoreSettings
    inquiries: Sequence[Inquiry]
    points: Sequence[ScorePoint]
    clocks: Sequence[ReadClock]
    assignments: Sequence[Assignment]
    closings: Sequence[Closing]
    consents: Sequence[ConsentEvent]
    others: Sequence[Opportunity]
    staff_names: dict[int, str]
    takers: Sequence[tuple[int, str]]

    @property
    def standing_closing(self) -> Closing | None:
        return next((one for one in self.closings if one.undone_at is None), None)

    @property
    def is_closed(self) -> bool:
        return self.opportunity.closed_at is not None


def lead_page(scope: Scope, opportunity_id: int, *, now: datetime) -> LeadPage | None:
    """The page of this opportunity; None when the person may not see it or there is none. 11 statements."""
    opportunity = (
        opportunities(scope)
        .select_related("person", "source", "owner__user", "rooftop", "previous")
        .filter(id=opportunity_id)
        .first()
    )
    if opportunity is None:
        return None
    person = opportunity.person
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    names, takers = _staff(opportunity)
    about = Q(opportunity=opportunity)
    return LeadPage(
        opportunity=opportunity,
        name=full_name(person.first_name, person.last_name, person.company),
        store=store,
        inquiries=_inquiries(opportunity),
        points=list(ScorePoint.objects.filter(about).order_by("id")[:LINES_MAX]),
        clocks=_clocks(opportunity, store, now),
        assignments=list(
            Assignment.objects.filter(about).select_related("by_user").order_by("-at", "-id")[:LINES_MAX]
        ),
        closings=list(
            Closing.objects.filter(about)
            .select_related("by_user", "approved_by", "undone_by")
            .order_by("-at", "-id")[:LINES_MAX]
        ),
        consents=list(
            ConsentEvent.objects.filter(person=person, rooftop_id=opportunity.rooftop_id).order_by(
                "-at", "-id"
            )[:LINES_MAX]
        ),
        others=_others(scope, opportunity),
        staff_names=names,
        takers=takers,
    )


def _inquiries(opportunity: Opportunity) -> list[Inquiry]:
    leads = list(
        Lead.objects.filter(opportunity=opportunity)
        .select_related("source", "submission")
        .defer("submission__body", "submission__corrected_body", "submission__understood")
        .order_by("-received_at", "-id")[:INQUIRIES_MAX]
    )
    vehicles: dict[int, list[VehicleInterest]] = defaultdict(list)
    for one in VehicleInterest.objects.filter(opportunity=opportunity).order_by("id")[:LINES_MAX]:
        vehicles[one.lead_id].append(one)
    repeats: dict[int, list[LeadRepeat]] = defaultdict(list)
    for again in LeadRepeat.objects.filter(lead__in=[lead.id for lead in leads]).order_by("-at", "-id")[
        :LINES_MAX
    ]:
        repeats[again.lead_id].append(again)
    return [
        Inquiry(
            lead=lead,
            wanted=[one for one in vehicles[lead.id] if one.role == "wanted"],
            traded=[one for one in vehicles[lead.id] if one.role != "wanted"],
            repeats=repeats[lead.id],
        )
        for lead in leads
    ]


def _clocks(opportunity: Opportunity, store: StoreSettings, now: datetime) -> list[ReadClock]:
    rows = ResponseClock.objects.filter(opportunity=opportunity).order_by("-received_at", "-lead_id")
    return [_read(row, store, now) for row in rows[:INQUIRIES_MAX]]


def _read(row: ResponseClock, store: StoreSettings, now: datetime) -> ReadClock:
    calendar = store.calendar_of(row.team_id)
    clock = Clock(
        received_at=row.received_at,
        starts_at=row.starts_at,
        due_at=row.due_at,
        acknowledged_at=row.acknowledged_at,
        claimed_attempt_at=row.attempted_at if row.attempt_claimed else None,
        attempted_at=None if row.attempt_claimed else row.attempted_at,
        contacted_at=row.contacted_at,
    )
    acknowledged = intervals(clock, calendar).acknowledged
    return ReadClock(
        row, state(clock, now, calendar), acknowledged.business_seconds if acknowledged else None
    )


def _others(scope: Scope, opportunity: Opportunity) -> list[Opportunity]:
    return list(
        opportunities(scope)
        .filter(person=opportunity.person_id)
        .exclude(id=opportunity.id)
        .select_related("rooftop", "owner__user")
        .order_by("-last_activity_at", "-id")[:OTHERS_MAX]
    )


def _staff(opportunity: Opportunity) -> tuple[dict[int, str], list[tuple[int, str]]]:
    """Everybody who ever worked at the store by id, and those who can be given the opportunity now."""
    rows = (
        Staff.objects.filter(Q(rooftop=opportunity.rooftop_id) | Q(rooftop=None))
        .annotate(active=F("user__is_active"))
        .values_list("id", "user__name", "archived_at", "active", "rooftop_id")
        .order_by("user__name", "id")
    )
    names, takers = {}, []
    for id, name, archived_at, active, rooftop_id in rows:
        names[id] = name
        if archived_at is None and active and rooftop_id is not None:
            takers.append((id, name))
    return names, takers
