"""Nothing that is open lies there with nothing to come: whoever was reached is called again (ROU-5, CAD-4)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from freshup.data.sql import rows
from freshup.domain.response import band_of, next_touch
from freshup.domain.stores import NeverOpens, next_open_moment
from freshup.operations.response.tasks import NewTask, open_tasks
from freshup.queries.stores import StoreSettings, settings_of

BATCH: Final = 2_000
# Open, not stopped, nobody asked to close it, and no task, running cadence or visit ahead.
SILENT: Final = """
SELECT o.id, o.rooftop_id, o.owner_id, o.tier, o.last_activity_at, EXISTS (
           SELECT FROM contact_point c WHERE c.person_id = o.person_id AND c.kind = 'phone'
             AND c.reachability NOT IN ('disconnected', 'wrong_person'))
FROM opportunity o
WHERE o.closed_at IS NULL AND o.stopped_at IS NULL {only}
  AND NOT EXISTS (SELECT FROM task t WHERE t.opportunity_id = o.id AND t.done_at IS NULL)
  AND NOT EXISTS (SELECT FROM enrolment e WHERE e.opportunity_id = o.id AND e.ended_at IS NULL)
  AND NOT EXISTS (SELECT FROM appointment a WHERE a.opportunity_id = o.id AND a.at > %(now)s
                  AND a.cancelled_at IS NULL AND a.shown_at IS NULL)
  AND NOT EXISTS (SELECT FROM closing k WHERE k.opportunity_id = o.id AND k.undone_at IS NULL)
ORDER BY o.id LIMIT %(limit)s
"""


def give_next_steps(*, now: datetime) -> int:
    """Open a task for each that has none; how many there were, at most a batch. Two statements and one a store."""
    return _give(SILENT.format(only=""), {"now": now, "limit": BATCH}, now)


def give_next_step(opportunity_id: int, *, now: datetime) -> None:
    """The same for one, at once, whose conversation has just ended."""
    _give(SILENT.format(only="AND o.id = %(id)s"), {"now": now, "limit": 1, "id": opportunity_id}, now)


def _give(question: str, params: Mapping[str, Any], now: datetime) -> int:
    found = rows(question, params)
    stores = settings_of({row[1] for row in found}) if found else {}
    tasks = []
    for id, rooftop_id, owner_id, tier, last_at, has_phone in found:
        due_at = _day(stores[rooftop_id], owner_id, last_at + next_touch(tier), now)
        kind = "call" if has_phone else "email"
        tasks.append(
            NewTask(rooftop_id, id, owner_id, kind, band_of(kind, tier), due_at, shown_at=max(now, due_at))
        )
    open_tasks(tasks, now=now)
    return len(tasks)


def _day(store: StoreSettings, owner_id: int | None, at: datetime, now: datetime) -> datetime:
    """Then, or when the team that calls is there next."""
    team = next((one.team_id for one in store.staff if one.id == owner_id), None)
    try:
        return next_open_moment(store.calendar_of(team), max(at, now))
    except NeverOpens:
        return max(at, now) + timedelta(days=1)
