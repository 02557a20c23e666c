"""The follow-up of one opportunity: what it did, what comes next and when, and why something is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.data.models import CadenceVersion, Enrolment, HardStop, StepRun
from freshup.domain.cadences import (
    Cadence,
    CaseFacts,
    Finished,
    Habits,
    Standing,
    next_step,
    step_after,
)
from freshup.domain.stores import Calendar
from freshup.queries.access import Scope, opportunities
from freshup.queries.cases import Known, cases_of, habits, tallies_of
from freshup.queries.published import cadences_by_version
from freshup.queries.stores import StoreSettings, settings_of

COMING_MAX: Final = 6
DONE_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Coming:
    """A step to come. Only the first is stored as due; the others are the plan as it stands now."""

    key: str
    kind: str
    at: datetime
    template: str
    automatic: bool
    held_by: str = ""
    reason: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    key: str
    kind: str
    at: datetime
    result: str
    reason: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Empty `key`: none has run yet. `ended_by` is why it ended, `paused_until` when it goes on by itself."""

    key: str = ""
    name: str = ""
    version: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    paused: bool = False
    paused_until: datetime | None = None
    stopped_at: datetime | None = None
    stopped_by: str = ""
    steps: Sequence[Coming] = ()
    done: Sequence[StepDone] = ()


def coming_steps(scope: Scope, opportunity_id: int, *, now: datetime) -> FollowUp:
    """What runs, or ran last, on an opportunity in scope; at most seven statements."""
    seen = opportunities(scope).filter(id=opportunity_id).values_list("rooftop_id", "stopped_at").first()
    if seen is None:
        return FollowUp()
    rooftop_id, stopped_at = seen
    return follow_up_of(opportunity_id, stopped_at, settings_of([rooftop_id])[rooftop_id], now=now)


def follow_up_of(
    opportunity_id: int, stopped_at: datetime | None, store: StoreSettings, *, now: datetime
) -> FollowUp:
    """The same for an opportunity that was looked up in the person's scope already; at most five statements."""
    stop = (
        HardStop.objects.filter(opportunity=opportunity_id, lifted_at=None).select_related("by_user").first()
        if stopped_at
        else None
    )
    latest = Enrolment.objects.filter(opportunity=opportunity_id).order_by("-id").first()
    if latest is None:
        return FollowUp(stopped_at=stopped_at, stopped_by=stop.by_user.name if stop and stop.by_user else "")
    cadence = cadences_by_version([latest.version_id])[latest.version_id]
    steps: Sequence[Coming] = ()
    if latest.ended_at is None:
        known = cases_of([(opportunity_id, latest.started_at)])[opportunity_id]
        steps = _coming(latest, cadence, known, store, now)
    done = StepRun.objects.filter(opportunity=opportunity_id, enrolment=latest).order_by("-id")[:DONE_MAX]
    return FollowUp(
        key=latest.key,
        name=cadence.name,
        version=_version(latest, store),
        started_at=latest.started_at,
        ended_at=latest.ended_at,
        ended_by=latest.ended_by,
        paused=latest.ended_at is None and (latest.resumes_at is not None or latest.due_at is None),
        paused_until=latest.resumes_at,
        stopped_at=stopped_at,
        stopped_by=stop.by_user.name if stop and stop.by_user else "",
        steps=steps,
        done=[StepDone(one.step, one.kind, one.at, one.result, one.reason) for one in done],
    )


def _version(latest: Enrolment, store: StoreSettings) -> int:
    """The number of the version it runs on; looked up only where the store has published another since."""
    published = store.cadences.get(latest.key)
    if published is not None and published.id == latest.version_id:
        return published.version
    return CadenceVersion.objects.filter(id=latest.version_id).values_list("version", flat=True)[0]


def _coming(
    running: Enrolment, cadence: Cadence, known: Known, store: StoreSettings, now: datetime
) -> list[Coming]:
    if running.due_at is None or running.position >= len(cadence.steps):
        return []
    first = cadence.steps[running.position]
    steps = [
        Coming(
            first.key,
            first.kind,
            running.due_at,
            first.template,
            first.automatic,
            running.held_by,
            running.held_reason,
        )
    ]
    team = next((one.team_id for one in store.staff if one.id == known.owner_id), None)
    later = plan_ahead(
        cadence,
        Standing(
            *step_after(cadence, running.position, running.visit),
            running.anchor_at,
            running.due_at,
            running.opportunity_id,
            known.parts_used(store),
        ),
        known.case(store, since=running.started_at),
        calendar=store.calendar_of(team),
        store=store,
        habits=habits(known, tallies_of([store.id])[store.id]),
        now=now,
        most=COMING_MAX - 1,
    )
    return steps + later


def plan_ahead(
    cadence: Cadence,
    standing: Standing,
    case: CaseFacts,
    *,
    calendar: Calendar,
    store: StoreSettings,
    habits: Habits,
    now: datetime,
    most: int,
) -> list[Coming]:
    """The next steps as they would come if nothing happened: for the lead's page, and the editor's calendar."""
    steps: list[Coming] = []
    while len(steps) < most:
        planned = next_step(
            cadence, standing, case, calendar=calendar, zone=store.zone, habits=habits, now=now
        )
        if isinstance(planned, Finished):
            break
        step = planned.step
        steps.append(Coming(step.key, step.kind, planned.at, step.template, step.automatic))
        standing = Standing(
            *step_after(cadence, planned.position, planned.visit),
            standing.anchor_at,
            planned.at,
            standing.seed,
            standing.parts_used,
        )
    return steps


def cadence_choices(store: StoreSettings) -> list[tuple[str, str]]:
    """(key, name) of what somebody may switch a lead to."""
    return [(key, one.cadence.name) for key, one in store.cadences.items() if one.cadence.enabled]
