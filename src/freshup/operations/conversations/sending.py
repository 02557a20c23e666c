"""The outbox: claim, ask the gate, speak to the provider with no transaction open, record.

Nothing is sent twice. A worker that dies between claim and record leaves `sending`; the sweep asks the provider
whether it went, and what cannot be known is shown to a person as `unsure`, never sent again blindly.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from freshup.data.bulk import insert
from freshup.data.sql import rows
from freshup.domain.consent import Hold, Permit, Refusal, SendRequest, decide
from freshup.domain.events import Event
from freshup.operations.consent import GATE_DECISION
from freshup.operations.response.attempts import attempted
from freshup.operations.tables import ACTIVITY
from freshup.ports.mail import MailSender, OutgoingMail, UnableToSend, UnsureIfSent
from freshup.ports.texting import OutgoingText, TextSender
from freshup.queries.gate import Attempt, Facts, facts_of
from freshup.queries.outbox import (
    CLAIM,
    FORGOTTEN,
    TEXTING_SPACE,
    ClaimedMessage,
    acknowledged_before,
    ended_enrolments,
    in_flight,
)
from freshup.queries.stores import StoreSettings, settings_of

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
class Senders:
    """Who delivers what. Without a sender of texts none can go out, and the gate says so."""

    mail: MailSender
    text: TextSender | None = None

    def close(self) -> None:
        self.mail.close()
        if self.text is not None:
            self.text.close()


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed message with the gate's answer, and what it was asked."""

    message: ClaimedMessage
    request: SendRequest
    answer: Permit | Hold | Refusal
    store: StoreSettings


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


def claim_outbox(*, now: datetime, limit: int = BATCH, can_text: bool = False) -> list[Ready]:
    """Take due messages and ask the gate about each, with the facts of this moment; commits before returning."""
    with transaction.atomic():
        found = rows(CLAIM, {"now": now, "limit": limit, "space": TEXTING_SPACE})
        messages = sorted((ClaimedMessage(*row) for row in found), key=lambda one: one.id)
        if not messages:
            return []
        ready = _judged(messages, now=now, can_text=can_text)
        insert(GATE_DECISION, [_decision(one, now) for one in ready])
        return ready


def _judged(messages: Sequence[ClaimedMessage], *, now: datetime, can_text: bool) -> list[Ready]:
    facts = facts_of([Attempt(m.opportunity_id, m.contact_point_id, m.channel) for m in messages], now=now)
    before = acknowledged_before([m.id for m in messages if m.purpose == "acknowledgement"], now=now)
    ended = ended_enrolments([m.enrolment_id for m in messages if m.enrolment_id is not None])
    stores = settings_of({m.rooftop_id for m in messages})
    others = in_flight([m.person_id for m in messages if m.channel == "text"], [m.id for m in messages])
    # What this batch itself lets go to a person counts for the next of theirs in it.
    tried: dict[int, list[tuple[datetime, bool]]] = {}
    for person, at, automatic in others:
        tried.setdefault(person, []).append((at, automatic))
    ready = []
    for message, known in zip(messages, facts, strict=True):
        request = _request(
            message,
            known,
            tried.get(message.person_id, ()),
            before.get(message.id),
            message.enrolment_id in ended,
            can_text,
        )
        answer = decide(request, now, stores[message.rooftop_id].law)
        if message.channel == "text" and isinstance(answer, Permit):
            tried.setdefault(message.person_id, []).append((now, message.automatic))
        ready.append(Ready(message, request, answer, stores[message.rooftop_id]))
    return ready


def _request(
    message: ClaimedMessage,
    known: Facts | None,
    tried: Sequence[tuple[datetime, bool]],
    acknowledged_at: datetime | None,
    ended: bool,
    can_text: bool,
) -> SendRequest:
    told = json.loads(message.facts)
    common: dict[str, Any] = {
        "purpose": message.purpose,
        "channel": message.channel,
        "automated": message.automatic,
        "handling": told.get("handling", "work"),
        "grade": told.get("grade", "B"),
        "acknowledged_at": acknowledged_at,
        "running": not ended,
        "too_late_at": message.too_late_at,
        "can_text": can_text,
    }
    if known is None:
        return SendRequest(message_id=message.step_key, address=message.recipient, **common)
    request = replace(known.request(message.step_key, **common), address=message.recipient)
    if not tried:
        return request
    return replace(
        request,
        attempts=(*request.attempts, *(at for at, _ in tried)),
        automated_attempts=(*request.automated_attempts, *(at for at, automatic in tried if automatic)),
    )


def _decision(one: Ready, now: datetime) -> tuple[Any, ...]:
    message, answer = one.message, one.answer
    verdict = "allow" if isinstance(answer, Permit) else "hold" if isinstance(answer, Hold) else "refuse"
    return (
        message.rooftop_id, message.opportunity_id, message.id, message.enrolment_id, now, "send", message.channel,
        message.purpose, message.automatic, verdict, answer.rule,
        None if isinstance(answer, Permit) else answer.reason.to_json(),
        answer.until if isinstance(answer, Hold) else None, ",".join(answer.states), one.store.law_version,
        message.by_user_id,
    )  # fmt: skip


def speak(ready: Sequence[Ready], senders: Senders, *, clock: Callable[[], datetime]) -> list[Result]:
    """Hand each permitted message to the provider. No transaction is open; `clock()` tells when each one went."""
    try:
        return [_speak(one, senders, clock) for one in ready]
    finally:
        senders.close()


def _speak(one: Ready, senders: Senders, clock: Callable[[], datetime]) -> Result:
    message, answer, now = one.message, one.answer, clock()
    if isinstance(answer, Permit) and now > answer.decided_at:
        # Whoever stands behind two hundred others in a batch may come up after hours.
        answer = decide(one.request, now, one.store.law)
    sender = senders.text if message.channel == "text" else senders.mail
    name = sender.name if sender is not None else ""
    if isinstance(answer, Hold):
        return Result(message, "queued", answer.rule, now, send_after=answer.until)
    if isinstance(answer, Refusal):
        return Result(message, "refused", answer.rule, now)
    try:
        provider_id = _hand_over(message, senders, answer)
    except UnableToSend as failed:
        return _failed(message, answer, failed, now)
    except UnsureIfSent as unsure:
        return Result(message, "unsure", answer.rule, now, name, failure=str(unsure))
    return Result(message, "sent", answer.rule, answer.decided_at, name, provider_id, sent_at=clock())


def _failed(message: ClaimedMessage, permit: Permit, failed: UnableToSend, now: datetime) -> Result:
    if failed.permanent or message.attempts > len(RETRY_AFTER):
        return Result(message, "failed", permit.rule, now, failure=str(failed))
    again = now + RETRY_AFTER[message.attempts - 1]
    return Result(message, "queued", permit.rule, now, failure=str(failed), send_after=again)


def _hand_over(message: ClaimedMessage, senders: Senders, permit: Permit) -> str:
    if message.channel != "text":
        return senders.mail.send(outgoing(message), permit=permit)
    if senders.text is None:
        raise UnableToSend("no provider of texts is set up", permanent=True)
    text = OutgoingText(_text_id(message), message.sender, message.recipient, message.body)
    return senders.text.send(text, permit=permit)


def _text_id(message: ClaimedMessage) -> str:
    return f"{message.step_key.replace(':', '.')}.{message.rooftop_id}"


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
        insert(ACTIVITY, [row for one in results if (row := _activity(one))])


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


def send_batch(senders: Senders, *, clock: Callable[[], datetime], limit: int = BATCH) -> int:
    """One round of the outbox; returns how many messages were taken."""
    ready = claim_outbox(now=clock(), limit=limit, can_text=senders.text is not None)
    record(speak(ready, senders, clock=clock))
    return len(ready)


def settle_forgotten(senders: Senders, *, now: datetime) -> int:
    """Messages a dead worker left in flight: ask the provider; what cannot be known waits for a person."""
    found = rows(FORGOTTEN, {"before": now - FORGOTTEN_AFTER, "limit": BATCH})
    results = [_settled(ClaimedMessage(*row), senders, now) for row in found]
    record(results)
    return len(results)


def _settled(message: ClaimedMessage, senders: Senders, now: datetime) -> Result:
    if message.channel == "text":
        id, name = _text_id(message), senders.text.name if senders.text else ""
        known = senders.text.has_sent(id) if senders.text else None
    else:
        id, name = outgoing(message).message_id, senders.mail.name
        known = senders.mail.has_sent(id)
    if known is None:
        return Result(
            message, "unsure", message.gate_rule, now, name, failure="the worker stopped while sending"
        )
    if known:
        return Result(message, "sent", message.gate_rule, now, name, id, sent_at=message.claimed_at)
    return Result(message, "queued", message.gate_rule, now, send_after=now)
