"""The outbox: claim, ask the gate, speak to the provider with no transaction open, record.

Nothing is sent twice. A worker that dies between claim and record leaves `sending`; the sweep asks the provider
whether it went, and what cannot be known is shown to a person as `unsure`, never sent again blindly.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final

from django.db import connection, transaction

from freshup.data.bulk import insert
from freshup.data.sql import rows
from freshup.domain.consent import Hold, Permit, Refusal, SendRequest, decide
from freshup.domain.conversations.shipped.registry import STILL_LOOKING
from freshup.domain.events import Event
from freshup.operations.connectors.tally import Count
from freshup.operations.connectors.tally import count as tally
from freshup.operations.consent import GATE_DECISION
from freshup.operations.conversations.dressing import Wire, wires_for
from freshup.operations.conversations.senders import MailRoute, Senders, TextRoute
from freshup.operations.conversations.talks import put_back
from freshup.operations.response.attempts import attempted
from freshup.operations.tables import ACTIVITY
from freshup.ports.mail import OutgoingMail, UnableToSend, UnsureIfSent
from freshup.ports.texting import OutgoingText
from freshup.queries.gate import Attempt, Facts, facts_of
from freshup.queries.numbers import lines_written_to
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
# Results that come together are recorded together.
RECORDED_EVERY_SECONDS: Final = 0.25
RETRY_AFTER: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
# Longer than any provider is waited for.
FORGOTTEN_AFTER: Final = timedelta(minutes=5)

# A report may have come before the answer to the call: what it says of failing or of the provider's id stands.
RECORD: Final = """
UPDATE message m SET state = u.state, provider = u.provider,
    provider_id = CASE WHEN u.provider_id <> '' THEN u.provider_id ELSE m.provider_id END, failure = u.failure,
    gate_rule = u.gate_rule, gate_at = u.gate_at, sent_at = u.sent_at,
    send_after = coalesce(u.send_after, m.send_after), connector_id = u.connector_id,
    mail_id = CASE WHEN u.mail_id <> '' THEN u.mail_id ELSE m.mail_id END,
    delivery_code = CASE WHEN u.code <> '' THEN u.code ELSE m.delivery_code END,
    attempts = greatest(0, m.attempts - u.uncounted)
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
            %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::text[], %s::text[], %s::int[])
    AS u(id, state, provider, provider_id, failure, gate_rule, gate_at, sent_at, send_after, connector_id, mail_id,
         code, uncounted)
WHERE m.id = u.id AND m.state = 'sending'
"""
# The same for what a report has already called failed: it was handed over, and when.
RECORD_FAILED: Final = """
UPDATE message m SET provider = u.provider, sent_at = u.sent_at, gate_rule = u.gate_rule, gate_at = u.gate_at,
    connector_id = u.connector_id
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::bigint[])
    AS u(id, provider, sent_at, gate_rule, gate_at, connector_id)
WHERE m.id = u.id AND m.state = 'failed' AND m.sent_at IS NULL
"""
# The earliest acknowledgement counts, whatever the order in which they are recorded.
ACKNOWLEDGE: Final = """
UPDATE response_clock c SET acknowledged_at = u.sent_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(lead_id, sent_at)
WHERE c.lead_id = u.lead_id AND (c.acknowledged_at IS NULL OR c.acknowledged_at > u.sent_at)
"""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed message with the gate's answer, and what it was asked."""

    message: ClaimedMessage
    request: SendRequest
    answer: Permit | Hold | Refusal
    store: StoreSettings
    # What goes over the wire where that is more than the words: tracked links, HTML, headers of the thread.
    wire: Wire | None = None


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
            int(self.uncounted),
        )  # fmt: skip

    def failed_row(self) -> tuple[Any, ...]:
        return self.message.id, self.provider, self.sent_at, self.rule, self.gate_at, self.connector_id


def claim_outbox(
    *, now: datetime, limit: int = BATCH, can_text: bool = False, senders: Senders | None = None
) -> list[Ready]:
    """Take due messages and ask the gate about each, with the facts of this moment; commits before returning.

    Whether a store can text is known by its `senders`, or said for all of them.
    """
    with transaction.atomic():
        found = rows(CLAIM, {"now": now, "limit": limit, "space": TEXTING_SPACE})
        messages = sorted((ClaimedMessage(*row) for row in found), key=lambda one: one.id)
        if not messages:
            return []
        stores = {one.rooftop_id for one in messages}
        if senders is not None:
            senders.begin(stores)
        messages = _from_their_lines(messages, senders)
        texting = {id for id in stores if (can_text if senders is None else senders.text_for(id) is not None)}
        ready = _judged(messages, now=now, texting=texting)
        insert(GATE_DECISION, [_decision(one, now) for one in ready])
        going = [(one.message, one.store) for one in ready if isinstance(one.answer, Permit)]
        wires = wires_for(going, now=now)
        return [replace(one, wire=wires.get(one.message.id)) for one in ready]


def _from_their_lines(messages: list[ClaimedMessage], senders: Senders | None) -> list[ClaimedMessage]:
    """Whoever wrote to one of the store's numbers is answered from that one, if its account still sends (MSG-3)."""
    texts = {one.opportunity_id for one in messages if one.channel == "text"}
    lines = lines_written_to(texts) if texts and senders is not None else {}
    found = []
    for one in messages:
        line = lines.get(one.opportunity_id) if one.channel == "text" else None
        route = senders.text_for(one.rooftop_id) if senders is not None and line is not None else None
        if line is not None and route is not None and route.connector_id in (None, line[1]):
            one = replace(one, sender=line[0])
        found.append(one)
    return found


def _judged(messages: Sequence[ClaimedMessage], *, now: datetime, texting: Collection[int]) -> list[Ready]:
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
            message.rooftop_id in texting,
            stores[message.rooftop_id].texts_registered,
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
    registered: bool,
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
        "registered": registered,
        "asks_if_looking": message.template in STILL_LOOKING,
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


def speak(
    ready: Sequence[Ready], senders: Senders, *, clock: Callable[[], datetime]
) -> Iterator[list[Result]]:
    """Hand each permitted message to the provider, in as many lanes as there are; results come as they are known.

    No transaction is open; `clock()` tells when each one went. What one slow provider holds up is recorded later than
    the rest of the batch, not together with it.
    """
    lanes = min(senders.lanes, len(ready))
    if lanes <= 1:
        try:
            yield [_speak(one, senders, clock) for one in ready]
        finally:
            senders.close()
        return
    waiting = deque(ready)
    done: Queue[list[Result] | BaseException] = Queue()
    threads = [
        Thread(target=_lane, args=(waiting, senders.lane(), clock, done), name=f"lane {n}", daemon=True)
        for n in range(lanes)
    ]
    for thread in threads:
        thread.start()
    left = len(ready)
    while left:
        results = _next_results(done)
        left -= len(results)
        yield results


def _lane(
    waiting: "deque[Ready]",
    senders: Senders,
    clock: Callable[[], datetime],
    done: "Queue[list[Result] | BaseException]",
) -> None:
    try:
        while True:
            try:
                one = waiting.popleft()
            except IndexError:
                return
            done.put([_speak(one, senders, clock)])
    # The outermost door of this thread: whoever waits for it must hear of it.
    except BaseException as error:
        done.put(error)
    finally:
        senders.close()


def _next_results(done: "Queue[list[Result] | BaseException]") -> list[Result]:
    """What has come within a moment of the first: recorded together, since a commit waits for the disk."""
    results: list[Result] = []
    until = None
    while True:
        try:
            one = done.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
        except Empty:
            return results
        if isinstance(one, BaseException):
            if results:
                done.put(one)
                return results
            raise one
        results += one
        until = until or time.monotonic() + RECORDED_EVERY_SECONDS
        if len(results) >= BATCH:
            return results


def _speak(one: Ready, senders: Senders, clock: Callable[[], datetime]) -> Result:
    message, answer, now = one.message, one.answer, clock()
    if isinstance(answer, Permit) and now > answer.decided_at:
        # Whoever stands behind two hundred others in a batch may come up after hours.
        answer = decide(one.request, now, one.store.law)
    if isinstance(answer, Hold):
        return Result(message, "queued", answer.rule, now, send_after=answer.until)
    if isinstance(answer, Refusal):
        return Result(message, "refused", answer.rule, now)
    route = (
        senders.text_for(message.rooftop_id)
        if message.channel == "text"
        else senders.mail_for(message.rooftop_id)
    )
    if route is None:
        return Result(message, "failed", answer.rule, now, failure="no provider of texts is set up")
    name, account = route.sender.name, route.connector_id or route.sender.name
    told: dict[str, Any] = {"provider": name, "connector_id": route.connector_id}
    if until := senders.breaker.waits_until(account, now):
        return Result(
            message, "queued", answer.rule, now, failure="the provider does not answer", send_after=until,
            uncounted=True, **told,
        )  # fmt: skip
    try:
        provider_id = _hand_over(one, route, answer)
    except UnableToSend as failed:
        if failed.down:
            senders.breaker.failed(account, now)
        return _failed(message, answer, failed, now, told)
    except UnsureIfSent as unsure:
        return Result(message, "unsure", answer.rule, now, failure=str(unsure), **told)
    senders.breaker.worked(account)
    return Result(
        message,
        "sent",
        answer.rule,
        answer.decided_at,
        provider_id=provider_id,
        sent_at=clock(),
        mail_id="" if message.channel == "text" else mail_id_of(message),
        **told,
    )


def _failed(
    message: ClaimedMessage, permit: Permit, failed: UnableToSend, now: datetime, told: dict[str, Any]
) -> Result:
    told = told | {"failure": str(failed), "code": failed.code}
    if failed.retry_after is not None and not failed.permanent:
        again = now + timedelta(seconds=min(max(failed.retry_after, 1), 3_600))
        return Result(message, "queued", permit.rule, now, send_after=again, uncounted=True, **told)
    if failed.permanent or message.attempts > len(RETRY_AFTER):
        return Result(message, "failed", permit.rule, now, **told)
    again = now + RETRY_AFTER[message.attempts - 1]
    return Result(message, "queued", permit.rule, now, send_after=again, **told)


def _hand_over(one: Ready, route: MailRoute | TextRoute, permit: Permit) -> str:
    if isinstance(route, TextRoute):
        return route.sender.send(outgoing_text(one.message, one.wire), permit=permit)
    return route.sender.send(outgoing(one.message, one.wire), permit=permit)


def outgoing_text(message: ClaimedMessage, wire: Wire | None = None) -> OutgoingText:
    """The message as the port takes it. Its id is made of the step: a second try bears the same."""
    return OutgoingText(
        message_id=f"{message.step_key.replace(':', '.')}.{message.rooftop_id}",
        sender=message.sender,
        recipient=message.recipient,
        body=wire.body if wire else message.body,
        media=wire.media if wire else (),
        reference=message.id,
    )


def mail_id_of(message: ClaimedMessage) -> str:
    """The Message-ID of a mail of ours, without its brackets."""
    domain = message.sender.rpartition("@")[2]
    return f"{message.step_key.replace(':', '.')}.{message.rooftop_id}@{domain}"


def outgoing(message: ClaimedMessage, wire: Wire | None = None) -> OutgoingMail:
    """The message as the port takes it. Its id is made of the step: a second try bears the same."""
    headers = json.loads(message.headers)
    return OutgoingMail(
        message_id=f"<{mail_id_of(message)}>",
        sender_name=message.sender_name,
        sender=message.sender,
        recipient=message.recipient,
        subject=message.subject,
        body=wire.body if wire else message.body,
        headers=headers | dict(wire.headers) if wire else headers,
        html=wire.html if wire else "",
        reference=message.id,
    )


def record(results: Sequence[Result]) -> None:
    """Write what became of the messages, on the timeline too; a message somebody else settled is left alone."""
    if not results:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECORD, [list(column) for column in zip(*(one.row() for one in results), strict=True)])
        went = [one.failed_row() for one in results if one.state == "sent"]
        if went:
            cursor.execute(RECORD_FAILED, [list(column) for column in zip(*went, strict=True)])
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
        if lost := [one for one in results if one.state in LOST and one.message.by_user_id]:
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


def send_batch(senders: Senders, *, clock: Callable[[], datetime], limit: int = BATCH) -> int:
    """One round of the outbox; returns how many messages were taken."""
    ready = claim_outbox(now=clock(), limit=limit, senders=senders)
    for results in speak(ready, senders, clock=clock):
        record(results)
        _tally(results, now=clock())
    return len(ready)


def _tally(results: Sequence[Result], *, now: datetime) -> None:
    counts: dict[int, Count] = {}
    for one in results:
        if one.connector_id is None:
            continue
        count = counts.setdefault(one.connector_id, Count())
        if one.state == "sent":
            count.sent += 1
        elif one.failure and not one.uncounted:
            count.failed += 1
            count.error = one.failure
    tally(counts, now=now)


def settle_forgotten(senders: Senders, *, now: datetime) -> int:
    """Messages a dead worker left in flight: ask the provider; what cannot be known waits for a person."""
    found = [
        ClaimedMessage(*row) for row in rows(FORGOTTEN, {"before": now - FORGOTTEN_AFTER, "limit": BATCH})
    ]
    senders.begin({one.rooftop_id for one in found})
    results = [_settled(one, senders, now) for one in found]
    record(results)
    return len(results)


def _settled(message: ClaimedMessage, senders: Senders, now: datetime) -> Result:
    told: dict[str, Any] = {}
    known: bool | None = None
    if message.channel == "text":
        text_route = senders.text_for(message.rooftop_id)
        if text_route is not None:
            told = {"provider": text_route.sender.name, "connector_id": text_route.connector_id}
            known = _known(message) or text_route.sender.has_sent(
                outgoing_text(message), since=message.claimed_at
            )
    else:
        route = senders.mail_for(message.rooftop_id)
        told = {"provider": route.sender.name, "connector_id": route.connector_id}
        known = _known(message) or route.sender.has_sent(outgoing(message), since=message.claimed_at)
    if known is None:
        return Result(
            message, "unsure", message.gate_rule, now, failure="the worker stopped while sending", **told
        )
    if known:
        mail_id = "" if message.channel == "text" else mail_id_of(message)
        return Result(
            message, "sent", message.gate_rule, now, sent_at=message.claimed_at, mail_id=mail_id, **told
        )
    return Result(message, "queued", message.gate_rule, now, send_after=now)


def _known(message: ClaimedMessage) -> bool | None:
    """A report about it has come: then it went, whatever became of the worker."""
    return True if message.delivery else None
