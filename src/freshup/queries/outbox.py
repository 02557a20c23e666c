"""What is claimed of the outbox, and what the gate must know beside the facts that `queries.gate` gathers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.data.sql import rows
from freshup.queries.intake import HOLDERS_READ_MAX

COLUMNS: Final = """id, rooftop_id, opportunity_id, lead_id, person_id, contact_point_id, channel, purpose, automatic,
    step_key, sender_name, sender, recipient, subject, body, headers, facts, attempts, claimed_at, gate_rule,
    enrolment_id, too_late_at, by_user_id, edited, delivery, template, language"""
# Texts of one person are taken by one sender at a time: two of them could not see each other's and would both think
# that the day's last attempt is theirs. The lock ends with the claim; then the other sees the message as going out.
CLAIM: Final = f"""
WITH due AS MATERIALIZED (
    SELECT id, channel, person_id FROM message WHERE state = 'queued' AND send_after <= %(now)s
    ORDER BY send_after, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE message SET state = 'sending', claimed_at = %(now)s, attempts = attempts + 1
WHERE id IN (SELECT id FROM due
             WHERE channel <> 'text' OR pg_try_advisory_xact_lock(%(space)s, (person_id %% 2000000000)::int))
RETURNING {COLUMNS}
"""
# The advisory-lock space of people who are being texted; any number, as long as nobody else uses it.
TEXTING_SPACE: Final = 41_002
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
# One that ran to its end has ended together with its last step, whose message is only now in the outbox.
ENDED: Final = """
SELECT id FROM enrolment WHERE id = ANY (%s) AND ended_at IS NOT NULL
   AND NOT (ended_by IN ('finished', 'switched') AND last_at IS NOT DISTINCT FROM ended_at)
"""
IN_FLIGHT: Final = """
SELECT person_id, claimed_at, automatic FROM message
WHERE state = 'sending' AND channel = 'text' AND person_id = ANY (%s) AND NOT id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    id: int
    rooftop_id: int
    opportunity_id: int
    lead_id: int | None
    person_id: int
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
    enrolment_id: int | None = None
    too_late_at: datetime | None = None
    by_user_id: int | None = None
    edited: bool = False
    delivery: str = ""
    template: str = ""
    language: str = "en"


def acknowledged_before(message_ids: Sequence[int], *, now: datetime) -> dict[int, datetime]:
    """For each message, when an earlier acknowledgement went to the same contact point within a day."""
    if not message_ids:
        return {}
    found = rows(EARLIER_ACKNOWLEDGEMENTS, [list(message_ids), HOLDERS_READ_MAX, now - timedelta(days=1)])
    return {row[0]: row[1] for row in found}


def ended_enrolments(ids: Sequence[int]) -> set[int]:
    """Which of these enrolments have ended: their steps must not go out any more."""
    return {row[0] for row in rows(ENDED, [list(ids)])} if ids else set()


def in_flight(person_ids: Sequence[int], own: Sequence[int]) -> list[tuple[int, datetime, bool]]:
    """Texts to these people that other senders are handing over at this moment: (person, since when, automatic)."""
    found = rows(IN_FLIGHT, [list(person_ids), list(own)]) if person_ids else []
    return [(person, at, automatic) for person, at, automatic in found]
