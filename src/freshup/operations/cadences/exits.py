"""What an event does to the follow-up of an opportunity: evaluated in the transaction of the event itself (CAD-4)."""

from datetime import datetime
from typing import Final

from freshup.data.models import Enrolment, Message, Opportunity, Task
from freshup.domain.cadences import (
    Finished,
    Planned,
    choose_cadence,
    on_event,
    released_at,
    released_by,
)
from freshup.domain.events import Event
from freshup.jobs import run_steps_later
from freshup.operations.cadences.enrolling import Start, begin, plan_from
from freshup.operations.timeline import note
from freshup.queries.cases import cases_of, habits, tallies_of
from freshup.queries.published import Published, cadences_by_version
from freshup.queries.stores import StoreSettings

# What begins by itself when nothing runs that could be switched.
BEGINS: Final = {"no_show": "no_show", "sold": "sold_delivered"}
# What a step may have asked a person to do. A promised call back and a customer's question outlive their cadence.
STEP_TASKS: Final = ("call", "text", "email", "video", "manager")


def happened_to(
    opportunity: Opportunity, event: str, *, now: datetime, store: StoreSettings, by: int | None = None
) -> None:
    """Stop, switch or pause what runs, as its version says; opt-outs and closings always stop it.

    The caller holds the opportunity, so no worker is taking one of its steps meanwhile. What was queued by the
    cadence and has not gone out yet is withdrawn.
    """
    running = running_of(opportunity)
    if running is None:
        if event in BEGINS and opportunity.stopped_at is None:
            _begin(opportunity, BEGINS[event], store, now=now)
        return
    leave = on_event(cadences_by_version([running.version_id])[running.version_id], event)
    if leave is None:
        return
    if leave.action == "pause":
        pause_enrolment(running, None, now=now)
        note(opportunity, Event.CADENCE_PAUSED, {"cadence": running.key, "by": event}, now=now, by=by)
        return
    end(opportunity, running, event, now=now, by=by)
    if leave.action == "switch":
        _begin(opportunity, leave.to, store, now=now)
    elif event == "sold":
        _begin(opportunity, BEGINS[event], store, now=now)


def outcome_logged(opportunity: Opportunity, outcome: str, *, now: datetime) -> None:
    """A call's outcome brings the step forward that waits for it: *no answer* releases the text."""
    running = running_of(opportunity)
    if running is None or running.due_at is None:
        return
    cadence = cadences_by_version([running.version_id])[running.version_id]
    if running.position >= len(cadence.steps):
        return
    at = released_at(now)
    if released_by(cadence.steps[running.position], outcome) and at < running.due_at and not running.held_by:
        running.due_at = running.planned_at = at
        running.save(update_fields=["due_at", "planned_at"])


def replan(opportunity: Opportunity, store: StoreSettings, *, now: datetime) -> None:
    """The tier rose: steps that were passed over for it may be meant now, and the next one comes sooner (QUA-5)."""
    running = running_of(opportunity)
    if (
        running is None
        or running.resumes_at is not None
        or (running.due_at is None and running.last_at is None)
    ):
        return
    done = running.runs.order_by("-position").values_list("position", flat=True).first()
    position = 0 if done is None else done + 1
    known = cases_of([(opportunity.pk, running.started_at)])[opportunity.pk]
    cadence = cadences_by_version([running.version_id])[running.version_id]
    start = Start(
        opportunity.rooftop_id,
        opportunity.pk,
        Published(running.version_id, 0, cadence),
        running.anchor_at,
        store.calendar_of(team_of(opportunity, store)),
    )
    planned = plan_from(
        start,
        known.case(store, since=running.started_at),
        store,
        position=position,
        last_at=running.last_at,
        habits=habits(known, tallies_of([opportunity.rooftop_id])[opportunity.rooftop_id]),
        parts_used=known.parts_used(store),
        now=now,
    )
    if isinstance(planned, Finished):
        return
    _set(running, planned, now)


def _set(running: Enrolment, planned: Planned, now: datetime) -> None:
    at = max(planned.at, now)
    if running.due_at is not None and running.due_at <= at and running.position >= planned.position:
        return
    running.position, running.visit = planned.position, planned.visit
    running.planned_at, running.due_at, running.held_by, running.held_reason = planned.at, at, "", None
    running.save(update_fields=["position", "visit", "planned_at", "due_at", "held_by", "held_reason"])
    run_steps_later()


def running_of(opportunity: Opportunity) -> Enrolment | None:
    """The one enrolment that has not ended, held until the transaction ends."""
    return (
        Enrolment.objects.select_for_update(no_key=True)
        .filter(opportunity=opportunity, ended_at=None)
        .first()
    )


def end(
    opportunity: Opportunity, running: Enrolment, by_what: str, *, now: datetime, by: int | None = None
) -> None:
    """End an enrolment: nothing is due any more, what it queued is withdrawn, what it asked of people is closed."""
    running.ended_at, running.ended_by, running.due_at = now, by_what[:20], None
    running.save(update_fields=["ended_at", "ended_by", "due_at"])
    Message.objects.filter(enrolment_id=running.pk, state="queued").update(state="cancelled")
    Task.objects.filter(
        opportunity=opportunity, enrolment_id=running.pk, kind__in=STEP_TASKS, done_at=None
    ).update(done_at=now, done_by=by, result="stopped")
    note(opportunity, Event.CADENCE_ENDED, {"cadence": running.key, "by": by_what}, now=now, by=by)


def pause_enrolment(running: Enrolment, until: datetime | None, *, now: datetime) -> None:
    """Nothing falls due until then; without a moment, until somebody resumes it."""
    running.resumes_at, running.due_at = until, until
    running.save(update_fields=["resumes_at", "due_at"])
    Message.objects.filter(enrolment_id=running.pk, state="queued").update(state="cancelled")


def _begin(opportunity: Opportunity, key: str, store: StoreSettings, *, now: datetime) -> None:
    known = cases_of([(opportunity.pk, now)])[opportunity.pk]
    made = begin(
        opportunity.rooftop_id,
        opportunity.pk,
        key,
        known.case(store, since=now),
        store,
        team_id=team_of(opportunity, store),
        now=now,
    )
    if made is not None:
        note(opportunity, Event.CADENCE_STARTED, {"cadence": key}, now=now)
        run_steps_later()


def start_over(opportunity: Opportunity, store: StoreSettings, *, now: datetime) -> None:
    """The cadence this store has for such an opportunity, from its first step; none where none fits or it is stopped.

    The caller has ended whatever ran before.
    """
    source = store.sources.get(opportunity.source_id or 0)
    key = choose_cadence(
        store.cadence_bodies,
        source_kind=source.kind if source else "first_party",
        kind=opportunity.kind,
        grade=opportunity.grade,
        tier=opportunity.tier,
    )
    if key is not None and opportunity.stopped_at is None:
        _begin(opportunity, key, store, now=now)


def team_of(opportunity: Opportunity, store: StoreSettings) -> int | None:
    return next((one.team_id for one in store.staff if one.id == opportunity.owner_id), None)
