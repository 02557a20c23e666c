"""Placing a call: the gate is asked at the tap, two people are told of each other, the clock stops."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.data.models import Lead, Message, Opportunity, User
from freshup.domain.consent import Hold, Permit, Refusal, decide
from freshup.domain.leads import Fact, Stage, stage_after
from freshup.domain.leads.outcomes import (
    CALL_OUTCOMES,
    SAME_TAP_WITHIN,
    SPOKEN_CHANNELS,
    VERIFIED_CALL,
    Outcome,
)
from freshup.operations.conversations.by_hand import facts_and_store, point_of, purpose_of, record_by_hand
from freshup.operations.opportunities import locked
from freshup.operations.response.alerts import tell_pages
from freshup.operations.response.clocks import stop_clocks
from freshup.queries.access import Scope

# Longer than nearly every call; after that whoever dialled forgot to say how it ended.
IN_PROGRESS_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """`message_id` is there when the call may be dialled now; `busy_with` names a colleague who is on it."""

    message_id: int | None
    answer: Permit | Hold | Refusal
    busy_with: str = ""


def place_call(
    scope: Scope, opportunity_id: int, contact_point_id: int, *, now: datetime, insists: bool = False
) -> PlacedCall:
    """May this number be dialled now? Written down as an attempt if so, and the clock of the lead stops.

    A colleague who is on the phone with the customer is named first; `insists` calls all the same. Nobody but the
    person says that it was dialled, so the attempt is claimed. Raises NoSuchOpportunity, CannotReach.
    """
    opportunity = locked(scope, opportunity_id)
    point = point_of(opportunity, contact_point_id, "phone")
    facts, store = facts_and_store(opportunity, point, "call", now=now)
    purpose = purpose_of(facts, now)
    key = f"call:{opportunity.pk}:{scope.user_id}:{now.timestamp():.6f}"
    answer = decide(facts.request(key, purpose=purpose, channel="call", automated=False), now, store.law)
    going_on = list(
        Message.objects.filter(
            opportunity=opportunity, state="calling", claimed_at__gt=now - IN_PROGRESS_FOR
        ).order_by("-id")
    )
    mine = next((one for one in going_on if one.by_user_id == scope.user_id), None)
    if mine is not None and mine.created_at > now - SAME_TAP_WITHIN:
        return PlacedCall(mine.pk, answer)
    other = next((one for one in going_on if one.by_user_id != scope.user_id), None)
    if other is not None and not insists:
        return PlacedCall(None, answer, busy_with=_name_of(other.by_user_id))
    if not isinstance(answer, Permit):
        record_by_hand(opportunity, answer, "call", purpose, store, scope, None, now=now)
        return PlacedCall(None, answer)
    if mine is not None:
        settle(mine, "", now=now)
    call = Message.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        person_id=opportunity.person_id,
        contact_point=point,
        channel="call",
        direction="out",
        purpose=purpose,
        automatic=False,
        step_key=key,
        sender=store.phone_e164,
        recipient=answer.address,
        state="calling",
        created_at=now,
        send_after=now,
        claimed_at=now,
        sent_at=now,
        gate_rule=answer.rule,
        gate_at=now,
        by_user_id=scope.user_id,
    )
    record_by_hand(opportunity, answer, "call", purpose, store, scope, call.pk, now=now)
    stop_clocks(opportunity, VERIFIED_CALL, store, now=now)
    opportunity.stage = str(stage_after(Fact.ATTEMPTED, Stage(opportunity.stage)))
    opportunity.save(update_fields=["stage", "due_at", "escalates_at"])
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "clock")
    return PlacedCall(call.pk, answer)


def settle_call(opportunity: Opportunity, outcome: Outcome, *, by: int | None, now: datetime) -> int | None:
    """What came of a call: the one in progress is settled; one that was never dialled here is written down now.

    Both count for the gate's daily cap, unless it was the customer who called. Answers with the
    call's message; None for what was no call.
    """
    if outcome not in CALL_OUTCOMES:
        return None
    call = (
        Message.objects.filter(opportunity=opportunity, state="calling", by_user=by).order_by("-id").first()
    )
    if call is not None:
        settle(call, str(outcome), now=now)
        return call.pk
    told = Message.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        person_id=opportunity.person_id,
        channel="call",
        direction="in" if outcome is Outcome.SPOKE and _rang_us(opportunity, now) else "out",
        purpose="follow_up",
        automatic=False,
        step_key=f"told:{opportunity.pk}:{by}:{now.timestamp():.6f}",
        recipient="",
        state="done",
        created_at=now,
        send_after=now,
        sent_at=now,
        settled_at=now,
        outcome=str(outcome),
        by_user_id=by,
    )
    return told.pk


def _rang_us(opportunity: Opportunity, now: datetime) -> bool:
    """Whether the conversation is the customer's own call or visit that somebody has just written down."""
    return Lead.objects.filter(
        opportunity=opportunity, channel__in=SPOKEN_CHANNELS, received_at__gt=now - IN_PROGRESS_FOR
    ).exists()


def settle(call: Message, outcome: str, *, now: datetime) -> None:
    call.state, call.outcome, call.settled_at = "done", outcome, now
    call.seconds = max(0, int((now - call.created_at).total_seconds()))
    call.save(update_fields=["state", "outcome", "settled_at", "seconds"])


def end_forgotten_calls(*, now: datetime) -> int:
    """Calls whose end nobody told: over, with an outcome nobody knows. How many comes back."""
    return Message.objects.filter(state="calling", claimed_at__lt=now - IN_PROGRESS_FOR).update(
        state="done", settled_at=now
    )


def _name_of(user_id: int | None) -> str:
    user = User.objects.filter(id=user_id).only("name").first() if user_id else None
    return user.name if user else ""
