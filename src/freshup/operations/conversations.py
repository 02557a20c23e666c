"""The outbox: claim, ask the gate, speak to the provider with no transaction open, record.

Nothing is sent twice. A worker that dies between claim and record leaves `sending`; the sweep asks the provider
whether it went, and what cannot be known is shown to a person as `unsure`, never sent again blindly.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from freshup.data.bulk import insert
from freshup.data.sql import rows
from freshup.domain.consent import Hold, Permit, Refusal, SendRequest, decide
from freshup.domain.events import Event
from freshup.operations.intake.tables import ACTIVITY
from freshup.ports.mail import MailSender, OutgoingMail, UnableToSend, UnsureIfSent
from freshup.queries.outbox import (
    CLAIM,
    FORGOTTEN,
    ClaimedMessage,
    acknowledged_before,
    suppressed_messages,
)

BATCH: Final = 200
RETRY_AFTER: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
# Longer than any provider is waited for.
FORGOTTEN_AFTER: Final = timedelta(minutes=5)

RECORD: Final = """
UPDATE message m SET state = u.state, provider = u.provider, provider_id = u.provider_id, failure = u.failure,
    gate_rule = u.gate_rule, gate_at = u.gate_at, sent_at = u.sent_at, send_after = coalesce(u.send_after, m.send_after)
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
            %s::timestamptz[], %s::timestamptz[])
    AS u(id, state, provider, provider_id, failure, gate_rule, gate_at, sent_at, send_after)
WHERE m.id = u.id AND m.state = 'sending'
"""
# The earliest acknowledgement counts, whatever the order in which they are recorded.
ACKNOWLEDGE: Final = """
UPDATE response_clock c SET acknowledged_at = u.sent_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(lead_id, sent_at)
WHERE c.lead_id = u.lead_id AND (c.acknowledged_at IS NULL OR c.acknowledged_at > u.sent_at)
"""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed message with the gate's answer."""

    message: ClaimedMessage
    answer: Permit | Hold | Refusal


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

    def row(self) -> tuple[Any, ...]:
        return (
            self.message.id, self.state, self.provider, self.provider_id, self.failure[:200], self.rule,
            self.gate_at, self.sent_at, self.send_after,
        )  # fmt: skip


def claim_outbox(*, now: datetime, limit: int = BATCH) -> list[Ready]:
    """Take due messages and ask the gate about each, with the facts of this moment; commits before returning."""
    with transaction.atomic():
        found = rows(CLAIM, {"now": now, "limit": limit})
        messages = sorted((ClaimedMessage(*row) for row in found), key=lambda one: one.id)
        if not messages:
            return []
        ids = [message.id for message in messages]
        before = acknowledged_before(ids, now=now)
        suppressed = suppressed_messages(ids)
        return [Ready(message, decide(_request(message, before, suppressed), now)) for message in messages]


def _request(message: ClaimedMessage, before: dict[int, datetime], suppressed: set[int]) -> SendRequest:
    facts = json.loads(message.facts)
    return SendRequest(
        message_id=message.step_key,
        purpose=message.purpose,
        channel=message.channel,
        address=message.recipient,
        automated=message.automatic,
        suppressed=message.id in suppressed,
        handling=facts.get("handling", "work"),
        grade=facts.get("grade", "B"),
        acknowledged_at=before.get(message.id),
    )


def speak(ready: Sequence[Ready], sender: MailSender, *, clock: Callable[[], datetime]) -> list[Result]:
    """Hand each permitted message to the provider. No transaction is open; `clock()` tells when each one went."""
    try:
        return [_speak(one, sender, clock) for one in ready]
    finally:
        sender.close()


def _speak(one: Ready, sender: MailSender, clock: Callable[[], datetime]) -> Result:
    message, answer, now = one.message, one.answer, clock()
    if isinstance(answer, Hold):
        return Result(message, "queued", answer.rule, now, send_after=answer.until)
    if isinstance(answer, Refusal):
        return Result(message, "refused", answer.rule, now)
    try:
        provider_id = sender.send(outgoing(message), permit=answer)
    except UnableToSend as failed:
        return _failed(message, answer, failed, now)
    except UnsureIfSent as unsure:
        return Result(message, "unsure", answer.rule, now, sender.name, failure=str(unsure))
    return Result(message, "sent", answer.rule, answer.decided_at, sender.name, provider_id, sent_at=clock())


def _failed(message: ClaimedMessage, permit: Permit, failed: UnableToSend, now: datetime) -> Result:
    if failed.permanent or message.attempts > len(RETRY_AFTER):
        return Result(message, "failed", permit.rule, now, failure=str(failed))
    again = now + RETRY_AFTER[message.attempts - 1]
    return Result(message, "queued", permit.rule, now, failure=str(failed), send_after=again)


def outgoing(message: ClaimedMessage) -> OutgoingMail:
    """The message as the port takes it. Its id is made of the step: a second try bears the same."""
    domain = message.sender.rpartition("@")[2]
    return OutgoingMail(
        message_id=f"<{message.step_key.replace(':', '.')}.{message.rooftop_id}@{domain}>",
        sender_name=message.sender_name,
        sender=message.sender,
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        headers=json.loads(message.headers),
    )


def record(results: Sequence[Result]) -> None:
    """Write what became of the messages, on the timeline too; a message somebody else settled is left alone."""
    if not results:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECORD, [list(column) for column in zip(*(one.row() for one in results), strict=True)])
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
        insert(ACTIVITY, [row for one in results if (row := _activity(one))])


def _activity(one: Result) -> tuple[Any, ...] | None:
    if one.state == "sent" and one.message.purpose == "acknowledgement":
        event, at = Event.ACKNOWLEDGED, one.sent_at
    elif one.state == "refused":
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


def send_batch(sender: MailSender, *, clock: Callable[[], datetime], limit: int = BATCH) -> int:
    """One round of the outbox; returns how many messages were taken."""
    ready = claim_outbox(now=clock(), limit=limit)
    record(speak(ready, sender, clock=clock))
    return len(ready)


def settle_forgotten(sender: MailSender, *, now: datetime) -> int:
    """Messages a dead worker left in flight: ask the provider; what cannot be known waits for a person."""
    found = rows(FORGOTTEN, {"before": now - FORGOTTEN_AFTER, "limit": BATCH})
    results = [_settled(ClaimedMessage(*row), sender, now) for row in found]
    record(results)
    return len(results)


def _settled(message: ClaimedMessage, sender: MailSender, now: datetime) -> Result:
    mail = outgoing(message)
    known = sender.has_sent(mail.message_id)
    if known is None:
        return Result(
            message, "unsure", message.gate_rule, now, sender.name, failure="the worker stopped while sending"
        )
    if known:
        return Result(
            message, "sent", message.gate_rule, now, sender.name, mail.message_id, sent_at=message.claimed_at
        )
    return Result(message, "queued", message.gate_rule, now, send_after=now)
