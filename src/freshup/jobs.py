"""What may be done later, deferred by name. The only file above the queue that knows it is Procrastinate.

A job is a wake-up and nothing more: tables hold the truth, and a sweep finds what a lost wake-up left. The
`queueing_lock` makes a thousand wake-ups one; it is taken after the commit, since inside the transaction a
second wake-up would abort it, or wait for it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

DRAIN_INTAKE: Final = "freshup.intake.drain"
SEND_OUTBOX: Final = "freshup.conversations.send"
INTAKE_QUEUE: Final = "intake"
RUN_STEPS: Final = "freshup.cadences.run"
DELIVER_ALERTS: Final = "freshup.response.deliver"
TAKE_REPORTS: Final = "freshup.connectors.take"
PLACE_CALLS: Final = "freshup.calls.place"
COUNT_VISITS: Final = "freshup.website.count"
JOIN_CHATS: Final = "freshup.website.join_chats"
DRAFT_REPLIES: Final = "freshup.website.draft"
SENDING_QUEUE: Final = "sending"
REPORTS_QUEUE: Final = "reports"
# Of its own: a language model that takes its time keeps nothing else waiting.
CHATS_QUEUE: Final = "chats"
# What waits for servers of others: mailboxes, files that providers keep.
FETCHING_QUEUE: Final = "fetching"
CADENCES_QUEUE: Final = "cadences"
ALERTS_QUEUE: Final = "alerts"
SWEEPING_QUEUE: Final = "sweeping"
# What a worker works at unless told otherwise; the sweep is every worker's.
QUEUES: Final = (
    INTAKE_QUEUE,
    SENDING_QUEUE,
    CADENCES_QUEUE,
    ALERTS_QUEUE,
    REPORTS_QUEUE,
    CHATS_QUEUE,
    FETCHING_QUEUE,
)

# The same condition as Procrastinate's unique index on `queueing_lock`, which answers it.
AWAITS: Final = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo')"


NEWEST_WORKER: Final = "SELECT coalesce(max(id), 0) FROM procrastinate_workers"
WORKERS_SINCE: Final = "SELECT count(*) FROM procrastinate_workers WHERE id > %s"

WakeUp = tuple[str, str]
_held: ContextVar["set[WakeUp] | None"] = ContextVar("held", default=None)


def drain_intake_later() -> None:
    _later(DRAIN_INTAKE, INTAKE_QUEUE)


def send_outbox_later() -> None:
    _later(SEND_OUTBOX, SENDING_QUEUE)


def run_steps_later() -> None:
    _later(RUN_STEPS, CADENCES_QUEUE)


def deliver_alerts_later() -> None:
    _later(DELIVER_ALERTS, ALERTS_QUEUE)


def take_reports_later() -> None:
    _later(TAKE_REPORTS, REPORTS_QUEUE)


def count_visits_later() -> None:
    _later(COUNT_VISITS, CADENCES_QUEUE)


def join_chats_later() -> None:
    _later(JOIN_CHATS, CHATS_QUEUE)


def draft_replies_later() -> None:
    _later(DRAFT_REPLIES, CHATS_QUEUE)


def place_calls_later() -> None:
    # Beside alerts, whose jobs are short: somebody waits with the phone in their hand.
    _later(PLACE_CALLS, ALERTS_QUEUE)


@contextmanager
def held_wake_ups() -> "Iterator[set[WakeUp]]":
    """Collect the wake-ups of what is committed inside, for a caller that has somebody to answer first."""
    held: set[WakeUp] = set()
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)


def wake(held: Iterable[WakeUp]) -> None:
    """Wake what was held back."""
    for task, queue in held:
        _wake(task, queue)


def _later(task: str, queue: str) -> None:
    # Robust: what was committed stays taken although its wake-up failed; the sweep wakes for it.
    transaction.on_commit(lambda: _wake_or_hold(task, queue), robust=True)


def _wake_or_hold(task: str, queue: str) -> None:
    held = _held.get()
    if held is None:
        _wake(task, queue)
    else:
        held.add((task, queue))


def _wake(task: str, queue: str) -> None:
    """Looking first costs 0.2 ms, a refused insert 1 to 2 ms and a line in the server's log.

    A wake-up seen waiting here starts after our commit, so its drain sees what we committed.
    """
    with connection.cursor() as cursor:
        cursor.execute(AWAITS, [task])
        if (row := cursor.fetchone()) and row[0]:
            return
    try:
        app.configure_task(task, allow_unknown=True, queue=queue, queueing_lock=task).defer()
    except AlreadyEnqueued:
        return


def newest_worker() -> int:
    """The number of the worker that came last, to tell by which ones come after it."""
    return _number(NEWEST_WORKER)


def workers_since(newest: int) -> int:
    """How many workers have come to listen since then; a process has one for each queue."""
    return _number(WORKERS_SINCE, newest)


def _number(sql: str, *params: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
