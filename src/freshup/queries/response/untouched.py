"""Opportunities nobody has tried to answer, taken for a change of owner, with what the rules must know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.data.sql import rows
from freshup.domain.routing import RoutingFacts
from freshup.queries.stores import StoreSettings

COLUMNS: Final = (
    "o.id, o.rooftop_id, o.owner_id, o.desk, o.grade, o.tier, o.kind, o.source_id, o.due_at, o.rung,"
    " o.escalates_at, o.closed_at IS NULL AND o.stopped_at IS NULL AND o.due_at IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Untouched:
    """An opportunity as escalation and the morning's dealing see it. `open`: it still waits for an attempt."""

    id: int
    rooftop_id: int
    owner_id: int | None
    desk: str
    grade: str
    tier: str
    kind: str
    source_id: int | None
    due_at: datetime
    rung: int
    escalates_at: datetime | None
    open: bool


@dataclass(frozen=True, slots=True)
class WaitingClock:
    """The clock of an opportunity that is due first, and until when policy holds any of them."""

    lead_id: int
    team_id: int | None
    starts_at: datetime
    paused_until: datetime | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The latest inquiry of an opportunity, and the first vehicle it asks for."""

    lead_id: int
    language: str
    condition: str
    make: str
    stock: str


def claim_climbing(*, now: datetime, limit: int) -> list[Untouched]:
    """Those whose next rung is reached, held until the transaction ends; others' are skipped."""
    found = rows(
        f"SELECT {COLUMNS} FROM opportunity o WHERE o.escalates_at <= %s ORDER BY o.escalates_at, o.id LIMIT %s"
        " FOR NO KEY UPDATE SKIP LOCKED",
        [now, limit],
    )
    return [Untouched(*row) for row in found]


def claim_pile(stores: Sequence[int], *, now: datetime, limit: int) -> list[Untouched]:
    """Those lying on the desks of these stores whose clock has started, soonest due first, held."""
    found = rows(
        f"""
        SELECT {COLUMNS} FROM unnest(%s::bigint[]) s(id) JOIN rooftop r ON r.id = s.id, LATERAL (
            SELECT w.id FROM opportunity w
            WHERE w.rooftop_id = r.id AND w.due_at IS NOT NULL AND w.owner_id IS NULL AND w.desk = r.desk_name
              AND w.closed_at IS NULL
              AND EXISTS (SELECT 1 FROM response_clock c WHERE c.opportunity_id = w.id AND c.attempted_at IS NULL
                          AND c.starts_at <= %s)
            ORDER BY w.due_at, w.id LIMIT %s) w
        JOIN opportunity o ON o.id = w.id
        WHERE o.owner_id IS NULL ORDER BY o.due_at, o.id
        FOR NO KEY UPDATE OF o SKIP LOCKED
        """,
        [list(stores), now, limit],
    )
    return [Untouched(*row) for row in found]


def waiting_clocks(opportunity_ids: Sequence[int]) -> dict[int, WaitingClock]:
    """Per opportunity the clock that is due first of those without an attempt; one statement."""
    found = rows(
        "SELECT DISTINCT ON (opportunity_id) opportunity_id, lead_id, team_id, starts_at,"
        " max(paused_until) OVER (PARTITION BY opportunity_id)"
        " FROM response_clock WHERE opportunity_id = ANY(%s) AND attempted_at IS NULL"
        " ORDER BY opportunity_id, due_at, lead_id",
        [list(opportunity_ids)],
    )
    return {opportunity: WaitingClock(*row) for opportunity, *row in found}


def inquiries_of(opportunity_ids: Sequence[int]) -> dict[int, Inquiry]:
    """The latest inquiry of each opportunity; one statement."""
    found = rows(
        """
        SELECT a.id, l.id, l.language, coalesce(v.condition, ''), coalesce(v.make, ''), coalesce(v.stock, '')
        FROM unnest(%s::bigint[]) AS a(id), LATERAL (
            SELECT id, language FROM lead WHERE opportunity_id = a.id ORDER BY id DESC LIMIT 1) l
        LEFT JOIN LATERAL (
            SELECT condition, make, stock FROM vehicle_interest
            WHERE opportunity_id = a.id AND role = 'wanted' ORDER BY id LIMIT 1) v ON true
        """,
        [list(opportunity_ids)],
    )
    return {opportunity: Inquiry(*row) for opportunity, *row in found}


def routing_facts_of(
    one: Untouched, inquiry: Inquiry | None, store: StoreSettings, *, now: datetime
) -> RoutingFacts:
    """What the rules may know when it is given out again at this moment."""
    source = store.sources.get(one.source_id or 0)
    local = now.astimezone(store.zone)
    return RoutingFacts(
        source_kind=source.kind if source else "first_party",
        source_id=one.source_id,
        condition=(inquiry and inquiry.condition) or None,
        make=(inquiry and inquiry.make) or None,
        stock=(inquiry and inquiry.stock) or None,
        language=(inquiry and inquiry.language) or None,
        department=one.kind if one.kind in ("service", "parts") else "sales",
        grade=one.grade,
        weekday=local.weekday(),
        minute=local.hour * 60 + local.minute,
        seed=one.id,
    )
