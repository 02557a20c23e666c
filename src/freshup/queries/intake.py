"""What intake must know before it decides, for a whole batch: a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from freshup.data.sql import rows

# A value held by more people than this is a switchboard, not an identity; one more shows that it is.
HOLDERS_READ_MAX = 8
OPPORTUNITIES_READ_MAX = 10


@dataclass(frozen=True, slots=True)
class KnownPoint:
    id: int
    person_id: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    id: int
    group_id: int
    first: str
    last: str
    company: str
    points: tuple[KnownPoint, ...]


@dataclass(frozen=True, slots=True)
class KnownOpportunity:
    id: int
    rooftop_id: int
    person_id: int
    kind: str
    stage: str
    owner_id: int | None
    desk: str
    grade: str
    score: int
    tier: str
    wanted: str
    facts: dict[str, Any]
    lead_count: int
    last_lead_at: datetime
    last_activity_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    source_id: int | None
    escalates_at: datetime | None
    stopped_at: datetime | None
    following: bool


@dataclass(frozen=True, slots=True)
class EarlierInquiry:
    key: int
    lead_id: int
    rooftop_id: int
    opportunity_id: int
    received_at: datetime
    said: dict[str, Any]


def customers_by_key(pairs: Iterable[tuple[int, str]]) -> dict[int, KnownCustomer]:
    """Everybody who holds one of these (group, contact key) pairs, with all their contact points, by id."""
    pairs = sorted(set(pairs))
    if not pairs:
        return {}
    found = rows(
        """
        WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::text[]) AS a(group_id, value)),
        held AS (
            SELECT DISTINCT h.person_id FROM asked, LATERAL (
                SELECT c.person_id FROM contact_point c
                WHERE c.group_id = asked.group_id AND c.value = asked.value LIMIT %s) h)
        SELECT p.id, p.group_id, p.first_name, p.last_name, p.company, c.id, c.kind, c.value
        FROM held JOIN person p ON p.id = held.person_id JOIN contact_point c ON c.person_id = p.id
        ORDER BY p.id, c.id
        """,
        [[pair[0] for pair in pairs], [pair[1] for pair in pairs], HOLDERS_READ_MAX],
    )
    points: dict[int, list[KnownPoint]] = defaultdict(list)
    heads: dict[int, tuple[int, str, str, str]] = {}
    for person, group, first, last, company, point, kind, value in found:
        heads[person] = (group, first, last, company)
        points[person].append(KnownPoint(point, person, kind, value))
    return {id: KnownCustomer(id, *head, points=tuple(points[id])) for id, head in heads.items()}


def stores_of(person_ids: Sequence[int]) -> dict[int, set[int]]:
    """In which stores each of these people is known already."""
    stores: dict[int, set[int]] = defaultdict(set)
    if person_ids:
        for person, rooftop in rows(
            "SELECT person_id, rooftop_id FROM person_store WHERE person_id = ANY(%s)", [list(person_ids)]
        ):
            stores[person].add(rooftop)
    return stores


def opportunities_of(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[KnownOpportunity]]:
    """The latest opportunities of these (person, rooftop) pairs, newest first."""
    pairs = sorted(set(pairs))
    if not pairs:
        return {}
    found = rows(
        """
        SELECT o.* FROM unnest(%s::bigint[], %s::bigint[]) AS a(person_id, rooftop_id), LATERAL (
            SELECT id, rooftop_id, person_id, kind, stage, owner_id, desk, grade, score, tier, wanted, facts,
                   lead_count, last_lead_at, last_activity_at, due_at, closed_at, source_id, escalates_at, stopped_at,
                   EXISTS (SELECT FROM enrolment e WHERE e.opportunity_id = opportunity.id AND e.ended_at IS NULL)
            FROM opportunity WHERE person_id = a.person_id AND rooftop_id = a.rooftop_id
            ORDER BY id DESC LIMIT %s) o
        """,
        [[pair[0] for pair in pairs], [pair[1] for pair in pairs], OPPORTUNITIES_READ_MAX],
    )
    by_pair: dict[tuple[int, int], list[KnownOpportunity]] = defaultdict(list)
    for row in found:
        by_pair[row[2], row[1]].append(KnownOpportunity(*(*row[:11], orjson.loads(row[11]), *row[12:])))
    return by_pair


def ledgers(opportunity_ids: Sequence[int]) -> dict[int, dict[str, tuple[str, int]]]:
    """The points of these opportunities by code, summed, each with its dimension."""
    sums: dict[int, dict[str, tuple[str, int]]] = defaultdict(dict)
    if opportunity_ids:
        for opportunity, code, dimension, points in rows(
            "SELECT opportunity_id, code, max(dimension), sum(points)::int FROM score_point"
            " WHERE opportunity_id = ANY(%s) GROUP BY 1, 2",
            [list(opportunity_ids)],
        ):
            sums[opportunity][code] = dimension, points
    return sums


def earlier_inquiries(keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[EarlierInquiry]]:
    """Leads that bear one of these (rooftop, key) marks, newest first: what a repeat could be a repeat of."""
    keys = sorted(set(keys))
    if not keys:
        return {}
    found = rows(
        """
        SELECT k.key, l.id, l.rooftop_id, l.opportunity_id, l.received_at, l.said
        FROM unnest(%s::bigint[], %s::bigint[]) AS a(rooftop_id, key), LATERAL (
            SELECT lead_id, key FROM lead_key WHERE rooftop_id = a.rooftop_id AND key = a.key
            ORDER BY lead_id DESC LIMIT %s) k
        JOIN lead l ON l.id = k.lead_id
        """,
        [[key[0] for key in keys], [key[1] for key in keys], HOLDERS_READ_MAX],
    )
    by_key: dict[tuple[int, int], list[EarlierInquiry]] = defaultdict(list)
    for row in found:
        by_key[row[2], row[0]].append(EarlierInquiry(*(*row[:5], orjson.loads(row[5]))))
    return by_key


def uncontacted(staff: Mapping[int, int]) -> dict[int, int]:
    """How many leads each person has not yet tried to reach, counted no further than their cap (staff → cap)."""
    if not staff:
        return {}
    found = rows(
        """
        SELECT a.id, o.n FROM unnest(%s::bigint[], %s::bigint[]) AS a(id, cap), LATERAL (
            SELECT count(*) AS n FROM (
                SELECT 1 FROM opportunity WHERE owner_id = a.id AND due_at IS NOT NULL LIMIT a.cap) held) o
        """,
        [list(staff), list(staff.values())],
    )
    return {row[0]: row[1] for row in found}


def tallies(staff_ids: Sequence[int]) -> dict[int, dict[str, float]]:
    """Each person's running tally of turns by grade."""
    by_staff: dict[int, dict[str, float]] = defaultdict(dict)
    if staff_ids:
        for staff, grade, received in rows(
            "SELECT staff_id, grade, received FROM routing_tally WHERE staff_id = ANY(%s)",
            [list(staff_ids)],
        ):
            by_staff[staff][grade] = received
    return by_staff


def suppressed(pairs: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these (group, contact key) pairs must not be written to."""
    pairs = sorted(set(pairs))
    if not pairs:
        return set()
    found = rows(
        "SELECT s.group_id, s.value FROM unnest(%s::bigint[], %s::text[]) AS a(group_id, value)"
        " JOIN suppression s ON s.group_id = a.group_id AND s.value = a.value WHERE s.lifted_at IS NULL",
        [[pair[0] for pair in pairs], [pair[1] for pair in pairs]],
    )
    return {(group, value) for group, value in found}


def acknowledged(pairs: Iterable[tuple[int, str]], *, now: datetime) -> dict[tuple[int, str], datetime]:
    """When each (group, contact key) last got, or was queued, an acknowledgement; within the last day.

    By the address and not by the row: a family that shares one is written to once.
    """
    pairs = sorted(set(pairs))
    if not pairs:
        return {}
    found = rows(
        """
        SELECT a.group_id, a.value, max(m.created_at)
        FROM unnest(%s::bigint[], %s::text[]) AS a(group_id, value), LATERAL (
            SELECT id FROM contact_point WHERE group_id = a.group_id AND value = a.value
            ORDER BY id DESC LIMIT %s) c, LATERAL (
            SELECT created_at FROM message
            WHERE contact_point_id = c.id AND purpose = 'acknowledgement' AND created_at > %s
              AND state IN ('queued', 'sending', 'sent', 'unsure')
            ORDER BY created_at DESC LIMIT 1) m
        GROUP BY 1, 2
        """,
        [[pair[0] for pair in pairs], [pair[1] for pair in pairs], HOLDERS_READ_MAX, now - timedelta(days=1)],
    )
    return {(group, value): at for group, value, at in found}
