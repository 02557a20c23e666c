"""A clock that a rule of the gate holds: paused by policy is visible, and never blamed on a person (RSP-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from freshup.domain.reasons import Reason
from freshup.domain.response.targets import Due
from freshup.domain.stores import (
    Calendar,
    NeverOpens,
    add_business_minutes,
    business_seconds_between,
    business_time_between,
)


@dataclass(frozen=True, slots=True)
class Pause:
    """No first attempt is allowed from `starts_at` to `until`; `due_at` is when one is owed then.

    `business_seconds` are the store's open seconds that were held, which count against nobody.
    """

    starts_at: datetime
    until: datetime
    due_at: datetime
    business_seconds: int
    reason: Reason


def paused_by_law(clock: Due, until: datetime, reason: Reason, calendar: Calendar) -> Pause | None:
    """The pause of a clock whose beginning falls into hours in which nobody may be called; None for none.

    The time that was allowed is allowed again once calls are.
    """
    if until <= clock.clock_starts_at:
        return None
    allowed = business_time_between(calendar, clock.clock_starts_at, clock.due_at)
    try:
        due_at = add_business_minutes(calendar, until, allowed / timedelta(minutes=1))
    except NeverOpens:
        due_at = until + (clock.due_at - clock.clock_starts_at)
    return Pause(
        clock.clock_starts_at,
        until,
        max(due_at, until, clock.due_at),
        max(0, business_seconds_between(calendar, clock.clock_starts_at, until)),
        reason,
    )
