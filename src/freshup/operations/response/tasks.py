"""Tasks: opened in bulk, one of a kind for each opportunity, closed by what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import Table, insert
from freshup.data.models import Task

TASK: Final = Table(
    "task",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "staff_id": "bigint",
        "slot": "text",
        "kind": "text",
        "band": "smallint",
        "due_at": "timestamptz",
        "shown_at": "timestamptz",
        "created_at": "timestamptz",
        "enrolment_id": "bigint",
        "step": "text",
        "template": "text",
        "message_id": "bigint",
        "words": "text",
        "moved": "smallint",
        "result": "text",
    },
)
# The same thing wanted twice is one task: the sooner time, the better place in line, the newer occasion.
COLLAPSE: Final = """
ON CONFLICT (opportunity_id, kind) WHERE done_at IS NULL DO UPDATE SET
    due_at = least(task.due_at, EXCLUDED.due_at), shown_at = least(task.shown_at, EXCLUDED.shown_at),
    band = least(task.band, EXCLUDED.band), staff_id = EXCLUDED.staff_id, slot = EXCLUDED.slot,
    enrolment_id = coalesce(EXCLUDED.enrolment_id, task.enrolment_id),
    step = coalesce(nullif(EXCLUDED.step, ''), task.step),
    template = coalesce(nullif(EXCLUDED.template, ''), task.template),
    message_id = coalesce(EXCLUDED.message_id, task.message_id),
    words = coalesce(nullif(EXCLUDED.words, ''), task.words)
"""


@dataclass(frozen=True, slots=True)
class NewTask:
    """One task to open. `staff_id` None lies on the desk; `slot` "manager" is for any manager."""

    rooftop_id: int
    opportunity_id: int
    staff_id: int | None
    kind: str
    band: int
    due_at: datetime
    slot: str = ""
    shown_at: datetime | None = None
    enrolment_id: int | None = None
    step: str = ""
    template: str = ""
    message_id: int | None = None
    words: str = ""

    def row(self, now: datetime) -> tuple[Any, ...]:
        return (
            self.rooftop_id, self.opportunity_id, self.staff_id, self.slot, self.kind, self.band, self.due_at,
            self.shown_at or now, now, self.enrolment_id, self.step, self.template, self.message_id, self.words,
            0, "",
        )  # fmt: skip


def open_tasks(tasks: Sequence[NewTask], *, now: datetime) -> None:
    """Open these; one that is open already takes the sooner time. One statement for any number."""
    # Sorted, so that two workers never wait for each other crosswise; of two alike in one batch the last one counts.
    unique = {(one.opportunity_id, one.kind): one for one in tasks}
    insert(TASK, [unique[key].row(now) for key in sorted(unique)], suffix=COLLAPSE)


def close_tasks(
    opportunity_id: int, kinds: Iterable[str], *, now: datetime, by: int | None = None, result: str = "done"
) -> int:
    """Close the open tasks of these kinds; how many there were comes back."""
    return Task.objects.filter(opportunity=opportunity_id, kind__in=list(kinds), done_at=None).update(
        done_at=now, done_by=by, result=result
    )


def hand_tasks_over(opportunity_ids: Sequence[int]) -> None:
    """Open tasks follow their opportunity to its owner, or to the desk; a manager's stay with the managers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE task t SET staff_id = o.owner_id FROM opportunity o"
            " WHERE o.id = t.opportunity_id AND o.id = ANY (%s) AND t.done_at IS NULL AND t.slot = ''",
            [list(opportunity_ids)],
        )
