"""Due messages are taken, and the gate is asked about each with the facts of this moment."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from freshup.data.bulk import insert
from freshup.data.sql import rows
from freshup.domain.consent import Hold, Permit, Refusal, SendRequest, decide
from freshup.domain.conversations.shipped.registry import STILL_LOOKING
from freshup.operations.consent import GATE_DECISION
from freshup.operations.conversations.dressing import Wire, wires_for
from freshup.operations.conversations.senders import Senders
from freshup.queries.gate import Attempt, Facts, facts_of
from freshup.queries.numbers import lines_written_to
from freshup.queries.outbox import (
    CLAIM,
    TEXTING_SPACE,
    ClaimedMessage,
    acknowledged_before,
    ended_enrolments,
    in_flight,
)
from freshup.queries.stores import StoreSettings, settings_of

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed message with the gate's answer, and what it was asked."""

    message: ClaimedMessage
    request: SendRequest
    answer: Permit | Hold | Refusal
    store: StoreSettings
    # What goes over the wire where that is more than the words: tracked links, HTML, headers of the thread.
    wire: Wire | None = None


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
