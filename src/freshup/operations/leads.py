"""What people do with an opportunity: note what happened, close it, open it again.

Every operation locks the opportunity first, so two people (or two taps) take turns.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F
from django.db.models.functions import Greatest

from freshup.data.models import (
    Activity,
    Closing,
    ContactPoint,
    Lead,
    Message,
    Opportunity,
    ResponseClock,
    Rooftop,
)
from freshup.domain.events import Event
from freshup.domain.leads import CLOSED_STAGES, Stage, closing_problem, stage_after
from freshup.domain.leads.outcomes import CADENCE_EVENTS, DONE_BY, MEANINGS, SAME_TAP_WITHIN, Outcome
from freshup.domain.reasons import Reason
from freshup.domain.response import due
from freshup.operations import qualification
from freshup.operations.cadences import happened_to, outcome_logged, replan, withdraw_tasks
from freshup.operations.conversations.calling import carried_call, settle_call
from freshup.operations.conversations.talks import customer_spoke, nothing_to_answer, we_answered
from freshup.operations.opportunities import NoSuchOpportunity as NoSuchOpportunity
from freshup.operations.opportunities import NothingSaid as NothingSaid
from freshup.operations.opportunities import UnableToChange as UnableToChange
from freshup.operations.opportunities import locked as locked
from freshup.operations.response import still_due, stop_clocks
from freshup.operations.response.alerts import tell_pages
from freshup.operations.response.next_steps import give_next_step
from freshup.operations.response.own_alerts import see_alerts
from freshup.operations.response.skating import noticed
from freshup.operations.response.tasks import close_tasks
from freshup.operations.timeline import note
from freshup.queries.access import Scope
from freshup.queries.stores import StoreSettings, settings_of


class NeedsManager(UnableToChange):
    """Only a manager of the store may do that."""


class ClosedAlready(UnableToChange):
    """It is closed, or a manager has been asked to close it."""


class NotClosed(UnableToChange):
    """There is no closing to approve or to undo."""


class ClosingRefused(UnableToChange):
    """Lost and bad need a reason of the short list; `reason` says what is wrong."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Closed:
    """`asked`: a manager must approve it first, until then it stays open."""

    stage: Stage
    asked: bool


def log_outcome(
    scope: Scope, opportunity_id: int, outcome: Outcome, *, now: datetime, words: str = ""
) -> None:
    """Write down a call, a message or a visit: timeline, clocks, stage. The same twice at once is one."""
    opportunity = locked(scope, opportunity_id)
    meaning = MEANINGS[outcome]
    carried, verified = carried_call(opportunity, scope.user_id, outcome, now=now)
    data: dict[str, Any] = {"outcome": str(outcome), "channel": meaning.channel, "claimed": not verified}
    if carried is not None:
        data["message"] = carried.pk
    if _just_written(opportunity, meaning.event, data, words, scope, now):
        return
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    noticed(scope, opportunity, now)
    stop_clocks(opportunity, meaning, store, now=now, verified=verified)
    opportunity.stage = str(stage_after(meaning.fact, Stage(opportunity.stage)))
    _save(opportunity, now, "stage", "due_at", "escalates_at")
    happened(opportunity, meaning.event, scope, now, data, words)
    _follow(opportunity, outcome, scope, store, now)


# After these nobody waits for a word of ours.
TALK_CHANNELS: Final = {
    Outcome.SPOKE: "call",
    Outcome.EMAILED: "email",
    Outcome.TEXTED: "text",
    Outcome.CAME_IN: "visit",
}
SCORED: Final = {
    Outcome.CUSTOMER_WROTE: qualification.replied,
    Outcome.CAME_IN: qualification.visited,
}


def _follow(
    opportunity: Opportunity, outcome: Outcome, scope: Scope, store: StoreSettings, now: datetime
) -> None:
    """What an outcome does beyond the clocks: the call is over, tasks are done, the cadence goes on or ends."""
    call = settle_call(opportunity, outcome, by=scope.user_id, now=now)
    if outcome is Outcome.BAD_NUMBER:
        _number_is_bad(opportunity, call)
    close_tasks(opportunity.pk, DONE_BY[outcome], now=now, by=scope.user_id)
    _talked(opportunity, outcome, call, now)
    if event := CADENCE_EVENTS.get(outcome):
        happened_to(opportunity, event, now=now, store=store, by=scope.user_id)
    else:
        outcome_logged(opportunity, str(outcome), now=now)
    change = SCORED.get(outcome)
    if change and qualification.rescore(opportunity, change, store, now=now):
        replan(opportunity, store, now=now)
    give_next_step(opportunity.pk, now=now)
    if scope.user_id:
        # Whoever has just worked the customer needs no bell for them.
        see_alerts(scope.user_id, now=now, opportunity_id=opportunity.pk)
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "task")


def _number_is_bad(opportunity: Opportunity, call_id: int | None) -> None:
    """The number that was dialled, or the only one there is, is wrong or out of service."""
    called = Message.objects.filter(id=call_id or 0).values_list("contact_point_id", flat=True).first()
    numbers = ContactPoint.objects.filter(person=opportunity.person_id, kind="phone")
    bad = numbers.filter(id=called) if called else numbers
    if called or numbers.count() == 1:
        bad.update(reachability="disconnected")


def add_note(scope: Scope, opportunity_id: int, words: str, *, now: datetime) -> None:
    """Write something down. Raises NoSuchOpportunity, NothingSaid."""
    opportunity = locked(scope, opportunity_id)
    words = words.strip()
    if not words:
        raise NothingSaid
    if _just_written(opportunity, Event.NOTE, {}, words, scope, now):
        return
    _save(opportunity, now)
    happened(opportunity, Event.NOTE, scope, now, {}, words)


def close(
    scope: Scope, opportunity_id: int, stage: Stage, reason: str, *, now: datetime, note: str = ""
) -> Closed:
    """Close as lost or bad, or ask a manager to, where the store wants that.

    Raises NoSuchOpportunity, ClosingRefused, ClosedAlready. The same closing again is no error.
    """
    opportunity = locked(scope, opportunity_id)
    problem = closing_problem(stage, reason)
    if problem is not None:
        raise ClosingRefused(problem)
    standing = _standing(opportunity)
    if standing is not None:
        if (standing.stage, standing.reason) == (stage, reason):
            return Closed(stage, asked=opportunity.closed_at is None)
        raise ClosedAlready
    if Stage(opportunity.stage) in CLOSED_STAGES:
        raise ClosedAlready
    asked = _needs_manager(scope, opportunity.rooftop_id)
    Closing.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        stage=str(stage),
        reason=reason,
        note=note.strip(),
        at=now,
        by_user_id=scope.user_id,
        approved_at=None if asked else now,
        approved_by_id=scope.user_id if scope.manages(opportunity.rooftop_id) else None,
        previous_stage=opportunity.stage,
    )
    data = {"stage": str(stage), "reason": reason}
    if asked:
        _save(opportunity, now)
        happened(opportunity, Event.CLOSING_ASKED, scope, now, data)
    else:
        _shut(opportunity, stage, scope, now, data)
    return Closed(stage, asked)


def approve_closing(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """A manager agrees: it is closed from now on. Raises NoSuchOpportunity, NeedsManager, NotClosed."""
    opportunity = locked(scope, opportunity_id)
    if not scope.manages(opportunity.rooftop_id):
        raise NeedsManager
    closing = _standing(opportunity)
    if closing is None:
        raise NotClosed
    if opportunity.closed_at is not None:
        return
    closing.approved_at, closing.approved_by_id = now, scope.user_id
    closing.previous_stage = opportunity.stage
    closing.save(update_fields=["approved_at", "approved_by", "previous_stage"])
    _shut(opportunity, Stage(closing.stage), scope, now, {"stage": closing.stage, "reason": closing.reason})


def reopen(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """Undo the closing, or turn down the wish for one. Raises NoSuchOpportunity, NotClosed.

    Whoever was never tried is waited for again; what a rule had closed on arrival starts its clock now.
    """
    opportunity = locked(scope, opportunity_id)
    closing = _standing(opportunity)
    if closing is None:
        raise NotClosed
    closing.undone_at, closing.undone_by_id = now, scope.user_id
    closing.save(update_fields=["undone_at", "undone_by"])
    if opportunity.closed_at is not None:
        store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
        opportunity.stage, opportunity.closed_at = closing.previous_stage, None
        opportunity.due_at = _due_again(opportunity, store, now)
    _save(opportunity, now, "stage", "closed_at", "due_at")
    happened(opportunity, Event.REOPENED, scope, now, {"from": closing.stage, "reason": closing.reason})


def happened(
    opportunity: Opportunity,
    event: Event,
    scope: Scope,
    now: datetime,
    data: dict[str, Any],
    words: str = "",
) -> None:
    note(opportunity, event, data, now=now, by=scope.user_id, words=words)


def _save(opportunity: Opportunity, now: datetime, *columns: str) -> None:
    changed = {name: getattr(opportunity, name) for name in columns}
    Opportunity.objects.filter(id=opportunity.id).update(
        **changed, last_activity_at=Greatest(F("last_activity_at"), now)
    )


def _shut(opportunity: Opportunity, stage: Stage, scope: Scope, now: datetime, data: dict[str, Any]) -> None:
    opportunity.stage, opportunity.closed_at, opportunity.due_at = str(stage), now, None
    opportunity.escalates_at = None
    _save(opportunity, now, "stage", "closed_at", "due_at", "escalates_at")
    happened(opportunity, Event.CLOSED, scope, now, data)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    happened_to(opportunity, str(stage), now=now, store=store, by=scope.user_id)
    withdraw_tasks(opportunity, now=now)
    nothing_to_answer(opportunity.pk)


def _talked(opportunity: Opportunity, outcome: Outcome, call: int | None, now: datetime) -> None:
    """What the outcome is to the conversation: an answer of ours, or words of the customer somebody has read."""
    store, channel = opportunity.rooftop_id, TALK_CHANNELS.get(outcome, "")
    if outcome is Outcome.CUSTOMER_WROTE:
        customer_spoke(
            store, opportunity.pk, at=now, channel=channel, message_id=None, due_at=None, waits=False
        )
    elif outcome in TALK_CHANNELS:
        we_answered(store, opportunity.pk, at=now, channel=channel, message_id=call)


def _just_written(
    opportunity: Opportunity, event: Event, data: dict[str, Any], words: str, scope: Scope, now: datetime
) -> bool:
    recent = Activity.objects.filter(opportunity=opportunity, at__gt=now - SAME_TAP_WITHIN)
    return any(
        (one.kind, one.data, one.words, one.actor_id) == (event, data, words.strip(), scope.user_id)
        for one in recent.order_by("-at", "-id")[:20]
    )


def _standing(opportunity: Opportunity) -> Closing | None:
    return Closing.objects.filter(opportunity=opportunity, undone_at=None).first()


def _needs_manager(scope: Scope, rooftop_id: int) -> bool:
    if scope.manages(rooftop_id):
        return False
    return Rooftop.objects.filter(id=rooftop_id, lost_needs_manager=True).exists()


def _due_again(opportunity: Opportunity, store: StoreSettings, now: datetime) -> datetime | None:
    clocks = list(ResponseClock.objects.filter(opportunity=opportunity).order_by("lead_id"))
    if clocks:
        return still_due(clocks)
    lead = Lead.objects.filter(opportunity=opportunity).order_by("-received_at", "-id").first()
    if lead is None:
        return None
    team = next((one.team_id for one in store.staff if one.id == opportunity.owner_id), None)
    source = store.sources.get(lead.source_id) if lead.source_id else None
    start = due(
        now,
        store.calendar_of(team),
        store.targets,
        source_kind=source.kind if source else "first_party",
        channel=lead.channel,
    )
    # It became ours to answer when somebody said that it is a lead after all, not when it came.
    ResponseClock.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        lead=lead,
        team_id=team,
        received_at=now,
        starts_at=start.clock_starts_at,
        due_at=start.due_at,
        due_reason=start.reason.to_json(),
    )
    return None if start.met_at_once else start.due_at
