"""Too many tasks for a day are moved to the days after it, and a manager sees what was moved too often (CAD-8)."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import params_of, rows_of
from freshup.data.models import Rooftop
from freshup.domain.response import band_of
from freshup.domain.response.replanning import DAYS_AHEAD, TOLD, Planned, replan, working_days
from freshup.operations.response.tasks import NewTask, open_tasks
from freshup.queries.response.load import OpenTask, overfull, tasks_of
from freshup.queries.stores import StaffFacts, StoreSettings, settings_of

WORDS: Final = "task.moved_too_often"
_MOVES: Final = {"id": "bigint", "due_at": "timestamptz", "shown_at": "timestamptz", "moved": "smallint"}
_MOVE: Final = f"""
UPDATE task t SET due_at = coalesce(n.due_at, t.due_at), shown_at = coalesce(n.shown_at, t.shown_at), moved = n.moved
FROM {rows_of(_MOVES)} AS n(id, due_at, shown_at, moved) WHERE t.id = n.id AND t.done_at IS NULL
"""


def replan_tasks(*, now: datetime) -> int:
    """Move what goes beyond each person's day; how many tasks were moved. A constant number of statements.

    Somebody without shifts ahead has no day to move to: theirs stay, and the overdue list of the board shows them.
    """
    stores = settings_of(Rooftop.objects.filter(archived_at=None).values_list("id", flat=True))
    ends = {id: _day_ends(store, now) for id, store in stores.items()}
    caps = overfull(ends)
    if not caps:
        return 0
    by_person: dict[int, list[OpenTask]] = defaultdict(list)
    for task in tasks_of(list(caps), until=now + timedelta(days=DAYS_AHEAD)):
        by_person[task.staff_id].append(task)
    people = {one.id: (store, one) for store in stores.values() for one in store.staff}
    moves: list[tuple[Any, ...]] = []
    told: list[NewTask] = []
    for staff_id, tasks in sorted(by_person.items()):
        if staff_id not in people:
            continue
        store, person = people[staff_id]
        more, asked = _replanned(store, person, tasks, caps[staff_id], ends[store.id], now)
        moves += more
        told += asked
    if moves:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, params_of(_MOVES, sorted(moves, key=lambda row: int(row[0]))))
    open_tasks(told, now=now)
    return sum(row[1] is not None for row in moves)


def _replanned(
    store: StoreSettings,
    person: StaffFacts,
    tasks: list[OpenTask],
    cap: int,
    today_ends: datetime,
    now: datetime,
) -> tuple[list[tuple[Any, ...]], list[NewTask]]:
    ahead = working_days(person.shifts, person.time_off, store.zone, store.calendar, after=today_ends)
    plan = replan([Planned(one.id, one.band, one.due_at, one.moved) for one in tasks], cap, today_ends, ahead)
    by_id = {one.id: one for one in tasks}
    # Due by the end of that turn: the promise is the day, and it stands in Up next from its beginning.
    moves: list[tuple[Any, ...]] = [
        (id, ends, begins, by_id[id].moved + 1) for id, (begins, ends) in plan.moves
    ]
    moves += [(id, None, None, TOLD) for id in plan.told]
    told = [
        NewTask(
            store.id,
            by_id[id].opportunity_id,
            None,
            "manager",
            band_of("manager", by_id[id].tier),
            now,
            slot="manager",
            words=WORDS,
        )
        for id in plan.told
    ]
    return moves, told


def _day_ends(store: StoreSettings, now: datetime) -> datetime:
    """Midnight at the store."""
    tomorrow = now.astimezone(store.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), store.zone)
