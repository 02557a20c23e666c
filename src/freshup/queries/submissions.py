"""What arrived at a store and what became of it, for the intake screens."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from freshup.data.models import Submission
from freshup.queries.access import Scope
from freshup.queries.keyset import Found, Shelf, Turn, find

PAGE_SIZE: Final = 50
COUNTED_MAX: Final = 100
REASONS_COUNTED_MAX: Final = 1_000
REASONS_SHOWN_MAX: Final = 8
SHELF: Final = Shelf("submission", "received_at", frozenset({"quarantined", "not_a_lead"}))
STATES: Final[tuple[str, ...]] = Submission.STATES
# Only what made no lead may be corrected, tried again or set aside: a lead never changes.
OPEN_TO_CORRECTION: Final = frozenset({"quarantined", "not_a_lead"})


class SubmissionNotFound(LookupError):
    """No such submission in this scope."""


@dataclass(frozen=True, slots=True)
class LeadMade:
    """A lead that came of a submission; `repeat` when the submission only brought it once more."""

    opportunity_id: int
    lead_id: int
    name: str
    wanted: str
    repeat: bool
    rule: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """One line of the list. `who` is what could be read of a name where no lead was made."""

    id: int
    rooftop_id: int
    state: str
    channel: str
    received_at: datetime
    reason: str
    repairs: int
    size: int
    over_limit: bool
    corrected: bool
    key_label: str
    source: str
    sender: str
    who: str
    leads: tuple[LeadMade, ...]


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Arrived, ...]
    found: Found


@dataclass(frozen=True, slots=True)
class Received:
    """One submission, whole. `body` is None where the bytes lie in storage as `stored_as`, or were erased."""

    id: int
    group_id: int
    rooftop_id: int
    receipt: UUID
    channel: str
    received_at: datetime
    processed_at: datetime | None
    state: str
    reason: str
    repairs: tuple[str, ...]
    content_type: str
    headers: dict[str, str]
    size: int
    over_limit: bool
    remote_address: str
    envelope_from: str | None
    key_id: int | None
    key_label: str
    key_prefix: str
    source: str
    by_user: str
    body: bytes | None
    stored_as: str
    corrected_body: bytes | None
    corrected_at: datetime | None
    corrected_by: str
    erased_at: datetime | None
    leads: tuple[LeadMade, ...]

    @property
    def can_be_corrected(self) -> bool:
        return self.state in OPEN_TO_CORRECTION and self.erased_at is None and not self.leads


def seen_whole(scope: Scope, stores: Sequence[int]) -> tuple[int, ...]:
    """Those of the stores whose intake somebody may look at: a submission belongs to nobody yet."""
    return tuple(store for store in stores if store in scope.rooftops)


def arrivals(
    scope: Scope, stores: Sequence[int], turn: Turn, *, state: str | None = None, size: int = PAGE_SIZE
) -> Page:
    """What arrived at these stores, newest first; three statements."""
    found = find(SHELF, seen_whole(scope, stores), turn, state=state, size=size)
    leads = _leads_of(found.ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.id, s.rooftop_id, s.state, s.channel, s.received_at, s.reason,
                   jsonb_array_length(s.repairs), s.size, s.over_limit, s.corrected_at IS NOT NULL,
                   coalesce(k.label, ''), coalesce(c.name, ''), coalesce(s.envelope_from, ''),
                   coalesce(nullif(concat_ws(' ', s.understood->0->>'first', s.understood->0->>'last'), ''),
                            s.understood->0->>'company', s.understood->0->'emails'->>0, '')
            FROM submission s LEFT JOIN intake_key k ON k.id = s.key_id LEFT JOIN source c ON c.id = k.source_id
            WHERE s.id = ANY (%s) ORDER BY s.received_at DESC, s.id DESC
            """,
            [list(found.ids)],
        )
        rows = tuple(Arrived(*(*row, tuple(leads.get(row[0], ())))) for row in cursor.fetchall())
    return Page(rows, found)


def attention(scope: Scope, stores: Sequence[int]) -> dict[str, int]:
    """How many wait and how many are set aside unread, counted no further than COUNTED_MAX; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 'quarantined', count(*) FROM (
                SELECT 1 FROM submission
                WHERE rooftop_id = ANY (%(stores)s) AND state = 'quarantined' LIMIT %(most)s) q
            UNION ALL
            SELECT 'waiting', count(*) FROM (
                SELECT 1 FROM submission WHERE group_id = ANY (%(groups)s) AND rooftop_id = ANY (%(stores)s)
                AND state = 'waiting' LIMIT %(most)s) w
            """,
            {"stores": list(seen_whole(scope, stores)), "groups": list(scope.groups), "most": COUNTED_MAX},
        )
        return dict(cursor.fetchall())


def quarantine_reasons(scope: Scope, stores: Sequence[int]) -> list[tuple[str, int]]:
    """Why documents were set aside, most frequent first, among the first thousand; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT reason, count(*) FROM (
                SELECT reason FROM submission WHERE rooftop_id = ANY (%s) AND state = 'quarantined' LIMIT %s) q
            GROUP BY reason ORDER BY 2 DESC, 1 LIMIT %s
            """,
            [list(seen_whole(scope, stores)), REASONS_COUNTED_MAX, REASONS_SHOWN_MAX],
        )
        return [(reason, count) for reason, count in cursor.fetchall()]


def received(scope: Scope, submission_id: int) -> Received:
    """One submission with everything that is known of it; two statements. Raises `SubmissionNotFound`."""
    row = (
        Submission.objects.filter(id=submission_id, rooftop_id__in=scope.rooftops)
        .select_related("key", "key__source", "by_user", "corrected_by")
        .first()
    )
    if row is None:
        raise SubmissionNotFound(submission_id)
    key = row.key
    return Received(
        id=row.id,
        group_id=row.group_id,
        rooftop_id=row.rooftop_id,
        receipt=row.receipt,
        channel=row.channel,
        received_at=row.received_at,
        processed_at=row.processed_at,
        state=row.state,
        reason=row.reason,
        repairs=tuple(row.repairs),
        content_type=row.content_type,
        headers=dict(row.headers),
        size=row.size,
        over_limit=row.over_limit,
        remote_address=row.remote_address or "",
        envelope_from=row.envelope_from,
        key_id=row.key_id,
        key_label=key.label if key else "",
        key_prefix=key.prefix if key else "",
        source=key.source.name if key and key.source else "",
        by_user=str(row.by_user) if row.by_user else "",
        body=None if row.body is None else bytes(row.body),
        stored_as=row.stored_as,
        corrected_body=None if row.corrected_body is None else bytes(row.corrected_body),
        corrected_at=row.corrected_at,
        corrected_by=str(row.corrected_by) if row.corrected_by else "",
        erased_at=row.erased_at,
        leads=tuple(_leads_of([row.id]).get(row.id, ())),
    )


def _leads_of(submission_ids: Sequence[int]) -> dict[int, list[LeadMade]]:
    made: dict[int, list[LeadMade]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT f.submission_id, f.opportunity_id, f.lead_id,
                   coalesce(nullif(concat_ws(' ', nullif(p.first_name, ''), nullif(p.last_name, '')), ''),
                            nullif(p.company, ''), ''),
                   o.wanted, f.repeat, f.rule, f.received_at
            FROM (
                SELECT submission_id, position, opportunity_id, id AS lead_id, false AS repeat, '' AS rule,
                       person_id, received_at
                FROM lead WHERE submission_id = ANY (%(ids)s)
                UNION ALL
                SELECT r.submission_id, r.position, l.opportunity_id, l.id, true, r.rule,
                       l.person_id, l.received_at
                FROM lead_repeat r JOIN lead l ON l.id = r.lead_id WHERE r.submission_id = ANY (%(ids)s)) f
            JOIN opportunity o ON o.id = f.opportunity_id JOIN person p ON p.id = f.person_id
            ORDER BY f.submission_id, f.position, f.lead_id
            """,
            {"ids": list(submission_ids)},
        )
        for submission, *rest in cursor.fetchall():
            made[submission].append(LeadMade(*rest))
    return made


def id_of_receipt(rooftop_id: int, receipt: UUID, received_at: datetime) -> int | None:
    """The submission that a receipt was given for at that moment."""
    return (
        Submission.objects.filter(rooftop_id=rooftop_id, received_at=received_at, receipt=receipt)
        .values_list("id", flat=True)
        .first()
    )
