"""The outbox: claim, ask the gate, speak to the provider with no transaction open, record.

Nothing is sent twice. A worker that dies between claim and record leaves `sending`; the sweep asks the provider
whether it went, and what cannot be known is shown to a person as `unsure`, never sent again blindly.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from freshup.data.sql import rows
from freshup.operations.connectors.tally import Count
from freshup.operations.connectors.tally import count as tally
from freshup.operations.conversations.claiming import BATCH, claim_outbox
from freshup.operations.conversations.handing_over import mail_id_of, outgoing, outgoing_text, speak
from freshup.operations.conversations.recording import Result, record
from freshup.operations.conversations.senders import Senders
from freshup.queries.outbox import FORGOTTEN, ClaimedMessage

# Longer than any provider is waited for.
FORGOTTEN_AFTER: Final = timedelta(minutes=5)


def at_once(write: Callable[[], None]) -> None:
    write()


def send_batch(
    senders: Senders,
    *,
    clock: Callable[[], datetime],
    limit: int = BATCH,
    insist: Callable[[Callable[[], None]], None] = at_once,
) -> int:
    """One round of the outbox; returns how many messages were taken.

    What became of them is written through `insist`, which may do it again: a second time changes nothing.
    """
    ready = claim_outbox(now=clock(), limit=limit, senders=senders)
    for results in speak(ready, senders, clock=clock):
        insist(partial(_write_down, results, clock))
    return len(ready)


def _write_down(results: Sequence[Result], clock: Callable[[], datetime]) -> None:
    record(results)
    _tally(results, now=clock())


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
