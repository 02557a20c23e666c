"""The four clocks of a lead: received → acknowledged → first personal attempt → first two-way contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Self

from freshup.domain.reasons import Reason
from freshup.domain.response.targets import Due
from freshup.domain.stores import (
    Calendar,
    add_business_minutes,
    business_seconds_between,
    business_time_between,
)

Milestone = Literal["acknowledged", "claimed", "attempted", "contacted"]

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Facts at event time. `attempted_at` is verified, `claimed_attempt_at` somebody's word for it."""

    received_at: datetime
    starts_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None = None
    claimed_attempt_at: datetime | None = None
    attempted_at: datetime | None = None
    contacted_at: datetime | None = None
    paused_at: datetime | None = None
    paused_by: Reason | None = None
    paused_business_seconds: int = 0

    @classmethod
    def opened(cls, received_at: datetime, due: Due) -> Self:
        """The clock of a lead just received."""
        met_at = received_at if due.met_at_once else None
        return cls(
            received_at,
            due.clock_starts_at,
            due.due_at,
            acknowledged_at=met_at,
            attempted_at=met_at,
            contacted_at=met_at,
        )

    @property
    def stopped_at(self) -> datetime | None:
        """When the alert fell silent: the first attempt, verified or claimed."""
        attempts = [at for at in (self.attempted_at, self.claimed_attempt_at) if at is not None]
        return min(attempts, default=None)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The same stretch by the wall clock and by the team's opening hours."""

    wall_seconds: int
    business_seconds: int


@dataclass(frozen=True, slots=True)
class Intervals:
    """From receipt to each milestone; None for what hasn't happened. `attempted` is the verified one."""

    acknowledged: Elapsed | None
    claimed: Elapsed | None
    attempted: Elapsed | None
    contacted: Elapsed | None


def noted(clock: Clock, milestone: Milestone, at: datetime) -> Clock:
    """The clock once this is known. The earliest counts: providers report late and out of order."""
    match milestone:
        case "acknowledged":
            return replace(clock, acknowledged_at=_earlier(clock.acknowledged_at, at))
        case "claimed":
            return replace(clock, claimed_attempt_at=_earlier(clock.claimed_attempt_at, at))
        case "attempted":
            return replace(clock, attempted_at=_earlier(clock.attempted_at, at))
        case "contacted":
            return replace(clock, contacted_at=_earlier(clock.contacted_at, at))


def answered(clock: Clock, at: datetime) -> Clock:
    """The clock after a call that was answered or a visit: acknowledgement, attempt and contact in one."""
    return noted(noted(noted(clock, "acknowledged", at), "attempted", at), "contacted", at)


def paused(clock: Clock, at: datetime, reason: Reason) -> Clock:
    """Stand still by policy (a quiet hour of the law, a customer's wish), not by anybody's neglect.

    Once an attempt was made there is nothing left to hold.
    """
    if clock.stopped_at is not None or clock.paused_at is not None:
        return clock
    return replace(clock, paused_at=at, paused_by=reason)


def resumed(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Run again. The due time moves by what was held, so what was left is left still, and late stays as late.

    Raises NeverOpens.
    """
    if clock.paused_at is None:
        return clock
    seconds = paused_seconds(clock, at, calendar)
    held_minutes = (seconds - clock.paused_business_seconds) / 60
    if _runs_day_and_night(clock, calendar):
        due_at = clock.due_at + timedelta(minutes=held_minutes)
    else:
        due_at = add_business_minutes(calendar, clock.due_at, held_minutes)
    return replace(clock, due_at=due_at, paused_at=None, paused_by=None, paused_business_seconds=seconds)


def paused_seconds(clock: Clock, until: datetime, calendar: Calendar) -> int:
    """Business seconds that policy, and nobody else, held the clock: pauses ended, and the one that lasts.

    A pause ends at the attempt, whoever forgot to end it; one before the clock starts holds nothing.
    """
    if clock.paused_at is None:
        return clock.paused_business_seconds
    held = max(clock.paused_at, clock.starts_at)
    until = min(until, clock.stopped_at or until)
    return clock.paused_business_seconds + max(0, counted(clock, calendar, held, until) // _SECOND)


def counted(clock: Clock, calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Time between two moments as this clock counts it: opening hours, or all of it if there are none."""
    return (
        end - start if _runs_day_and_night(clock, calendar) else business_time_between(calendar, start, end)
    )


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> Elapsed:
    """Whole seconds of both kinds between two moments."""
    return Elapsed((end - start) // _SECOND, business_seconds_between(calendar, start, end))


def worked(clock: Clock, until: datetime, calendar: Calendar) -> Elapsed:
    """From receipt to a moment of the wait for a person: business seconds without those held by policy."""
    taken = elapsed(calendar, clock.received_at, until)
    held = paused_seconds(clock, until, calendar)
    return replace(taken, business_seconds=max(0, taken.business_seconds - held))


def intervals(clock: Clock, calendar: Calendar) -> Intervals:
    """How long each step took, from receipt; a person's own steps without what policy held."""
    return Intervals(
        acknowledged=_if_known(clock.acknowledged_at, lambda at: elapsed(calendar, clock.received_at, at)),
        claimed=_if_known(clock.claimed_attempt_at, lambda at: worked(clock, at, calendar)),
        attempted=_if_known(clock.attempted_at, lambda at: worked(clock, at, calendar)),
        contacted=_if_known(clock.contacted_at, lambda at: elapsed(calendar, clock.received_at, at)),
    )


def _runs_day_and_night(clock: Clock, calendar: Calendar) -> bool:
    """Whether it was opened for a team without hours: time was allowed, none of it in opening hours."""
    return clock.starts_at < clock.due_at and not business_time_between(
        calendar, clock.starts_at, clock.due_at
    )


def _if_known(at: datetime | None, measure: Callable[[datetime], Elapsed]) -> Elapsed | None:
    return measure(at) if at is not None else None


def _earlier(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)
