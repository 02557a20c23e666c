"""What the gate must know of messages at the moment of sending: a constant number of statements a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.data.sql import rows
from freshup.queries.intake import HOLDERS_READ_MAX

COLUMNS: Final = """id, rooftop_id, opportunity_id, lead_id, contact_point_id, channel, purpose, automatic, step_key,
    sender_name, sender, recipient, subject, body, headers, facts, attempts, claimed_at, gate_rule"""
CLAIM: Final = f"""
UPDATE message SET state = 'sending', claimed_at = %(now)s, attempts = attempts + 1
WHERE id IN (SELECT id FROM message WHERE state = 'queued' AND send_after <= %(now)s
             ORDER BY send_after, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING {COLUMNS}
"""
FORGOTTEN: Final = f"""
SELECT {COLUMNS} FROM message WHERE state = 'sending' AND claimed_at < %(before)s
ORDER BY claimed_at, id LIMIT %(limit)s
"""
EARLIER_ACKNOWLEDGEMENTS: Final = """
SELECT m.id, max(e.created_at) FROM unnest(%s::bigint[]) AS asked(id)
JOIN message m ON m.id = asked.id
JOIN contact_point c ON c.id = m.contact_point_id, LATERAL (
    SELECT id FROM contact_point WHERE group_id = c.group_id AND value = c.value
    ORDER BY id DESC LIMIT %s) same, LATERAL (
    SELECT created_at FROM message
    WHERE contact_point_id = same.id AND id < m.id AND purpose = 'acknowledgement' AND created_at > %s
      AND state IN ('queued', 'sending', 'sent', 'unsure')
    ORDER BY created_at DESC LIMIT 1) e
GROUP BY m.id
"""
SUPPRESSED: Final = """
SELECT m.id FROM message m JOIN contact_point c ON c.id = m.contact_point_id
JOIN suppression s ON s.group_id = c.group_id AND s.value = c.value AND s.lifted_at IS NULL
WHERE m.id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    id: int
    rooftop_id: int
    opportunity_id: int
    lead_id: int | None
    contact_point_id: int | None
    channel: str
    purpose: str
    automatic: bool
    step_key: str
    sender_name: str
    sender: str
    recipient: str
    subject: str
    body: str
    headers: str
    facts: str
    attempts: int
    claimed_at: datetime
    gate_rule: str


def acknowledged_before(message_ids: Sequence[int], *, now: datetime) -> dict[int, datetime]:
    """For each message, when an earlier acknowledgement went to the same contact point within a day."""
    found = rows(EARLIER_ACKNOWLEDGEMENTS, [list(message_ids), HOLDERS_READ_MAX, now - timedelta(days=1)])
    return {row[0]: row[1] for row in found}


def suppressed_messages(message_ids: Sequence[int]) -> set[int]:
    """Which of these messages go to somebody who asked not to be written to."""
    return {row[0] for row in rows(SUPPRESSED, [list(message_ids)])}
