"""More tasks than somebody can do in a day are planned anew, not stacked (CAD-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from freshup.domain.reasons import N_ as _
from freshup.domain.response.tasks import FIRST_CALL_BAND
from freshup.domain.stores import Calendar, Shift, TimeOff, WeeklyHours, on_shift, openings_between

DAYS_AHEAD: Final = 14
MOVES_MAX: Final = 3
# Moved once more than allowed: a manager has been told, and it stays where it lies.
TOLD: Final = MOVES_MAX + 1

REPLANNING_SENTENCES: dict[str, str] = {
    "task.moved_too_often": _("Put off three times: there is more to do than one person can."),
}

Day = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Planned:
    """An open task of one person."""

    id: int
    band: int
    due_at: datetime
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Replanned:
    """`moves`: task → the working day it goes to. `told`: tasks a manager must look at instead."""

    moves: tuple[tuple[int, Day], ...]
    told: tuple[int, ...]


def replan(tasks: Sequence[Planned], a_day: int, today_ends: datetime, ahead: Sequence[Day]) -> Replanned:
    """Which of one person's tasks go to which later day, so that today holds no more than `a_day`.

    What is overdue counts as today's. Last in line goes first: the lowest band, then the latest due. Customers who
    wait for us (replies, call-backs, first calls) never move. A task goes to the next working day with room; where
    all are full, to the emptiest. After three moves it stays, and a manager is told.
    """
    today = [one for one in tasks if one.due_at < today_ends]
    over = len(today) - a_day
    if over <= 0 or not ahead:
        return Replanned((), ())
    movable = [one for one in today if one.band > FIRST_CALL_BAND]
    movable.sort(key=lambda one: (one.band, one.due_at, one.id), reverse=True)
    later = [one.due_at for one in tasks if one.due_at >= today_ends]
    load = [sum(begins <= at < ends for at in later) for begins, ends in _whole(today_ends, ahead)]
    moves: list[tuple[int, Day]] = []
    told: list[int] = []
    for one in movable[:over]:
        if one.moved >= MOVES_MAX:
            if one.moved < TOLD:
                told.append(one.id)
            continue
        place = next((n for n, held in enumerate(load) if held < a_day), load.index(min(load)))
        load[place] += 1
        moves.append((one.id, ahead[place]))
    return Replanned(tuple(moves), tuple(told))


def working_days(
    shifts: Iterable[Shift],
    time_off: Iterable[TimeOff],
    zone: ZoneInfo,
    store: Calendar,
    *,
    after: datetime,
    days: int = DAYS_AHEAD,
) -> tuple[Day, ...]:
    """When somebody works in the days after a moment: the turns that begin later and are not struck off."""
    shifts, away = tuple(shifts), tuple(time_off)
    rota = Calendar(zone, WeeklyHours.from_rows(shifts))
    turns = openings_between(rota, after, after + timedelta(days=days))
    return tuple(
        (begins, ends) for begins, ends in turns if on_shift(shifts, away, zone, begins, store=store)
    )


def _whole(today_ends: datetime, ahead: Sequence[Day]) -> list[Day]:
    """The working days without gaps between them: what is due at night belongs to the turn before."""
    starts = [today_ends, *(begins for begins, _end in ahead[1:])]
    ends = [*(begins for begins, _end in ahead[1:]), ahead[-1][1]]
    return list(zip(starts, ends, strict=True))
