"""A lead on its way in: who is calling, and what became of what was just typed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from freshup.data.models import Submission
from freshup.domain.intake.phones import canonical_phone
from freshup.domain.people import email_key
from freshup.domain.people.search_keys import national
from freshup.queries.access import Scope
from freshup.queries.leads.rows import full_name

CALLERS_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody the store knows already, with their latest opportunity there."""

    opportunity_id: int
    name: str
    stage: str
    wanted: str
    owner: str
    last_activity_at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """`opportunity_id` is there once the worker has made a lead of it; `state` and `reason` say what else."""

    rooftop_id: int
    received_at: datetime
    state: str
    reason: str
    opportunity_id: int | None
    submission_id: int


def callers(rooftop_id: int, *, phone: str = "", email: str = "") -> list[Caller]:
    """Who of the store's customers has exactly this number or address; one statement, none for half a number."""
    e164, _ = canonical_phone(phone) if phone.strip() else (None, None)
    keys = [key for key in (national(e164) if e164 else None, email_key(email)) if key]
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT latest.id, p.first_name, p.last_name, p.company, latest.stage, latest.wanted,
                   coalesce(a.name, latest.desk), latest.last_activity_at
            FROM (SELECT DISTINCT person_id FROM (
                    SELECT k.person_id FROM unnest(%(keys)s::text[]) AS s(key), LATERAL (
                        SELECT person_id FROM search_key WHERE rooftop_id = %(store)s AND key = s.key
                        ORDER BY person_id DESC LIMIT %(most)s) k) found) held
            JOIN person p ON p.id = held.person_id,
            LATERAL (SELECT o.id, o.stage, o.wanted, o.owner_id, o.desk, o.last_activity_at FROM opportunity o
                WHERE o.person_id = held.person_id AND o.rooftop_id = %(store)s
                ORDER BY o.last_activity_at DESC, o.id DESC LIMIT 1) latest
            LEFT JOIN staff st ON st.id = latest.owner_id LEFT JOIN account a ON a.id = st.user_id
            ORDER BY latest.last_activity_at DESC, latest.id DESC LIMIT %(most)s
            """,
            {"keys": keys, "store": rooftop_id, "most": CALLERS_MAX},
        )
        return [Caller(row[0], full_name(*row[1:4]), *row[4:]) for row in cursor.fetchall()]


def arrival(scope: Scope, receipt: UUID) -> Arrival | None:
    """What became of something typed by hand, for who typed it or sees the whole store; else None."""
    submission = (
        Submission.objects.filter(receipt=receipt, by_user__isnull=False)
        .filter(Q(rooftop__in=scope.rooftops) | Q(rooftop__in=scope.stores, by_user=scope.user_id))
        .only("id", "rooftop_id", "received_at", "state", "reason")
        .first()
    )
    if submission is None:
        return None
    made = submission.leads.order_by("position").values_list("opportunity_id", flat=True).first()
    if made is None:
        made = submission.repeats.values_list("lead__opportunity_id", flat=True).order_by("id").first()
    return Arrival(
        submission.rooftop_id,
        submission.received_at,
        submission.state,
        submission.reason,
        made,
        submission.id,
    )
