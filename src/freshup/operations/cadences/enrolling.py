"""Put an opportunity on a cadence: the version that holds now, with its first step as the one thing that is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from freshup.data.bulk import insert, reserve_ids
from freshup.domain.cadences import (
    HABITS_NONE,
    CaseFacts,
    Finished,
    Habits,
    Planned,
    Standing,
    next_step,
)
from freshup.domain.stores import Calendar
from freshup.operations.tables import ENROLMENT
from freshup.queries.published import Published
from freshup.queries.stores import StoreSettings


@dataclass(frozen=True, slots=True)
class Start:
    """Where an enrolment begins: what it runs on, from when its offsets count, in whose hours."""

    rooftop_id: int
    opportunity_id: int
    published: Published
    anchor_at: datetime
    calendar: Calendar


def plan_from(
    start: Start,
    case: CaseFacts,
    store: StoreSettings,
    *,
    position: int = 0,
    visit: int = 0,
    last_at: datetime | None = None,
    habits: Habits = HABITS_NONE,
    parts_used: tuple[str, ...] = (),
    now: datetime,
) -> Planned | Finished:
    """The step to come, asked of the rules."""
    return next_step(
        start.published.cadence,
        Standing(position, visit, start.anchor_at, last_at, start.opportunity_id, parts_used),
        case,
        calendar=start.calendar,
        zone=store.zone,
        habits=habits,
        now=now,
    )


def enrolment_row(
    id: int, start: Start, planned: Planned | Finished, *, now: datetime, last_at: datetime | None = None
) -> tuple[Any, ...]:
    """The row of table ENROLMENT; one that has nothing left to do stands there without anything due."""
    at = planned.at if isinstance(planned, Planned) else None
    return (
        id, start.rooftop_id, start.opportunity_id, start.published.id, start.published.cadence.key, start.anchor_at,
        planned.position if isinstance(planned, Planned) else len(start.published.cadence.steps),
        planned.visit if isinstance(planned, Planned) else 0,
        at, at, "", None, last_at, now, "",
    )  # fmt: skip


def begin(
    rooftop_id: int,
    opportunity_id: int,
    key: str,
    case: CaseFacts,
    store: StoreSettings,
    *,
    team_id: int | None,
    now: datetime,
    anchor_at: datetime | None = None,
    cadences: Mapping[str, Published] | None = None,
) -> int | None:
    """Start one opportunity on a cadence; the enrolment's id, None where the store has none of that key.

    The caller has ended whatever ran before: one at a time.
    """
    published = (cadences or store.cadences).get(key)
    if published is None or not published.cadence.enabled:
        return None
    start = Start(rooftop_id, opportunity_id, published, anchor_at or now, store.calendar_of(team_id))
    planned = plan_from(start, case, store, now=now)
    (id,) = reserve_ids({"enrolment": 1})["enrolment"]
    insert(ENROLMENT, [enrolment_row(id, start, planned, now=now)])
    return id
