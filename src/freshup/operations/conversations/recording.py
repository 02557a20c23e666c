"""What became of messages that were handed over: written down, on the timeline and in the clocks too."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from freshup.data.bulk import insert
from freshup.domain.events import Event
from freshup.operations.conversations.talks import put_back
from freshup.operations.response.attempts import attempted
from freshup.operations.tables import ACTIVITY
from freshup.queries.outbox import ClaimedMessage

# A report may have come before the answer to the call: what it says of failing or of the provider's id stands.
# A sender that was cut off may come back when the sweep has settled its message, or another has claimed it anew: the
# moment of the claim tells whose it is. Of what the sweep could not know it still brings the answer.
RECORD: Final = """
UPDATE message m SET state = u.state, provider = u.provider,
    provider_id = CASE WHEN u.provider_id <> '' THEN u.provider_id ELSE m.provider_id END, failure = u.failure,
    gate_rule = u.gate_rule, gate_at = u.gate_at, sent_at = u.sent_at,
    send_after = coalesce(u.send_after, m.send_after), connector_id = u.connector_id,
    mail_id = CASE WHEN u.mail_id <> '' THEN u.mail_id ELSE m.mail_id END,
    delivery_code = CASE WHEN u.code <> '' THEN u.code ELSE m.delivery_code END,
    attempts = greatest(0, m.attempts - u.uncounted)
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
            %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::text[], %s::text[], %s::int[],
            %s::timestamptz[])
    AS u(id, state, provider, provider_id, failure, gate_rule, gate_at, sent_at, send_after, connector_id, mail_id,
         code, uncounted, claimed_at)
WHERE m.id = u.id AND m.claimed_at = u.claimed_at
  AND (m.state = 'sending' OR (m.state = 'unsure' AND u.state = 'sent'))
RETURNING m.id
"""
# The same for what a report has already called failed: it was handed over, and when.
RECORD_FAILED: Final = """
UPDATE message m SET provider = u.provider, sent_at = u.sent_at, gate_rule = u.gate_rule, gate_at = u.gate_at,
    connector_id = u.connector_id
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::bigint[])
    AS u(id, provider, sent_at, gate_rule, gate_at, connector_id)
WHERE m.id = u.id AND m.state = 'failed' AND m.sent_at IS NULL
RETURNING m.id
"""
# The earliest acknowledgement counts, whatever the order in which they are recorded. A lead within 24 hours of the last
# has no clock of its own: it shares the newest one before it.
ACKNOWLEDGE: Final = """
UPDATE response_clock c SET acknowledged_at = u.sent_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(lead_id, sent_at) JOIN lead l ON l.id = u.lead_id
WHERE c.lead_id = (SELECT max(o.lead_id) FROM response_clock o
                   WHERE o.opportunity_id = l.opportunity_id AND o.lead_id <= l.id)
  AND (c.acknowledged_at IS NULL OR c.acknowledged_at > u.sent_at)
"""
# A person's answer that ended like this was none.
LOST: Final = ("failed", "refused")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message."""

    message: ClaimedMessage
    state: str
    rule: str
    gate_at: datetime
    provider: str = ""
    provider_id: str = ""
    failure: str = ""
    sent_at: datetime | None = None
    send_after: datetime | None = None
    connector_id: int | None = None
    mail_id: str = ""
    code: str = ""
    # The provider was not even asked, or asked for patience: this try does not count.
    uncounted: bool = False

    def row(self) -> tuple[Any, ...]:
        return (
            self.message.id, self.state, self.provider, self.provider_id[:120], self.failure[:200], self.rule,
            self.gate_at, self.sent_at, self.send_after, self.connector_id, self.mail_id[:250], self.code[:20],
            int(self.uncounted), self.message.claimed_at,
        )  # fmt: skip

    def failed_row(self) -> tuple[Any, ...]:
        return self.message.id, self.provider, self.sent_at, self.rule, self.gate_at, self.connector_id


def record(results: Sequence[Result]) -> None:
    """Write what became of the messages, on the timeline too; a message somebody else settled is left alone."""
    if not results:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECORD, [list(column) for column in zip(*(one.row() for one in results), strict=True)])
        recorded = {row[0] for row in cursor.fetchall()}
        went = [one.failed_row() for one in results if one.state == "sent"]
        if went:
            cursor.execute(RECORD_FAILED, [list(column) for column in zip(*went, strict=True)])
            recorded |= {row[0] for row in cursor.fetchall()}
        attempted(
            [
                (one.message.opportunity_id, one.sent_at)
                for one in results
                if one.sent_at is not None and one.message.edited and not one.message.automatic
            ]
        )
        acknowledged = [
            one
            for one in results
            if one.state == "sent" and one.message.purpose == "acknowledgement" and one.message.lead_id
        ]
        if acknowledged:
            cursor.execute(
                ACKNOWLEDGE,
                [[one.message.lead_id for one in acknowledged], [one.sent_at for one in acknowledged]],
            )
        known = [one for one in results if one.message.id in recorded]
        insert(ACTIVITY, [row for one in known if (row := _activity(one))])
        if lost := [one for one in known if one.state in LOST and one.message.by_user_id]:
            put_back([one.message.id for one in lost], now=lost[-1].gate_at)


def _activity(one: Result) -> tuple[Any, ...] | None:
    if one.state == "sent" and one.message.purpose == "acknowledgement":
        event, at = Event.ACKNOWLEDGED, one.sent_at
    elif one.state == "refused" and one.message.purpose == "acknowledgement":
        event, at = Event.ACKNOWLEDGEMENT_WITHHELD, one.gate_at
    elif one.state in ("failed", "unsure"):
        event, at = Event.SENDING_FAILED, one.gate_at
    else:
        return None
    data = {"message": one.message.id, "rule": one.rule, "state": one.state}
    message = one.message
    return (
        message.rooftop_id,
        message.opportunity_id,
        message.lead_id,
        at,
        str(event),
        None,
        json.dumps(data),
        "",
    )
