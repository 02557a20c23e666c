"""What stands behind the counter: open tasks and the customers they are about, as a page would show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.interfaces.console.rehearsal.looking import WAYS

# What came into line since the last look. A task that is put off comes back with a later `shown_at`.
TASKS: Final = """
SELECT t.id, t.rooftop_id, t.opportunity_id, t.staff_id, t.slot, t.kind, t.band, t.due_at, coalesce(m.channel, '')
FROM task t LEFT JOIN message m ON m.id = t.message_id
WHERE t.rooftop_id = ANY (%(stores)s) AND t.done_at IS NULL AND t.shown_at <= %(now)s
  AND (t.shown_at > %(since)s OR t.created_at > %(since)s)
ORDER BY t.id
"""
STILL_OPEN: Final = "SELECT id, staff_id FROM task WHERE id = ANY (%s) AND done_at IS NULL ORDER BY id"
CASES: Final = f"""
SELECT o.id, o.rooftop_id, o.person_id, o.owner_id, o.grade, o.stage, o.wanted, o.closed_at IS NULL,
       o.stopped_at IS NOT NULL, o.opened_at, p.first_name, p.language, phone.id, mail.id
FROM opportunity o JOIN person p ON p.id = o.person_id
{WAYS}
WHERE o.id = ANY (%s) ORDER BY o.id
"""


@dataclass(frozen=True, slots=True)
class Task:
    id: int
    rooftop_id: int
    opportunity_id: int
    staff_id: int | None
    slot: str
    kind: str
    band: int
    due_at: datetime
    # Of a reply: how the customer wrote.
    channel: str


@dataclass(frozen=True, slots=True)
class Case:
    """An opportunity as whoever works it sees it."""

    id: int
    rooftop_id: int
    person_id: int
    owner_id: int | None
    grade: str
    stage: str
    wanted: str
    open: bool
    stopped: bool
    opened_at: datetime
    first_name: str
    language: str
    phone_id: int | None
    email_id: int | None


def new_tasks(stores: Sequence[int], *, since: datetime, now: datetime) -> list[Task]:
    return [Task(*row) for row in rows(TASKS, {"stores": list(stores), "since": since, "now": now})]


def still_open(task_ids: Iterable[int]) -> dict[int, int | None]:
    """Those of these tasks that are not done, with whose they are."""
    found = sorted(set(task_ids))
    return {row[0]: row[1] for row in rows(STILL_OPEN, [found])} if found else {}


def cases(opportunity_ids: Iterable[int]) -> dict[int, Case]:
    found = sorted(set(opportunity_ids))
    return {row[0]: Case(*row) for row in rows(CASES, [found])} if found else {}


def rows(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
