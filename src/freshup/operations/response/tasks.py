"""Tasks: opened in bulk, one of a kind for each opportunity, closed by what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import Table, insert
from freshup.data.models import Enrolment, Task
from freshup.domain.events import Event
from freshup.domain.response import band_of
from freshup.operations.opportunities import UnableToChange, locked
from freshup.operations.timeline import note
from freshup.queries.access import Scope, opportunities

# A call that was agreed on stands in line a little before its hour, and the follow-up is quiet until well after it.
SHOWN_BEFORE: Final = timedelta(minutes=10)
QUIET_AFTER: Final = timedelta(hours=4)

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


class NoSuchTask(UnableToChange):
    """There is none with this id in the person's scope, or it is done."""


def agree_callback(
    scope: Scope, opportunity_id: int, at: datetime, *, now: datetime, words: str = ""
) -> None:
    """The customer named an hour: it outranks whatever is planned, and the follow-up waits for it (CAD-4).

    The wish is the evidence that lets a call be placed at that hour (LAW-2). Raises NoSuchOpportunity.
    """
    opportunity = locked(scope, opportunity_id)
    mine = scope.places.get(opportunity.rooftop_id)
    task = NewTask(
        opportunity.rooftop_id,
        opportunity.pk,
        opportunity.owner_id or mine,
        "callback",
        band_of("callback", opportunity.tier),
        at,
        shown_at=max(now, at - SHOWN_BEFORE),
        words=words.strip(),
    )
    Task.objects.filter(opportunity=opportunity, kind__in=("callback", "call"), done_at=None).update(
        done_at=now, done_by=scope.user_id, result="replaced"
    )
    open_tasks([task], now=now)
    Enrolment.objects.filter(opportunity=opportunity, ended_at=None, due_at__lt=at + QUIET_AFTER).update(
        due_at=at + QUIET_AFTER, resumes_at=at + QUIET_AFTER
    )
    note(opportunity, Event.CALLBACK_AGREED, {"at": at.isoformat()}, now=now, by=scope.user_id, words=words)


def put_off(scope: Scope, task_id: int, until: datetime, *, now: datetime) -> None:
    """Not now: it stands in line again from then on. Raises NoSuchTask."""
    task = _task(scope, task_id)
    task.shown_at, task.due_at, task.moved = until, max(task.due_at, until), task.moved + 1
    task.save(update_fields=["shown_at", "due_at", "moved"])


def finish_task(scope: Scope, task_id: int, *, now: datetime) -> None:
    """It was done, and no call or message tells of it: a manager looked, a video was sent. Raises NoSuchTask."""
    task = _task(scope, task_id)
    task.done_at, task.done_by_id, task.result = now, scope.user_id, "done"
    task.save(update_fields=["done_at", "done_by", "result"])


def take_task(scope: Scope, task_id: int, *, now: datetime) -> None:
    """Take what lies on the desk. Raises NoSuchTask."""
    task = _task(scope, task_id)
    mine = scope.places.get(task.rooftop_id)
    if mine is None or (task.staff_id is not None and task.staff_id != mine):
        raise NoSuchTask
    task.staff_id = mine
    task.save(update_fields=["staff"])


def _task(scope: Scope, task_id: int) -> Task:
    task = (
        Task.objects.select_for_update(of=("self",))
        .filter(id=task_id, done_at=None, opportunity__in=opportunities(scope))
        .first()
    )
    if task is None:
        raise NoSuchTask
    return task
