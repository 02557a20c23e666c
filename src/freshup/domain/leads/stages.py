"""Where an opportunity stands: stages every system knows, moved by facts, never set by hand (SHO-6)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from freshup.domain.intake.prospect import Prospect
from freshup.domain.reasons import Reason


class Stage(StrEnum):
    NEW = "new"
    ATTEMPTING = "attempting"
    ENGAGED = "engaged"
    APPOINTMENT = "appointment"
    VISITED = "visited"
    PROPOSAL = "proposal"
    SOLD = "sold"
    DELIVERED = "delivered"
    LOST = "lost"
    BAD = "bad"
    DUPLICATE = "duplicate"
    INACTIVE = "inactive"


class Fact(StrEnum):
    """What happened to an opportunity, as far as its stage is concerned."""

    ATTEMPTED = "attempted"
    TWO_WAY_CONTACT = "two_way_contact"
    APPOINTMENT_SET = "appointment_set"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    VISITED = "visited"
    PROPOSAL_MADE = "proposal_made"
    SOLD = "sold"
    UNWOUND = "unwound"
    DELIVERED = "delivered"
    LOST = "lost"
    BAD = "bad"
    DUPLICATE = "duplicate"
    WENT_QUIET = "went_quiet"
    INQUIRED_AGAIN = "inquired_again"


class OpportunityKind(StrEnum):
    """What the customer wants of the store: a vehicle, a buyer for theirs, or the workshop."""

    PURCHASE = "purchase"
    SELL = "sell"
    SERVICE = "service"
    PARTS = "parts"


_FORWARD = (
    Stage.NEW, Stage.ATTEMPTING, Stage.ENGAGED, Stage.APPOINTMENT, Stage.VISITED, Stage.PROPOSAL, Stage.SOLD,
    Stage.DELIVERED,
)  # fmt: skip
_RANK = {stage: rank for rank, stage in enumerate(_FORWARD)}
_REACHES = {
    Fact.ATTEMPTED: Stage.ATTEMPTING,
    Fact.TWO_WAY_CONTACT: Stage.ENGAGED,
    Fact.APPOINTMENT_SET: Stage.APPOINTMENT,
    Fact.VISITED: Stage.VISITED,
    Fact.PROPOSAL_MADE: Stage.PROPOSAL,
    Fact.SOLD: Stage.SOLD,
    Fact.DELIVERED: Stage.DELIVERED,
}
_CLOSES = {Fact.LOST: Stage.LOST, Fact.BAD: Stage.BAD, Fact.DUPLICATE: Stage.DUPLICATE}
CLOSED_STAGES = frozenset({Stage.SOLD, Stage.DELIVERED, Stage.LOST, Stage.BAD, Stage.DUPLICATE})
OPEN_STAGES = frozenset(Stage) - CLOSED_STAGES

LOST_REASONS = (
    "bought_elsewhere", "price", "payment", "credit", "trade_value", "no_suitable_vehicle", "vehicle_sold",
    "postponed", "keeps_own_vehicle", "too_far", "no_answer", "service_experience", "other",
)  # fmt: skip
BAD_REASONS = (
    "no_way_to_reach",
    "wrong_person",
    "never_asked",
    "spam",
    "vendor",
    "job_seeker",
    "other_department",
)
REASONS_BY_STAGE = {Stage.LOST: LOST_REASONS, Stage.BAD: BAD_REASONS}


def stage_after(fact: Fact, current: Stage) -> Stage:
    """The stage once `fact` has happened.

    Progress only goes forward: a call to somebody who visited leaves them visited. A closed opportunity stays
    closed whatever happens after (a new inquiry opens a new one), save that a sold one is delivered or
    unwound.
    """
    if current is Stage.INACTIVE:
        if fact is Fact.INQUIRED_AGAIN:
            return Stage.ENGAGED
        return _progress(fact, Stage.ATTEMPTING) if fact is not Fact.WENT_QUIET else current
    if current in CLOSED_STAGES:
        return _after_closing(fact, current)
    return _progress(fact, current)


def stage_of(facts: Iterable[Fact]) -> Stage:
    """The stage a history adds up to. Undoing a closing is leaving its fact out and asking again."""
    stage = Stage.NEW
    for fact in facts:
        stage = stage_after(fact, stage)
    return stage


def _progress(fact: Fact, current: Stage) -> Stage:
    if fact in _CLOSES:
        return _CLOSES[fact]
    if fact is Fact.WENT_QUIET:
        return Stage.INACTIVE
    if fact is Fact.APPOINTMENT_CANCELLED:
        return Stage.ENGAGED if current is Stage.APPOINTMENT else current
    reached = _REACHES.get(fact, current)
    return reached if _RANK[reached] > _RANK[current] else current


def _after_closing(fact: Fact, current: Stage) -> Stage:
    if current is Stage.SOLD and fact is Fact.DELIVERED:
        return Stage.DELIVERED
    if current in (Stage.SOLD, Stage.DELIVERED) and fact is Fact.UNWOUND:
        return Stage.PROPOSAL
    return current


def closing_problem(stage: Stage, reason: str | None) -> Reason | None:
    """Why an opportunity can't be closed like this; None when it can.

    Lost and bad need a reason of the short list.
    """
    reasons = REASONS_BY_STAGE.get(stage)
    if reasons is None:
        return Reason("closing.not_a_closing", {"stage": str(stage)})
    if not reason:
        return Reason("closing.reason_missing")
    return None if reason in reasons else Reason("closing.reason_unknown", {"reason": reason})


def opportunity_kind(prospect: Prospect) -> OpportunityKind:
    """What kind of effort an inquiry begins; one that does not say is about a purchase."""
    if prospect.kind_hint == "sell":
        return OpportunityKind.SELL
    if prospect.kind_hint == "service":
        return OpportunityKind.SERVICE
    return OpportunityKind.PARTS if prospect.kind_hint == "parts" else OpportunityKind.PURCHASE
