"""How far messages came, as providers report it: a set at a time, never backwards, whatever the order (MSG-3).

What can't be delivered says so on its lead and marks the number or address (IDN-5); a complaint is an opt-out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import array, insert
from freshup.data.models import ContactPoint
from freshup.data.sql import rows
from freshup.domain.connectors.reports import DeliveryReport
from freshup.domain.conversations.delivery import DELIVERIES, FAILED, moves_on
from freshup.domain.conversations.failures import meaning_of
from freshup.domain.events import Event
from freshup.operations.connectors.outcomes import Taken
from freshup.operations.conversations.recording import ACKNOWLEDGE
from freshup.operations.conversations.refusing import no_more_mail
from freshup.operations.conversations.talks import put_back
from freshup.operations.response.alerts import tell_all_pages
from freshup.operations.tables import ACTIVITY

PROVIDER_ID_LENGTH: Final = 120
TELLS_WHEN: Final = ("delivered", "read")
# By our own id where the provider carried it back, else by the provider's; of the store the report came for only.
FOUND: Final = """
SELECT a.n, m.id FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::text[])
    AS a(n, rooftop_id, ours, provider_id)
JOIN LATERAL (
    SELECT id FROM message WHERE id = a.ours AND rooftop_id = a.rooftop_id AND direction = 'out'
    UNION ALL
    SELECT id FROM message
    WHERE a.ours IS NULL AND a.provider_id <> '' AND provider_id = a.provider_id
      AND rooftop_id = a.rooftop_id AND direction = 'out' LIMIT 1) m ON true
"""
# What is known is read under the lock: two workers with reports about one message would move it back otherwise. Rows
# in order of their ids, so that they never wait for each other crosswise.
HELD: Final = """
SELECT id, delivery, state, purpose, lead_id, sent_at FROM message WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE
"""
# A message we do not know to have gone (`unsure`, or to be tried again) went after all: the provider speaks of it, so
# it must not be sent twice. One that is just being handed over is recorded by whoever hands it over.
MOVE: Final = """
UPDATE message m SET delivery = u.delivery, delivery_code = u.code,
    delivered_at = coalesce(m.delivered_at, u.reached_at),
    provider_id = CASE WHEN m.provider_id = '' THEN u.provider_id ELSE m.provider_id END,
    state = CASE WHEN u.failed AND m.state IN ('sent', 'sending', 'unsure') THEN 'failed'
                 WHEN m.state = 'queued' AND m.attempts > 0 AND u.failed THEN 'failed'
                 WHEN m.state = 'unsure' OR (m.state = 'queued' AND m.attempts > 0) THEN 'sent'
                 ELSE m.state END,
    sent_at = CASE WHEN m.state = 'unsure' OR (m.state = 'queued' AND m.attempts > 0) THEN coalesce(m.sent_at, u.at)
                   ELSE m.sent_at END,
    failure = CASE WHEN u.failed THEN u.words WHEN m.state IN ('unsure', 'queued') THEN '' ELSE m.failure END
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::boolean[],
            %s::text[]) AS u(id, delivery, code, at, reached_at, provider_id, failed, words)
WHERE m.id = u.id
RETURNING m.id, m.rooftop_id, m.opportunity_id, m.lead_id, m.contact_point_id, m.channel, m.gate_rule, m.state
"""
# A late report of having reached them tells when, however far the message has come since.
REACHED_AT: Final = """
UPDATE message m SET delivered_at = u.at FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(id, at)
WHERE m.id = u.id AND (m.delivered_at IS NULL OR m.delivered_at > u.at)
"""


@dataclass(frozen=True, slots=True)
class _Held:
    """A message as it stood when its reports came."""

    id: int
    delivery: str
    state: str
    purpose: str
    lead_id: int | None
    sent_at: datetime | None


def apply_deliveries(reports: Sequence[tuple[Taken, DeliveryReport]], *, now: datetime) -> set[int]:
    """Write them into their messages; the ids of events whose message is not there (yet) come back."""
    if not reports:
        return set()
    found = dict(
        rows(
            FOUND,
            [
                list(range(len(reports))),
                [event.rooftop_id for event, _ in reports],
                [one.ours for _, one in reports],
                [one.provider_id[:PROVIDER_ID_LENGTH] for _, one in reports],
            ],
        )
    )
    held = {row[0]: _Held(*row) for row in rows(HELD, [sorted(set(found.values()))])} if found else {}
    best: dict[int, DeliveryReport] = {}
    reached: dict[int, datetime] = {}
    for n, (_, report) in enumerate(reports):
        if n not in found or report.delivery not in DELIVERIES:
            continue
        id = found[n]
        if report.delivery in TELLS_WHEN:
            reached[id] = min(reached.get(id, report.at), report.at)
        known = best[id].delivery if id in best else held[id].delivery
        if moves_on(known, report.delivery):
            best[id] = report
    _move(best, reached, held, now=now)
    _came(reached)
    return {event.id for n, (event, _) in enumerate(reports) if n not in found}


def _move(
    best: dict[int, DeliveryReport],
    reached: dict[int, datetime],
    held: dict[int, _Held],
    *,
    now: datetime,
) -> None:
    if not best:
        return
    ids = sorted(best)
    ordered = [best[id] for id in ids]
    meanings = [meaning_of(one.code) if one.delivery in FAILED else None for one in ordered]
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE,
            [
                array(ids),
                array([one.delivery for one in ordered]),
                array([one.code[:20] for one in ordered]),
                array([one.at for one in ordered]),
                array([reached.get(id) for id in ids]),
                array([one.provider_id[:PROVIDER_ID_LENGTH] for one in ordered]),
                array([one.delivery in FAILED for one in ordered]),
                array([meaning.words if meaning else "" for meaning in meanings]),
            ],
        )
        moved = cursor.fetchall()
    for row in moved:
        report = best[row[0]]
        if report.delivery in FAILED:
            _failed(row, report, now=now)
        elif report.delivery == "complained":
            no_more_mail(row[0], how="complaint", words="Reported as spam at the mail provider", now=now)
    put_back([row[0] for row in moved if best[row[0]].delivery in FAILED], now=now)
    _went([(held[row[0]], best[row[0]].at) for row in moved if row[7] == "sent"])
    told: dict[int, list[int]] = {}
    for _, rooftop_id, opportunity_id, *_ in moved:
        told.setdefault(rooftop_id, []).append(opportunity_id)
    tell_all_pages(told, "message")


def _went(sent: Sequence[tuple[_Held, datetime]]) -> None:
    """An acknowledgement nobody knew to have gone stops its clock after all."""
    late = [
        (one.lead_id, one.sent_at or at)
        for one, at in sent
        if one.state in ("unsure", "queued") and one.purpose == "acknowledgement" and one.lead_id
    ]
    if late:
        with connection.cursor() as cursor:
            cursor.execute(ACKNOWLEDGE, [[lead_id for lead_id, _ in late], [at for _, at in late]])


def _came(reached: dict[int, datetime]) -> None:
    if reached:
        with connection.cursor() as cursor:
            cursor.execute(REACHED_AT, [array(list(reached)), array(list(reached.values()))])


def _failed(row: tuple[Any, ...], report: DeliveryReport, *, now: datetime) -> None:
    """On the timeline, and on the number or address where the failure says something about it."""
    message_id, rooftop_id, opportunity_id, lead_id, point_id, channel, rule, _ = row
    meaning = meaning_of(report.code)
    data = {"message": message_id, "rule": rule, "state": report.delivery, "code": report.code}
    insert(
        ACTIVITY,
        [
            (rooftop_id, opportunity_id, lead_id, now, str(Event.SENDING_FAILED), None, json.dumps(data), ""),
        ],
    )
    reachability = "bounced" if channel == "email" and report.delivery == "bounced" else meaning.reachability
    if point_id is None:
        return
    if reachability:
        ContactPoint.objects.filter(id=point_id).exclude(reachability="wrong_person").update(
            reachability=reachability
        )
    if meaning.phone_kind:
        ContactPoint.objects.filter(id=point_id).update(phone_kind=meaning.phone_kind)
