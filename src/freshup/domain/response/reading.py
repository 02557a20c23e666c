"""What a clock says now: the board, the lead page and the escalation read the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason
from freshup.domain.response.clock import Clock, counted, worked
from freshup.domain.stores import (
    Calendar,
    NeverOpens,
    is_open,
    next_opening,
)

# The last third of the time allowed: 1:40 of five minutes is just enough to open the lead and dial.
DUE_SOON_SHARE = 3

_SECOND = timedelta(seconds=1)

READING_SENTENCES: dict[str, str] = {
    "response.waiting": _("Waiting for a first personal attempt."),
    "response.due_soon": _("The first personal attempt is due soon."),
    "response.overdue": _("The first personal attempt is overdue."),
    "response.met_in_time": _("Answered in time."),
    "response.met_late": _("Answered, but late."),
    "response.claimed_in_time": _("Said to be answered in time; no provider has confirmed it."),
    "response.claimed_late": _("Said to be answered, but late; no provider has confirmed it."),
    "response.starts_at_opening": _("The team is closed; the clock runs from its opening."),
    "response.paused": _("Paused."),
}


class ClockState(StrEnum):
    WAITING = "waiting"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET_IN_TIME = "met_in_time"
    MET_LATE = "met_late"
    PAUSED = "paused"
    STARTS_AT_OPENING = "starts_at_opening"


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock at a moment. Seconds are counted from receipt until the attempt, or until now.

    `left_seconds` counts down to `due_at` on the wall and is negative past it; an escalation ladder goes by
    `late_business_seconds`, which stand still outside hours. `claimed`: only somebody's word stopped it.
    """

    state: ClockState
    reason: Reason
    wall_seconds: int
    business_seconds: int
    left_seconds: int
    late_business_seconds: int
    claimed: bool = False


def state(clock: Clock, now: datetime, calendar: Calendar) -> Reading:
    """What to show of this clock. Being due exactly now is still in time.

    A claimed attempt stops the clock as a verified one does, and says so. What was overdue when it was paused
    stays overdue: a pause must not hide a lead that was already left waiting. While paused, what is left or
    late stands still.
    """
    until = clock.stopped_at or now
    judged_at = min(until, clock.paused_at or until)
    claimed = clock.stopped_at is not None and clock.stopped_at != clock.attempted_at
    shown = _waiting_state(clock, now, calendar) if clock.stopped_at is None else _met_state(clock, judged_at)
    taken = worked(clock, until, calendar)
    return Reading(
        state=shown,
        reason=_reason(clock, shown, claimed),
        wall_seconds=taken.wall_seconds,
        business_seconds=taken.business_seconds,
        left_seconds=(clock.due_at - judged_at) // _SECOND,
        late_business_seconds=max(0, counted(clock, calendar, clock.due_at, judged_at) // _SECOND),
        claimed=claimed,
    )


def _met_state(clock: Clock, judged_at: datetime) -> ClockState:
    return ClockState.MET_IN_TIME if judged_at <= clock.due_at else ClockState.MET_LATE


def _waiting_state(clock: Clock, now: datetime, calendar: Calendar) -> ClockState:
    if (clock.paused_at or now) > clock.due_at:
        return ClockState.OVERDUE
    if clock.paused_at is not None:
        return ClockState.PAUSED
    if now < clock.starts_at or _opens_before_due(clock, now, calendar):
        return ClockState.STARTS_AT_OPENING
    left = counted(clock, calendar, now, clock.due_at)
    allowed = counted(clock, calendar, clock.starts_at, clock.due_at)
    return ClockState.DUE_SOON if left * DUE_SOON_SHARE <= allowed else ClockState.WAITING


def _opens_before_due(clock: Clock, now: datetime, calendar: Calendar) -> bool:
    if is_open(calendar, now):
        return False
    try:
        return next_opening(calendar, now) < clock.due_at
    except NeverOpens:
        return False


def _reason(clock: Clock, shown: ClockState, claimed: bool) -> Reason:
    if shown is ClockState.PAUSED and clock.paused_by is not None:
        return clock.paused_by
    if claimed:
        return Reason(
            "response.claimed_in_time" if shown is ClockState.MET_IN_TIME else "response.claimed_late"
        )
    return Reason(f"response.{shown}")
