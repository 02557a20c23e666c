"""The log of the gate over the stores, and where somebody stands: what they agreed to and what they took back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from json import loads as read_json
from typing import Any, Final

from freshup.data.models import Suppression
from freshup.data.sql import rows
from freshup.domain.consent import LEVELS, Law, months_after
from freshup.queries.access import Scope
from freshup.queries.keyset import SCAN_MAX, Found, Position, Turn, downward, upward

PAGE_SIZE: Final = 50
VERDICTS: Final = ("allow", "hold", "refuse")
# Found by an index of their own; everything else is looked for among a store's newest SCAN_MAX rows.
INDEXED: Final = ("hold", "refuse")
EVENTS_MAX: Final = 200
_NEWEST: Final = Position(datetime(9999, 12, 31, tzinfo=UTC), 0)

FIND: Final = """
SELECT r.id, r.at, r.n, r.wanted FROM unnest(%(stores)s::bigint[]) AS store(id), LATERAL (
    SELECT id, at, row_number() OVER (ORDER BY at {order}, id {order}) AS n,
           (%(verdict)s = '' OR verdict = %(verdict)s) AND (%(channel)s = '' OR channel = %(channel)s)
           AND (%(rule)s = '' OR rule = %(rule)s) AS wanted
    FROM (
        SELECT id, at, verdict, channel, rule FROM gate_decision
        WHERE rooftop_id = store.id AND (at, id) {beyond} (%(at)s, %(id)s) {indexed}
        ORDER BY at {order}, id {order} LIMIT %(limit)s) w) r
WHERE r.wanted OR r.n = %(limit)s
"""
LINES: Final = """
SELECT d.id, d.rooftop_id, d.opportunity_id, d.message_id, d.at, d.asked, d.channel, d.purpose, d.automatic,
       d.verdict, d.rule, d.reason, d.until, d.states, d.law_version,
       coalesce(nullif(concat_ws(' ', nullif(p.first_name, ''), nullif(p.last_name, '')), ''), p.company, '')
FROM gate_decision d LEFT JOIN opportunity o ON o.id = d.opportunity_id LEFT JOIN person p ON p.id = o.person_id
WHERE d.id = ANY (%s) ORDER BY d.at DESC, d.id DESC
"""
# Columns of jsonb come as they are written.
REASON_AT: Final = 11
AGREED: Final = """
SELECT channel, level, purpose, at, captured_by, text, text_version FROM consent_event
WHERE rooftop_id = %s AND person_id = %s ORDER BY at DESC, id DESC LIMIT %s
"""
KNOWN_SINCE: Final = """
SELECT max(last_lead_at), max(closed_at) FILTER (WHERE stage IN ('sold', 'delivered')) FROM opportunity
WHERE rooftop_id = %s AND person_id = %s
"""
POINTS: Final = "SELECT value FROM contact_point WHERE person_id = %s ORDER BY id LIMIT 50"


@dataclass(frozen=True, slots=True)
class GateFilters:
    """Which answers of the gate are wanted; "" asks nothing."""

    verdict: str = ""
    channel: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class GateLine:
    """One answer of the gate, with the person it was about."""

    id: int
    rooftop_id: int
    opportunity_id: int | None
    message_id: int | None
    at: datetime
    asked: str
    channel: str
    purpose: str
    automatic: bool
    verdict: str
    rule: str
    reason: Mapping[str, Any] | None
    until: datetime | None
    states: str
    law_version: int
    person: str


@dataclass(frozen=True, slots=True)
class GatePage:
    rows: tuple[GateLine, ...]
    found: Found


@dataclass(frozen=True, slots=True)
class Agreement:
    """One line of the consent ledger."""

    channel: str
    level: str
    purpose: str
    at: datetime
    captured_by: str
    text: str
    text_version: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with a store: `closed` are the opt-outs in force as (value, channel, since, reason)."""

    closed: tuple[tuple[str, str, datetime, str], ...]
    agreements: tuple[Agreement, ...]
    inquiry_until: datetime | None
    customer_until: datetime | None

    def level(self, channel: str) -> str:
        """The most that was agreed to on a channel."""
        alike = (channel, "email" if channel == "email" else "phone")
        levels = [one.level for one in self.agreements if one.channel in alike and one.level in LEVELS]
        return max(levels, key=LEVELS.index, default="none")


def gate_log(
    scope: Scope, stores: Sequence[int], turn: Turn, filters: GateFilters, *, size: int = PAGE_SIZE
) -> GatePage:
    """The answers of the gate at these stores, newest first; two statements, whatever their number."""
    whole = tuple(store for store in stores if store in scope.rooftops)
    found = _find(whole, turn, filters, size)
    lines = tuple(_line(row) for row in rows(LINES, [list(found.ids)]))
    return GatePage(lines, found)


def _line(row: tuple[Any, ...]) -> GateLine:
    line = list(row)
    line[REASON_AT] = read_json(line[REASON_AT]) if isinstance(line[REASON_AT], str) else line[REASON_AT]
    return GateLine(*line)


def _find(stores: tuple[int, ...], turn: Turn, filters: GateFilters, size: int) -> Found:
    forward = turn.after is not None
    indexed = filters.verdict in INDEXED
    plain = not (filters.channel or filters.rule) and (indexed or not filters.verdict)
    limit = size + 1 if plain else SCAN_MAX
    start = turn.after or turn.before or _NEWEST
    sql = FIND.format(
        order="ASC" if forward else "DESC",
        beyond=">" if forward else "<",
        # The second half lets PostgreSQL see that the index of what was not allowed will do.
        indexed="AND verdict = %(verdict)s AND NOT verdict = 'allow'" if indexed else "",
    )
    params = {
        "stores": list(stores), "verdict": filters.verdict, "channel": filters.channel, "rule": filters.rule,
        "at": start.at, "id": start.id, "limit": limit,
    }  # fmt: skip
    seen = rows(sql, params)
    places = [Position(at, id) for id, at, _, wanted in seen if wanted]
    ends = [Position(at, id) for id, at, n, _ in seen if n == limit]
    if forward:
        return upward(places, min(ends, default=None), size)
    return downward(places, max(ends, default=None), size, came_from=turn.before)


def standing(rooftop_id: int, group_id: int, person_id: int, law: Law) -> Standing:
    """What this person agreed to at this store, what is closed, and until when an inquiry or a purchase counts."""
    values = [row[0] for row in rows(POINTS, [person_id])]
    closed = Suppression.objects.filter(group_id=group_id, value__in=values, lifted_at=None).order_by(
        "since", "id"
    )
    (inquired_at, bought_at), *_ = rows(KNOWN_SINCE, [rooftop_id, person_id])
    return Standing(
        closed=tuple(closed.values_list("value", "channel", "since", "reason")),
        agreements=tuple(Agreement(*row) for row in rows(AGREED, [rooftop_id, person_id, EVENTS_MAX])),
        inquiry_until=inquired_at + timedelta(days=law.inquiry_days) if inquired_at else None,
        customer_until=months_after(bought_at, law.transaction_months) if bought_at else None,
    )
