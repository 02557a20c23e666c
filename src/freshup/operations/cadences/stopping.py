"""What people do with the follow-up of one opportunity: stop everything, pause, resume, switch."""

from datetime import datetime

from freshup.data.models import HardStop, Message, Opportunity, Task
from freshup.domain.events import Event
from freshup.operations.cadences.enrolling import begin
from freshup.operations.cadences.exits import end, pause_enrolment, replan, running_of, team_of
from freshup.operations.opportunities import UnableToChange, locked
from freshup.operations.response.alerts import tell_pages
from freshup.operations.timeline import note
from freshup.queries.access import Scope
from freshup.queries.cases import cases_of
from freshup.queries.stores import settings_of


class NothingRuns(UnableToChange):
    """There is no follow-up to pause or to resume."""


class UnknownCadence(UnableToChange):
    """The store has no such cadence, or has switched it off."""


def stop_everything(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """No automation survives this: cadence, queued messages and their tasks end, and the gate refuses whatever is left.

    What a person promised (a call back, an answer) stays. Raises NoSuchOpportunity. Twice is once.
    """
    opportunity = locked(scope, opportunity_id)
    if opportunity.stopped_at is not None:
        return
    HardStop.objects.create(
        rooftop_id=opportunity.rooftop_id, opportunity=opportunity, at=now, by_user_id=scope.user_id
    )
    opportunity.stopped_at = now
    opportunity.save(update_fields=["stopped_at"])
    running = running_of(opportunity)
    if running is not None:
        end(opportunity, running, "stopped", now=now, by=scope.user_id)
    Message.objects.filter(opportunity=opportunity, automatic=True, state="queued").update(state="cancelled")
    note(opportunity, Event.STOPPED, {}, now=now, by=scope.user_id)
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "lead")


def lift_stop(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """People may let automation in again; nothing starts by itself. Raises NoSuchOpportunity."""
    opportunity = locked(scope, opportunity_id)
    if opportunity.stopped_at is None:
        return
    HardStop.objects.filter(opportunity=opportunity, lifted_at=None).update(
        lifted_at=now, lifted_by=scope.user_id
    )
    opportunity.stopped_at = None
    opportunity.save(update_fields=["stopped_at"])
    note(opportunity, Event.STOP_LIFTED, {}, now=now, by=scope.user_id)


def pause(scope: Scope, opportunity_id: int, until: datetime | None, *, now: datetime) -> None:
    """Hold the follow-up until a moment, or until it is resumed. Raises NoSuchOpportunity, NothingRuns."""
    opportunity = locked(scope, opportunity_id)
    running = running_of(opportunity)
    if running is None:
        raise NothingRuns
    pause_enrolment(running, until, now=now)
    data = {"cadence": running.key, "until": until.isoformat() if until else None}
    note(opportunity, Event.CADENCE_PAUSED, data, now=now, by=scope.user_id)


def resume(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """Go on with the next step, at its planned time or now. Raises NoSuchOpportunity, NothingRuns."""
    opportunity = locked(scope, opportunity_id)
    running = running_of(opportunity)
    if running is None:
        raise NothingRuns
    running.resumes_at = None
    running.due_at = max(running.planned_at or now, now)
    running.save(update_fields=["resumes_at", "due_at"])
    replan(opportunity, settings_of([opportunity.rooftop_id])[opportunity.rooftop_id], now=now)


def switch(scope: Scope, opportunity_id: int, key: str, *, now: datetime) -> None:
    """End what runs and begin another cadence. Raises NoSuchOpportunity, UnknownCadence."""
    opportunity = locked(scope, opportunity_id)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    if key not in store.cadences or not store.cadences[key].cadence.enabled or opportunity.stopped_at:
        raise UnknownCadence
    running = running_of(opportunity)
    if running is not None:
        end(opportunity, running, "switched", now=now, by=scope.user_id)
    _start(opportunity, key, now=now, by=scope.user_id)


def _start(opportunity: Opportunity, key: str, *, now: datetime, by: int | None) -> None:
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    known = cases_of([(opportunity.pk, now)])[opportunity.pk]
    begin(
        opportunity.rooftop_id,
        opportunity.pk,
        key,
        known.case(store, since=now),
        store,
        team_id=team_of(opportunity, store),
        now=now,
    )
    note(opportunity, Event.CADENCE_STARTED, {"cadence": key}, now=now, by=by)


def withdraw_tasks(opportunity: Opportunity, *, now: datetime, result: str = "stopped") -> None:
    """Everything anybody still had to do about it: a closed lead is nobody's work."""
    Task.objects.filter(opportunity=opportunity, done_at=None).update(done_at=now, result=result)
