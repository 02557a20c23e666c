"""Placing a call: the gate is asked at the tap, two people are told of each other, the clock stops."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from freshup.data.models import ContactPoint, Lead, Message, Opportunity, User
from freshup.domain.calls import borne_out
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
from freshup.queries.calls import provider_call
from freshup.queries.stores import StoreSettings

# Longer than nearly every call; after that whoever dialled forgot to say how it ended.
IN_PROGRESS_FOR: Final = timedelta(minutes=10)
# A provider tells when a call is over, and may lose that report; none goes on for longer.
CARRIED_FOR: Final = timedelta(hours=4)


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
    asked = ask_to_call(scope, opportunity_id, contact_point_id, now=now, insists=insists)
    opportunity, answer, mine = asked.opportunity, asked.answer, asked.mine
    if asked.placed is not None or not isinstance(answer, Permit):
        return asked.placed or PlacedCall(None, answer)
    if mine is not None:
        settle(mine, "", now=now)
    call = write_call(asked, scope, sender=asked.store.phone_e164, now=now)
    call.sent_at = now
    call.save(update_fields=["sent_at"])
    stop_clocks(opportunity, VERIFIED_CALL, asked.store, now=now)
    opportunity.stage = str(stage_after(Fact.ATTEMPTED, Stage(opportunity.stage)))
    opportunity.save(update_fields=["stage", "due_at", "escalates_at"])
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "clock")
    return PlacedCall(call.pk, answer)


@dataclass(frozen=True, slots=True)
class AskedToCall:
    """What stands about a call somebody wants to place. `placed` is the answer where nothing is to be dialled:
    it was tapped twice, a colleague is on the phone, or the gate says no. `mine`: an older call never told about."""

    opportunity: Opportunity
    point: ContactPoint
    store: StoreSettings
    purpose: str
    key: str
    answer: Permit | Hold | Refusal
    placed: PlacedCall | None = None
    mine: Message | None = None


def ask_to_call(
    scope: Scope, opportunity_id: int, contact_point_id: int, *, now: datetime, insists: bool
) -> AskedToCall:
    """Ask the gate; a no is written down. Raises NoSuchOpportunity, CannotReach."""
    opportunity = locked(scope, opportunity_id)
    point = point_of(opportunity, contact_point_id, "phone")
    facts, store = facts_and_store(opportunity, point, "call", now=now)
    purpose = purpose_of(facts, now)
    key = f"call:{opportunity.pk}:{scope.user_id}:{now.timestamp():.6f}"
    answer = decide(facts.request(key, purpose=purpose, channel="call", automated=False), now, store.law)
    going_on = list(
        Message.objects.filter(opportunity=opportunity, state="calling", claimed_at__gt=now - IN_PROGRESS_FOR)
        # A customer's own call that nobody has taken yet keeps nobody busy.
        .exclude(by_user=None)
        .order_by("-id")
    )
    mine = next((one for one in going_on if one.by_user_id == scope.user_id), None)
    other = next((one for one in going_on if one.by_user_id != scope.user_id), None)
    placed = None
    if mine is not None and mine.created_at > now - SAME_TAP_WITHIN:
        placed = PlacedCall(mine.pk, answer)
    elif other is not None and not insists:
        placed = PlacedCall(None, answer, busy_with=_name_of(other.by_user_id))
    elif not isinstance(answer, Permit):
        record_by_hand(opportunity, answer, "call", purpose, store, scope, None, now=now)
        placed = PlacedCall(None, answer)
    return AskedToCall(opportunity, point, store, purpose, key, answer, placed, mine)


def write_call(asked: AskedToCall, scope: Scope, *, sender: str, now: datetime) -> Message:
    """The row of a call the gate allowed, and the decision beside it. `sent_at` is set once it was really dialled."""
    answer = asked.answer
    assert isinstance(answer, Permit)
    call = Message.objects.create(
        rooftop_id=asked.opportunity.rooftop_id,
        opportunity=asked.opportunity,
        person_id=asked.opportunity.person_id,
        contact_point=asked.point,
        channel="call",
        direction="out",
        purpose=asked.purpose,
        automatic=False,
        step_key=asked.key,
        sender=sender,
        recipient=answer.address,
        state="calling",
        created_at=now,
        send_after=now,
        claimed_at=now,
        gate_rule=answer.rule,
        gate_at=now,
        by_user_id=scope.user_id,
    )
    record_by_hand(asked.opportunity, answer, "call", asked.purpose, asked.store, scope, call.pk, now=now)
    return call


def settle_call(opportunity: Opportunity, outcome: Outcome, *, by: int | None, now: datetime) -> int | None:
    """What came of a call: the one in progress is settled; one that was never dialled here is written down now.

    Both count for the gate's daily cap, unless it was the customer who called. Answers with the
    call's message; None for what was no call.
    """
    if outcome not in CALL_OUTCOMES:
        return None
    call = call_in_hand(opportunity, by, outcome, now=now)
    if call is not None and call.outcome == str(outcome):
        return call.pk
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


def call_in_hand(
    opportunity: Opportunity, by: int | None, outcome: Outcome, *, now: datetime
) -> Message | None:
    """The call of this person an outcome speaks of: one that goes on, or that a provider said is just over."""
    going_on = Message.objects.filter(opportunity=opportunity, state="calling", by_user=by)
    if (call := going_on.order_by("-id").first()) is not None:
        return call
    carried = provider_call(opportunity.pk, by, now=now)
    if carried is None or carried.state == "failed" or carried.outcome not in ("", str(outcome)):
        return None
    return carried


def carried_call(
    opportunity: Opportunity, by: int | None, outcome: Outcome, *, now: datetime
) -> tuple[Message | None, bool]:
    """The call a provider carried that an outcome speaks of, and whether its report bears the outcome out."""
    call = call_in_hand(opportunity, by, outcome, now=now) if outcome in CALL_OUTCOMES else None
    if call is None or not call.provider:
        return None, False
    rang = "rang_at" in call.details or call.direction == "in"
    return call, borne_out(str(outcome), rang=rang, suggested=str(call.details.get("suggested", "")))


def _rang_us(opportunity: Opportunity, now: datetime) -> bool:
    """Whether the conversation is the customer's own call or visit that somebody has just written down."""
    return Lead.objects.filter(
        opportunity=opportunity, channel__in=SPOKEN_CHANNELS, received_at__gt=now - IN_PROGRESS_FOR
    ).exists()


def settle(call: Message, outcome: str, *, now: datetime) -> None:
    """Of a call a provider carries, how long they spoke is the provider's to say."""
    call.state, call.outcome, call.settled_at = "done", outcome or call.outcome, now
    if not call.provider:
        call.seconds = max(0, int((now - call.created_at).total_seconds()))
    call.save(update_fields=["state", "outcome", "settled_at", "seconds"])


def end_forgotten_calls(*, now: datetime) -> int:
    """Calls whose end nobody told: over, with an outcome nobody knows. How many comes back."""
    forgotten = Q(provider="", claimed_at__lt=now - IN_PROGRESS_FOR) | Q(claimed_at__lt=now - CARRIED_FOR)
    return Message.objects.filter(forgotten, state="calling").update(state="done", settled_at=now)


def _name_of(user_id: int | None) -> str:
    user = User.objects.filter(id=user_id).only("name").first() if user_id else None
    return user.name if user else ""
