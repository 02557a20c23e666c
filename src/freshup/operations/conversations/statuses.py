"""How far messages came, as providers report it: a set at a time, never backwards, whatever the order (MSG-3).

What can't be delivered says so on its lead and marks the number or address (IDN-5); a complaint is an opt-out.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import array, insert
from freshup.data.models import ContactPoint, Message, Opportunity
from freshup.data.sql import rows
from freshup.domain.connectors.reports import DeliveryReport
from freshup.domain.conversations.delivery import DELIVERIES, FAILED, moves_on
from freshup.domain.conversations.failures import meaning_of
from freshup.domain.events import Event
from freshup.operations.cadences.exits import happened_to
from freshup.operations.connectors.outcomes import Taken
from freshup.operations.consent import opt_out
from freshup.operations.response.alerts import tell_all_pages
from freshup.operations.tables import ACTIVITY
from freshup.operations.timeline import note
from freshup.queries.stores import settings_of

# By our own id where the provider carried it back, else by the provider's; of the store the report came for only.
FOUND: Final = """
SELECT a.n, m.id, m.delivery FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::text[])
    AS a(n, rooftop_id, ours, provider_id)
JOIN LATERAL (
    SELECT id, delivery FROM message WHERE id = a.ours AND rooftop_id = a.rooftop_id AND direction = 'out'
    UNION ALL
    SELECT id, delivery FROM message
    WHERE a.ours IS NULL AND a.provider_id <> '' AND provider_id = a.provider_id
      AND rooftop_id = a.rooftop_id AND direction = 'out' LIMIT 1) m ON true
"""
# Rows in order of their ids, so that two workers never wait for each other crosswise.
MOVE: Final = """
UPDATE message m SET delivery = u.delivery, delivery_code = u.code,
    delivered_at = CASE WHEN u.delivery IN ('delivered', 'read') THEN coalesce(m.delivered_at, u.at)
                        ELSE m.delivered_at END,
    provider_id = CASE WHEN m.provider_id = '' THEN u.provider_id ELSE m.provider_id END,
    state = CASE WHEN u.failed AND m.state IN ('sent', 'sending', 'unsure') THEN 'failed' ELSE m.state END,
    failure = CASE WHEN u.failed THEN u.words ELSE m.failure END
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::boolean[], %s::text[])
    AS u(id, delivery, code, at, provider_id, failed, words)
WHERE m.id = u.id AND m.id IN (SELECT id FROM message WHERE id = ANY (%s) ORDER BY id FOR UPDATE)
RETURNING m.id, m.rooftop_id, m.opportunity_id, m.lead_id, m.contact_point_id, m.channel, m.gate_rule
"""


def apply_deliveries(reports: Sequence[tuple[Taken, DeliveryReport]], *, now: datetime) -> set[int]:
    """Write them into their messages; the ids of events whose message is not there (yet) come back."""
    if not reports:
        return set()
    found = {
        row[0]: (row[1], row[2])
        for row in rows(
            FOUND,
            [
                list(range(len(reports))),
                [event.rooftop_id for event, _ in reports],
                [one.ours for _, one in reports],
                [one.provider_id for _, one in reports],
            ],
        )
    }
    best: dict[int, DeliveryReport] = {}
    for n, (_, report) in enumerate(reports):
        if n not in found or report.delivery not in DELIVERIES:
            continue
        message_id, before = found[n]
        known = best[message_id].delivery if message_id in best else before
        if moves_on(known, report.delivery):
            best[message_id] = report
    _move(best, now=now)
    return {event.id for n, (event, _) in enumerate(reports) if n not in found}


def _move(best: dict[int, DeliveryReport], *, now: datetime) -> None:
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
                array([one.provider_id[:120] for one in ordered]),
                array([one.delivery in FAILED for one in ordered]),
                array([meaning.words if meaning else "" for meaning in meanings]),
                array(ids),
            ],
        )
        moved = cursor.fetchall()
    for row in moved:
        report = best[row[0]]
        if report.delivery in FAILED:
            _failed(row, report, now=now)
        elif report.delivery == "complained":
            _complained(row, report, now=now)
    told: dict[int, list[int]] = {}
    for _, rooftop_id, opportunity_id, *_ in moved:
        told.setdefault(rooftop_id, []).append(opportunity_id)
    tell_all_pages(told, "message")


def _failed(row: tuple[Any, ...], report: DeliveryReport, *, now: datetime) -> None:
    """On the timeline, and on the number or address where the failure says something about it."""
    message_id, rooftop_id, opportunity_id, lead_id, point_id, channel, rule = row
    meaning = meaning_of(report.code)
    data = {"message": message_id, "rule": rule, "state": report.delivery, "code": report.code}
    insert(
        ACTIVITY,
        [
            (rooftop_id, opportunity_id, lead_id, now, str(Event.SENDING_FAILED), None, json.dumps(data), ""),
        ],
    )
    reachability = "bounced" if channel == "email" and report.delivery == "bounced" else meaning.reachability
    if point_id is None or not reachability:
        return
    ContactPoint.objects.filter(id=point_id).exclude(reachability="wrong_person").update(
        reachability=reachability
    )
    if meaning.phone_kind:
        ContactPoint.objects.filter(id=point_id).update(phone_kind=meaning.phone_kind)


def _complained(row: tuple[Any, ...], report: DeliveryReport, *, now: datetime) -> None:
    """Whoever reports our mail as spam has said no as clearly as anybody can."""
    message_id, rooftop_id, opportunity_id, _, point_id, *_ = row
    store = settings_of([rooftop_id])[rooftop_id]
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=opportunity_id)
    point = ContactPoint.objects.filter(id=point_id or 0).first()
    value = point.value if point else Message.objects.get(id=message_id).recipient
    closed = opt_out(
        store.group_id,
        [("email", value, point_id)],
        channels=("email",),
        how="complaint",
        words="Reported as spam at the mail provider",
        person_id=opportunity.person_id,
        rooftop_id=rooftop_id,
        now=now,
    )
    if closed:
        note(opportunity, Event.OPTED_OUT, {"channels": ["email"], "message": message_id}, now=now)
        happened_to(opportunity, "opt_out", now=now, store=store)
