"""Who would get a lead, now or by other rules: the same question intake asks, without assigning anything."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from freshup.data.models import Lead, Opportunity, VehicleInterest
from freshup.domain.response import Due, due
from freshup.domain.routing import (
    Decision,
    PreviousOwner,
    RoutingFacts,
    choose,
    with_assignment,
)
from freshup.queries import access, intake
from freshup.queries.access import Scope
from freshup.queries.qualification import RECENT_OPPORTUNITIES
from freshup.queries.stores import StoreSettings


@dataclass(frozen=True, slots=True)
class RoutedLead:
    """The first lead of one opportunity, as the routing rules see it."""

    opportunity_id: int
    name: str
    wanted: str
    received_at: datetime
    facts: RoutingFacts
    previous: PreviousOwner | None


@dataclass(frozen=True, slots=True)
class Move:
    """One lead that other rules would give to somebody else (a name; or a desk)."""

    lead: RoutedLead
    before: str
    after: str
    rule_before: str
    rule_after: str


@dataclass(frozen=True, slots=True)
class RoutingTrial:
    """How many recent leads each would get before and after (`shares`: name → counts), and which move."""

    looked_at: int
    shares: tuple[tuple[str, int, int], ...]
    moved: int
    sample: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who would get it, everybody's names by staff id, and when a first attempt would be due."""

    decision: Decision
    names: Mapping[int, str]
    due: Due


def recent_routed(scope: Scope, store: StoreSettings) -> list[RoutedLead]:
    """The store's latest opportunities that are worked, oldest first; three statements."""
    rows = list(
        access.opportunities(scope)
        .filter(rooftop_id=store.id)
        .exclude(grade="D")
        .select_related("person", "previous")
        .defer("facts", "previous__facts")
        .order_by("-last_activity_at", "-id")[:RECENT_OPPORTUNITIES]
    )
    ids = [row.pk for row in rows]
    leads = {
        opportunity: (lead, language, grade)
        for opportunity, lead, language, grade in Lead.objects.filter(opportunity__in=ids)
        .order_by("opportunity_id", "id")
        .distinct("opportunity_id")
        .values_list("opportunity_id", "id", "language", "grade")
    }
    vehicles = {
        opportunity: (condition, make, stock)
        for opportunity, condition, make, stock in VehicleInterest.objects.filter(
            opportunity__in=ids, role="wanted"
        )
        .order_by("opportunity_id", "id")
        .distinct("opportunity_id")
        .values_list("opportunity_id", "condition", "make", "stock")
    }
    routed = [_routed(row, store, leads.get(row.pk), vehicles.get(row.pk)) for row in rows]
    return sorted(routed, key=lambda one: (one.received_at, one.opportunity_id))


def _routed(
    row: Opportunity,
    store: StoreSettings,
    lead: tuple[int, str, str] | None,
    vehicle: tuple[str, str, str] | None,
) -> RoutedLead:
    lead_id, language, grade = lead or (row.pk, "", row.grade)
    condition, make, stock = vehicle or ("", "", "")
    source = store.sources.get(row.source_id or 0)
    local = row.opened_at.astimezone(store.zone)
    facts = RoutingFacts(
        source_kind=source.kind if source else "first_party",
        source_id=row.source_id,
        condition=condition or None,
        make=make or None,
        stock=stock or None,
        language=language or None,
        department=row.kind if row.kind in ("service", "parts") else "sales",
        grade=grade,
        weekday=local.weekday(),
        minute=local.hour * 60 + local.minute,
        seed=lead_id,
    )
    owner = row.previous.owner_id if row.previous else None
    previous = PreviousOwner(owner, "earlier") if owner is not None else None
    name = f"{row.person.first_name} {row.person.last_name}".strip()
    return RoutedLead(row.pk, name, row.wanted, row.opened_at, facts, previous)


def try_routing(
    before: StoreSettings, after: StoreSettings, leads: Sequence[RoutedLead], *, shown: int = 15
) -> RoutingTrial:
    """Give the leads out twice, in the order they came, to whoever was on shift then.

    Both runs start from level tallies and nobody's cap is used up: what is compared is rules and people.
    """
    was, would_be = _deal(before, leads), _deal(after, leads)
    moves = []
    for lead, one, other in zip(leads, was, would_be, strict=True):
        names = _holder(one, before), _holder(other, after)
        if names[0] != names[1]:
            moves.append(Move(lead, *names, one.rule, other.rule))
    counts = (Counter(_holder(one, before) for one in was), Counter(_holder(one, after) for one in would_be))
    shares = sorted((name, counts[0][name], counts[1][name]) for name in counts[0] | counts[1])
    return RoutingTrial(len(leads), tuple(shares), len(moves), tuple(moves[::-1][:shown]))


def _deal(store: StoreSettings, leads: Sequence[RoutedLead]) -> list[Decision]:
    tallies: dict[int, Mapping[str, float]] = {}
    decisions = []
    for lead in leads:
        candidates = store.candidates(lead.received_at, {}, tallies)
        decision = choose(
            lead.facts, store.routing, list(candidates.values()), lead.previous, desk=store.desk
        )
        if decision.staff_id is not None:
            dealt = with_assignment(candidates[decision.staff_id], lead.facts.grade, decision.received_after)
            tallies[decision.staff_id] = dealt.received_by_grade
        decisions.append(decision)
    return decisions


def _holder(decision: Decision, store: StoreSettings) -> str:
    if decision.staff_id is not None:
        return store.user_names.get(decision.staff_id, str(decision.staff_id))
    return decision.desk or store.desk


def who_would_get(store: StoreSettings, facts: RoutingFacts, *, at: datetime, channel: str) -> Answer:
    """The decision intake would make at this moment, with tallies and waiting leads as they are now."""
    waiting = intake.uncontacted({one.id: one.capacity for one in store.staff})
    tallies = intake.tallies([one.id for one in store.staff])
    candidates = store.candidates(at, waiting, tallies)
    decision = choose(facts, store.routing, list(candidates.values()), desk=store.desk)
    team = next((one.team_id for one in store.staff if one.id == decision.staff_id), None)
    answer_by = due(
        at, store.calendar_of(team), store.targets, source_kind=facts.source_kind, channel=channel
    )
    return Answer(decision, store.user_names, answer_by)
