"""What comes next for one enrolment, and when (CAD-1, CAD-6). Closed form: nothing walks along the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from freshup.domain.cadences.conditions import serves
from freshup.domain.cadences.habits import RATE_UNKNOWN
from freshup.domain.cadences.moments import first_in_part, midnight
from freshup.domain.cadences.steps import (
    DAY_MINUTES,
    DAY_PARTS,
    RELEASED_AFTER_MINUTES,
    ROTATE,
    Cadence,
    CaseFacts,
    Finished,
    Habits,
    Planned,
    Standing,
    Step,
)
from freshup.domain.reasons import Reason
from freshup.domain.stores import Calendar, NeverOpens, add_business_minutes, next_open_moment

# A step the workers were this much behind with was late, not held: what follows keeps its own time.
LATE_IS_NO_HOLD: Final = timedelta(minutes=15)
# What the last use of a part of the day costs it, in answer rate; each use before that half as much. Rates lie
# between a few and forty per cent, so a strong habit is followed about every other time and never always.
USED_LAST: Final = 0.30
USES_LOOKED_AT: Final = 6
# Waiting for another part of the day: a day is worth less than trying the same part again.
DAY_LATER: Final = 0.24


def next_step(
    cadence: Cadence,
    standing: Standing,
    case: CaseFacts,
    *,
    calendar: Calendar,
    zone: ZoneInfo,
    habits: Habits,
    now: datetime,
) -> Planned | Finished:
    """The next step meant for this customer, and when the plan wants it.

    `now` is no lower bound: a plan that lies in the past is due at once, and how late it is stays visible.
    """
    for position in range(standing.position, len(cadence.steps)):
        step = cadence.steps[position]
        visit = standing.visit if position == standing.position else 0
        if visit < max(step.times, 1) and serves(step, case) is None:
            earliest = _earliest(cadence, standing, step, visit, calendar, zone)
            seed = _mixed(standing.seed, position, visit)
            at = _placed(step, earliest, seed, standing, calendar, zone, habits)
            return Planned(position, visit, step, at)
    done = standing.position >= len(cadence.steps)
    code = "cadence.finished" if done else "cadence.nothing_fits"
    return Finished(Reason(code, {"cadence": cadence.name}), cadence.finally_)


def step_after(cadence: Cadence, position: int, visit: int) -> tuple[int, int]:
    """The position and visit that stand after this one is done or left out."""
    step = cadence.steps[position]
    if visit + 1 < step.times:
        return position, visit + 1
    for later in range(position + 1, len(cadence.steps)):
        if step.then and cadence.steps[later].key == step.then:
            return later, 0
    return position + 1, 0


def released_by(step: Step, outcome: str) -> bool:
    """Whether this outcome of a call brings the step forward."""
    return outcome in step.released_by


def released_at(now: datetime) -> datetime:
    """When a released step goes."""
    return now + timedelta(minutes=RELEASED_AFTER_MINUTES)


def too_late_at(step: Step, due_at: datetime) -> datetime:
    """From when the step is better left out than done."""
    return due_at + timedelta(minutes=step.too_late_minutes)


def needs_open(step: Step) -> bool:
    """Whether it waits for opening hours: everything that invites an answer, but no automatic e-mail."""
    return step.clock == "business" or step.kind != "email" or not step.automatic


def _earliest(
    cadence: Cadence, standing: Standing, step: Step, visit: int, calendar: Calendar, zone: ZoneInfo
) -> datetime:
    planned = _offset(standing.anchor_at, step, visit, calendar, zone)
    last_at = standing.last_at
    if last_at is None or step.kind in ("task", "wait"):
        return planned if last_at is None else max(planned, last_at)
    gap = timedelta(minutes=cadence.gap_minutes)
    if step.day_part:
        return max(planned, last_at + gap)
    if planned >= last_at - LATE_IS_NO_HOLD:
        return max(planned, last_at)
    return last_at + gap


def _offset(anchor: datetime, step: Step, visit: int, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """The anchor plus the step's offset, before anything else is looked at.

    Days count from the first day the store was there for the customer: what comes in on Saturday night has its
    second day on Tuesday when Sunday is closed.
    """
    minutes = step.after_minutes + visit * step.every_minutes
    if step.clock == "business":
        try:
            return add_business_minutes(calendar, anchor, minutes)
        except NeverOpens:
            return anchor + timedelta(minutes=minutes)
    if minutes < DAY_MINUTES:
        return anchor + timedelta(minutes=minutes)
    start = _when_open(calendar, anchor)
    if not step.day_part:
        return start + timedelta(minutes=minutes)
    return midnight(start.astimezone(zone).date() + timedelta(days=minutes // DAY_MINUTES), zone)


def _placed(
    step: Step,
    earliest: datetime,
    seed: int,
    standing: Standing,
    calendar: Calendar,
    zone: ZoneInfo,
    habits: Habits,
) -> datetime:
    if step.kind == "wait":
        return earliest.astimezone(UTC)
    if step.day_part:
        parts = DAY_PARTS if step.day_part == ROTATE else (step.day_part,)
        at = _in_part(parts, step, earliest, seed, standing, calendar, zone, habits)
        # A store without evenings: another part, or everybody's calls would come due at the minute it opens.
        at = at or _in_part(DAY_PARTS, step, earliest, seed, standing, calendar, zone, habits)
        if at is not None:
            return at
    personal = step.kind not in ("email", "text") or not step.automatic
    if step.clock == "business" or personal:
        return _when_open(calendar, earliest).astimezone(UTC)
    return earliest.astimezone(UTC)


def _in_part(
    parts: tuple[str, ...],
    step: Step,
    earliest: datetime,
    seed: int,
    standing: Standing,
    calendar: Calendar,
    zone: ZoneInfo,
    habits: Habits,
) -> datetime | None:
    by_days = step.clock == "wall" and step.after_minutes >= DAY_MINUTES
    spread = seed if by_days else None
    best: tuple[float, datetime] | None = None
    for number, part in enumerate(parts):
        found = first_in_part(
            part, earliest, calendar=calendar, zone=zone, open_only=needs_open(step), spread=spread
        )
        if found is None:
            continue
        at, days = found
        waits = days if by_days else (at - earliest) / timedelta(days=1)
        rate = habits.by_part.get(part, RATE_UNKNOWN) - _worn(part, standing.parts_used) - DAY_LATER * waits
        # Equal parts are told apart by the seed, or everybody would be called in the morning.
        rate += (seed + number) % 3 * 1e-6
        if best is None or rate > best[0]:
            best = rate, at
    return best[1] if best else None


def _worn(part: str, used: tuple[str, ...]) -> float:
    cost, weight = 0.0, USED_LAST
    for earlier in used[: -USES_LOOKED_AT - 1 : -1]:
        if earlier == part:
            cost += weight
        weight /= 2
    return cost


def _when_open(calendar: Calendar, at: datetime) -> datetime:
    try:
        return next_open_moment(calendar, at)
    except NeverOpens:
        return at


def _mixed(seed: int, position: int, visit: int) -> int:
    """A number that looks like chance and is always the same (Knuth's multiplicative hash)."""
    return ((seed + position * 40_503 + visit * 9_973) * 2_654_435_761 & 0xFFFFFFFF) >> 8
