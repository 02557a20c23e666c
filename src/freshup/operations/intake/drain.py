"""Turn waiting submissions into leads: claim a batch, understand it, decide, write; one transaction.

A batch holds the lanes of the groups it took from: two drains never work for one group at a time, so that the
second inquiry of a customer always meets the first, and turns of routing are taken one by one. Lanes are advisory
locks of the transaction: whatever kills the worker frees them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection, transaction

from freshup.data.models import Submission
from freshup.domain.intake import Decoded, Document
from freshup.jobs import deliver_alerts_later, send_outbox_later
from freshup.operations.intake.gather import gather
from freshup.operations.intake.meeting import meet
from freshup.operations.intake.plan import Planned, Planner, Waiting
from freshup.operations.intake.write import write
from freshup.operations.response.alerts import ALERT, tell_all_pages
from freshup.ports.decoding import Decoder
from freshup.ports.storage import MissingBytes, Storage
from freshup.queries.stores import StoreSettings, settings_of

BATCH: Final = 500
# The advisory-lock space of intake lanes; any number, as long as nobody else uses it.
LANE_SPACE: Final = 41_001

# A loose index scan: it steps from group to group through the waiting rows without reading them all.
WAITING_GROUPS: Final = """
WITH RECURSIVE waiting AS (
    (SELECT group_id FROM submission WHERE state = 'waiting' AND group_id > %(after)s ORDER BY group_id LIMIT 1)
    UNION ALL
    SELECT (SELECT s.group_id FROM submission s WHERE s.state = 'waiting' AND s.group_id > w.group_id
            ORDER BY s.group_id LIMIT 1)
    FROM waiting w WHERE w.group_id IS NOT NULL),
few AS MATERIALIZED (SELECT group_id FROM waiting WHERE group_id IS NOT NULL LIMIT 500)
SELECT group_id FROM few WHERE pg_try_advisory_xact_lock(%(space)s, group_id::int) LIMIT %(lanes)s
"""
COLUMNS: Final = """
    s.id, s.group_id, s.rooftop_id, s.channel, s.received_at, s.by_user_id, host(s.remote_address),
    coalesce(s.corrected_body, s.body), s.stored_as, s.content_type, s.headers, s.envelope_from,
    s.corrected_at IS NOT NULL, k.source_id, coalesce(k.department, ''),
    CASE WHEN s.processed_at IS NULL THEN '{}' ELSE
        ARRAY(SELECT l.position FROM lead l WHERE l.submission_id = s.id
              UNION ALL SELECT r.position FROM lead_repeat r WHERE r.submission_id = s.id) END
"""
OLDEST_OF_EACH: Final = f"""
SELECT {COLUMNS} FROM unnest(%(groups)s::bigint[]) AS g(id), LATERAL (
    SELECT * FROM submission WHERE group_id = g.id AND state = 'waiting'
    ORDER BY group_id, over_limit, id LIMIT %(each)s) s
LEFT JOIN intake_key k ON k.id = s.key_id ORDER BY s.received_at, s.id LIMIT %(batch)s
"""
LANES_OF_THESE: Final = """
SELECT group_id FROM (SELECT DISTINCT group_id FROM submission WHERE id = ANY (%(ids)s)) AS g
WHERE pg_try_advisory_xact_lock(%(space)s, group_id::int)
"""
THESE: Final = f"""
SELECT {COLUMNS} FROM submission s LEFT JOIN intake_key k ON k.id = s.key_id
WHERE s.id = ANY (%(ids)s) AND s.group_id = ANY (%(groups)s) AND s.state = 'waiting'
ORDER BY s.received_at, s.id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The submissions this transaction holds, with the groups they come from."""

    rows: tuple[tuple[Any, ...], ...] = ()
    groups: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(row[0] for row in self.rows)


def claim(*, lanes: int, after: int = 0, batch: int = BATCH) -> Claim:
    """Take the oldest waiting submissions of up to `lanes` groups that no other drain holds.

    Each group gets an equal share of the batch, and submissions over their key's limit come last: one sender
    cannot keep another waiting.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING_GROUPS, {"after": after, "space": LANE_SPACE, "lanes": lanes})
        groups = tuple(row[0] for row in cursor.fetchall())
        if not groups:
            return Claim()
        each = -(-batch // len(groups))
        cursor.execute(OLDEST_OF_EACH, {"groups": list(groups), "each": each, "batch": batch})
        return Claim(tuple(cursor.fetchall()), groups)


def claim_these(ids: Sequence[int]) -> Claim:
    """Take these submissions, as far as they still wait and nobody holds their lanes.

    Two statements on purpose: the rows are read after the lanes are held, so that what another drain has just
    finished is seen as finished.
    """
    with connection.cursor() as cursor:
        cursor.execute(LANES_OF_THESE, {"ids": list(ids), "space": LANE_SPACE})
        groups = tuple(row[0] for row in cursor.fetchall())
        cursor.execute(THESE, {"ids": list(ids), "groups": list(groups)})
        return Claim(tuple(cursor.fetchall()), groups)


def process(claimed: Claim, *, decode: Decoder, storage: Storage, now: datetime) -> int:
    """Work the claimed submissions through to leads; returns how many there were."""
    if not claimed.rows:
        return 0
    stores = settings_of({row[2] for row in claimed.rows})
    batch = [_read(row, stores[row[2]], decode, storage) for row in claimed.rows]
    inquiries, world = gather(batch, stores, now=now)
    planner = Planner(world)
    for inquiry in inquiries:
        planner.take(inquiry)
    planned: Planned = planner.planned
    write(planned, batch, now=now)
    meet(planned.met, stores)
    if planned.mail_queued:
        send_outbox_later()
    if planned.rows.get(ALERT.name):
        deliver_alerts_later()
    tell_all_pages(
        {rooftop: list(told) for rooftop, told in planned.told.items()},
        "lead",
        {
            rooftop: [user for users in told.values() for user in users]
            for rooftop, told in planned.told.items()
        },
    )
    return len(batch)


def drain_batch(*, decode: Decoder, storage: Storage, now: datetime, lanes: int = 64) -> int:
    """Claim and process one batch in a transaction of its own; 0 when nothing waits."""
    with transaction.atomic():
        return process(claim(lanes=lanes), decode=decode, storage=storage, now=now)


def set_aside(submission_id: int, *, why: str, now: datetime) -> None:
    """Quarantine the one document that breaks its batch, so that the others go on. It stays visible, raw."""
    Submission.objects.filter(id=submission_id, state="waiting").update(
        state="quarantined", reason=why[:200], processed_at=now
    )


def _read(row: tuple[Any, ...], store: StoreSettings, decode: Decoder, storage: Storage) -> Waiting:
    (id, group, rooftop, channel, received_at, by_user, address, body, stored_as, content_type, headers,
     envelope_from, corrected, source, department, done) = row  # fmt: skip
    try:
        content = bytes(body) if body is not None else storage.get(stored_as)
        decoded = decode(
            Document(
                body=content,
                content_type="" if corrected else content_type,
                headers=orjson.loads(headers),
                zone=store.zone,
                received_at=received_at,
                envelope_from=envelope_from,
            )
        )
    except MissingBytes:
        decoded = Decoded("quarantined", "the stored bytes are missing")
    return Waiting(
        id=id,
        group_id=group,
        rooftop_id=rooftop,
        channel=channel,
        received_at=received_at,
        by_user_id=by_user,
        remote_address=address,
        key_source_id=source,
        department=department,
        positions_done=frozenset(done),
        decoded=decoded,
    )
