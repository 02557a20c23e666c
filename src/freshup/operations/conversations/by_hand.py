"""What a person writes to a customer: asked of the gate before it is queued, and once more when it goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zlib import crc32

from freshup.data.bulk import insert
from freshup.data.models import ContactPoint, Message, Opportunity
from freshup.domain.consent import Hold, Permit, Refusal, decide
from freshup.domain.conversations import with_opt_out
from freshup.domain.conversations.shipped.registry import STILL_LOOKING
from freshup.domain.leads.outcomes import SAME_TAP_WITHIN
from freshup.jobs import send_outbox_later
from freshup.operations.consent import GATE_DECISION
from freshup.operations.conversations.talks import we_answered
from freshup.operations.conversations.videos import videos_sent
from freshup.operations.opportunities import NothingSaid, UnableToChange, locked
from freshup.operations.response.alerts import tell_pages
from freshup.operations.response.tasks import close_tasks
from freshup.queries.access import Scope
from freshup.queries.gate import ANSWERS_WITHIN, Attempt, Facts, facts_of
from freshup.queries.stores import StoreSettings, settings_of

SUBJECT_LENGTH_MAX: Final = 200


class CannotReach(UnableToChange):
    """The customer has no such address or number, or it is none for this channel."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of it: queued (`message_id`) for `send_after`, or not, and what the gate said."""

    message_id: int | None
    answer: Permit | Hold | Refusal
    send_after: datetime | None = None


def purpose_of(facts: Facts, now: datetime) -> str:
    """Whether a person who reaches out now answers the customer or follows up."""
    return "reply" if facts.wrote_at is not None and now - facts.wrote_at <= ANSWERS_WITHIN else "follow_up"


def write_by_hand(
    scope: Scope,
    opportunity_id: int,
    contact_point_id: int,
    *,
    channel: str,
    subject: str,
    body: str,
    template: str,
    edited: bool,
    now: datetime,
    when_allowed: bool = False,
) -> Written:
    """Send an e-mail or a text. Held by the gate it is not queued, unless it may wait (`when_allowed`).

    A store's first text to somebody says how to end them. The same words sent again within
    seconds are one message. Raises NoSuchOpportunity, NothingSaid, CannotReach.
    """
    opportunity = locked(scope, opportunity_id)
    body = body.strip()
    if not body:
        raise NothingSaid
    point = point_of(opportunity, contact_point_id, "phone" if channel == "text" else "email")
    facts, store = facts_and_store(opportunity, point, channel, now=now)
    said = body
    again = Message.objects.filter(
        opportunity=opportunity,
        channel=channel,
        body__startswith=said,
        by_user=scope.user_id,
        created_at__gt=now - SAME_TAP_WITHIN,
    ).first()
    if channel == "text" and not facts.texted:
        body = with_opt_out(body, opportunity.person.language or store.language)
    purpose = purpose_of(facts, now)
    key = f"hand:{opportunity.pk}:{scope.user_id}:{now.timestamp():.6f}:{crc32(body.encode()):08x}"
    request = facts.request(
        key,
        purpose=purpose,
        channel=channel,
        automated=False,
        registered=store.texts_registered,
        asks_if_looking=template in STILL_LOOKING,
    )
    answer = decide(request, now, store.law)
    if again is not None:
        return Written(again.pk, answer, again.send_after)
    go = isinstance(answer, Permit) or (isinstance(answer, Hold) and when_allowed)
    message = None
    if go:
        message = Message.objects.create(
            rooftop_id=opportunity.rooftop_id,
            opportunity=opportunity,
            person_id=opportunity.person_id,
            contact_point=point,
            channel=channel,
            direction="out",
            purpose=purpose,
            automatic=False,
            step_key=key,
            template=template[:40],
            language=store.language,
            sender_name=_sender_name(store, scope),
            sender=store.phone_e164 if channel == "text" else store.mail_from,
            recipient=facts.address or "",
            subject=" ".join(subject.split())[:SUBJECT_LENGTH_MAX],
            body=body,
            created_at=now,
            send_after=answer.until if isinstance(answer, Hold) else now,
            by_user_id=scope.user_id,
            edited=edited,
        )
        close_tasks(opportunity.pk, ["reply", channel], now=now, by=scope.user_id)
        we_answered(opportunity.rooftop_id, opportunity.pk, at=now, channel=channel, message_id=message.pk)
        videos_sent(opportunity, message, by=scope.user_id, now=now)
        send_outbox_later()
        tell_pages(opportunity.rooftop_id, [opportunity.pk], "message")
    record_by_hand(
        opportunity, answer, channel, purpose, store, scope, message.pk if message else None, now=now
    )
    return Written(message.pk if message else None, answer, message.send_after if message else None)


def point_of(opportunity: Opportunity, contact_point_id: int, kind: str) -> ContactPoint:
    """Raises CannotReach."""
    point = ContactPoint.objects.filter(id=contact_point_id, person=opportunity.person_id, kind=kind).first()
    if point is None:
        raise CannotReach
    return point


def facts_and_store(
    opportunity: Opportunity, point: ContactPoint, channel: str, *, now: datetime
) -> tuple[Facts, StoreSettings]:
    (facts,) = facts_of([Attempt(opportunity.pk, point.pk, channel)], now=now)
    if facts is None:
        raise CannotReach
    return facts, settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]


def record_by_hand(
    opportunity: Opportunity,
    answer: Permit | Hold | Refusal,
    channel: str,
    purpose: str,
    store: StoreSettings,
    scope: Scope,
    message_id: int | None,
    *,
    now: datetime,
) -> None:
    """Every attempt stands in the log of the gate, also one that was not allowed (LAW-1)."""
    verdict = "allow" if isinstance(answer, Permit) else "hold" if isinstance(answer, Hold) else "refuse"
    row: tuple[Any, ...] = (
        opportunity.rooftop_id, opportunity.pk, message_id, None, now, "by_hand", channel, purpose, False, verdict,
        answer.rule, None if isinstance(answer, Permit) else answer.reason.to_json(),
        answer.until if isinstance(answer, Hold) else None, ",".join(answer.states), store.law_version,
        scope.user_id,
    )  # fmt: skip
    insert(GATE_DECISION, [row])


def _sender_name(store: StoreSettings, scope: Scope) -> str:
    """Customers see the store's number or address and the person's name (MSG-3)."""
    name = store.user_names.get(scope.places.get(store.id, 0), "")
    return f"{name} · {store.name}" if name else store.name
