"""Messages are handed to their providers, in lanes side by side, with no transaction open."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final

from freshup.domain.consent import Hold, Permit, Refusal, decide
from freshup.domain.conversations.retrying import is_counted, tried_again_at
from freshup.operations.conversations.claiming import BATCH, Ready
from freshup.operations.conversations.dressing import Wire
from freshup.operations.conversations.recording import Result
from freshup.operations.conversations.senders import MailRoute, Senders, TextRoute
from freshup.ports.mail import OutgoingMail, UnableToSend, UnsureIfSent
from freshup.ports.texting import OutgoingText
from freshup.queries.outbox import ClaimedMessage

# Results that come together are recorded together.
RECORDED_EVERY_SECONDS: Final = 0.25
# A claim is good for so long. A process that was frozen, or stood behind a slow provider, must not hand over what the
# sweep meanwhile gives to somebody else: that is after five minutes, and a request may take one to arrive.
SPOKEN_WITHIN: Final = timedelta(minutes=2)


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
    if now - message.claimed_at > SPOKEN_WITHIN:
        # Due as it was: this clock may be the one that jumped.
        return Result(message, "queued", answer.rule, now, uncounted=True)
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
        else:
            # Whoever refuses answers: the others need not wait until it has been tried once more.
            senders.breaker.worked(account)
        return _failed(message, answer, failed, now, told)
    except UnsureIfSent as unsure:
        # One that takes and never answers is down too: else each of its messages would be a person's to look into.
        senders.breaker.failed(account, now)
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
    again = tried_again_at(
        now, tries=message.attempts, permanent=failed.permanent, asked_to_wait=failed.retry_after
    )
    return Result(
        message,
        "failed" if again is None else "queued",
        permit.rule,
        now,
        failure=str(failed),
        code=failed.code,
        send_after=again,
        uncounted=not is_counted(permanent=failed.permanent, asked_to_wait=failed.retry_after),
        **told,
    )


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
