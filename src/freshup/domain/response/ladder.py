"""What happens, and when, to a lead nobody has tried to answer: reminder, manager, re-assignment (ROU-4).

Rungs lie in minutes of the answering team's opening hours past the due time, so the ladder stands still at night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason
from freshup.domain.stores import Calendar, NeverOpens, add_business_minutes

REMINDER: Final = 1
MANAGER: Final = 2
REASSIGN: Final = 3
NAMES: Final = {REMINDER: "reminder", MANAGER: "manager", REASSIGN: "reassign"}
# A sweep comes every few seconds; later than this the worker was away.
LATE_AFTER: Final = timedelta(minutes=1)

LADDER_SENTENCES: dict[str, str] = {
    "ladder.reminder": _("Nobody tried in time: the owner was reminded."),
    "ladder.manager": _("Nobody tried in time: the managers were told."),
    "ladder.reassign": _("Nobody tried in time: it was given to somebody else."),
    "ladder.nobody_else": _(
        "Nobody tried in time, and nobody else on shift can take it: the managers were told."
    ),
    "ladder.goes_back": _("A rung can't come before the one below it."),
}


@dataclass(frozen=True, slots=True)
class Ladder:
    """A store's figures, in minutes past due; None: there is no such rung."""

    remind_after_minutes: int | None = 0
    manager_after_minutes: int | None = 5
    reassign_after_minutes: int | None = 15

    def rungs(self) -> tuple[tuple[int, int], ...]:
        """(rung, minutes past due) in order; a figure that goes back waits for the rung before it."""
        typed = (self.remind_after_minutes, self.manager_after_minutes, self.reassign_after_minutes)
        found: list[tuple[int, int]] = []
        latest = 0
        for rung, minutes in zip(NAMES, typed, strict=True):
            if minutes is not None:
                latest = max(latest, minutes)
                found.append((rung, latest))
        return tuple(found)

    def problem(self) -> Reason | None:
        """Why these figures can't be saved: a rung before the one below it."""
        typed = [
            minutes
            for minutes in (
                self.remind_after_minutes,
                self.manager_after_minutes,
                self.reassign_after_minutes,
            )
            if minutes is not None
        ]
        return None if typed == sorted(typed) else Reason("ladder.goes_back")


def next_rung(due_at: datetime, rung: int, ladder: Ladder, calendar: Calendar) -> tuple[int, datetime] | None:
    """The rung above `rung` (0: none reached yet) and when it is reached; None at the top.

    Minutes count in opening hours; a team that never opens counts by the wall, as its clock does.
    """
    above = next((one for one in ladder.rungs() if one[0] > rung), None)
    if above is None:
        return None
    return above[0], _past(due_at, above[1], calendar)


def first_rung(due_at: datetime, ladder: Ladder, calendar: Calendar) -> datetime | None:
    """When a lead due then begins to climb; None for a store without any rung."""
    first = next_rung(due_at, 0, ladder, calendar)
    return first[1] if first else None


def rung_after(
    due_at: datetime, reached: int, ladder: Ladder, calendar: Calendar, *, now: datetime
) -> tuple[int, datetime] | None:
    """The rung after one that was climbed `now`.

    After an outage it keeps its distance from this one: nobody loses a lead in the second of the reminder.
    """
    above = next_rung(due_at, reached, ladder, calendar)
    here = dict(ladder.rungs()).get(reached)
    if above is None or here is None or now - _past(due_at, here, calendar) <= LATE_AFTER:
        return above
    apart = dict(ladder.rungs())[above[0]] - here
    return above[0], max(above[1], _past(now, apart, calendar))


def _past(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    try:
        return add_business_minutes(calendar, start, minutes)
    except NeverOpens:
        return start + timedelta(minutes=minutes)
