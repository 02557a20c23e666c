"""Visits to the stores' sites: joined to their leads, counted, written into the story, and forgotten in time."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from freshup.interfaces.tasks.draining import STOPPING, drain_until_idle
from freshup.interfaces.tasks.registering import periodic, task
from freshup.jobs import CADENCES_QUEUE, COUNT_VISITS, SWEEPING_QUEUE, count_visits_later
from freshup.operations.website.counting import count_visits, note_visits
from freshup.operations.website.forgetting import forget_visits
from freshup.operations.website.joining import join_visitors

EVERY_FIVE_SECONDS: Final = "* * * * * */5"
EVERY_FIVE_MINUTES: Final = "*/5 * * * * 25"
EVERY_HOUR: Final = "27 * * * * 15"
# What an outage of the workers has left.
LONG_LOOK_BACK: Final = timedelta(days=2)


def count_batch(look_back: timedelta | None = None) -> int:
    """One batch in a transaction of its own."""
    with transaction.atomic():
        now = datetime.now(UTC)
        return count_visits(now=now, look_back=look_back) if look_back else count_visits(now=now)


@task(COUNT_VISITS, queue=CADENCES_QUEUE)
def count_all_visits() -> None:
    if drain_until_idle(count_batch):
        count_visits_later()


@periodic(EVERY_FIVE_SECONDS, "freshup.website.join", queue=SWEEPING_QUEUE)
def join(timestamp: int) -> None:
    """A form that was just handed in says whose browser it was."""
    join_visitors(now=datetime.now(UTC))
    while not STOPPING.is_set() and count_batch():
        continue


@periodic(EVERY_FIVE_MINUTES, "freshup.website.note", queue=SWEEPING_QUEUE)
def note(timestamp: int) -> None:
    note_visits(now=datetime.now(UTC))


@periodic(EVERY_HOUR, "freshup.website.retain", queue=SWEEPING_QUEUE)
def retain(timestamp: int) -> None:
    """Look once more for what was missed, then forget what is too old; each round leaves less, so this ends."""
    join_visitors(now=datetime.now(UTC), look_back=LONG_LOOK_BACK)
    while not STOPPING.is_set() and count_batch(LONG_LOOK_BACK):
        continue
    while not STOPPING.is_set() and forget_visits(now=datetime.now(UTC)):
        continue
