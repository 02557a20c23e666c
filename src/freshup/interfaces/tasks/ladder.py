"""What nobody answered climbs, the desk's pile is dealt out, too much for a day is put off, nothing is forgotten."""

from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from freshup.interfaces.tasks.draining import STOPPING
from freshup.interfaces.tasks.registering import periodic
from freshup.jobs import SWEEPING_QUEUE
from freshup.operations.response.ladder import climb
from freshup.operations.response.next_steps import give_next_steps
from freshup.operations.response.pile import deal_the_pile
from freshup.operations.response.replanning import replan_tasks

EVERY_FIVE_SECONDS: Final = "* * * * * */5"
EVERY_MINUTE: Final = "* * * * * 5"
EVERY_QUARTER_HOUR: Final = "*/15 * * * * 35"


def climb_batch() -> int:
    """One batch in a transaction of its own."""
    with transaction.atomic():
        return climb(now=datetime.now(UTC))


@periodic(EVERY_FIVE_SECONDS, "freshup.response.climb", queue=SWEEPING_QUEUE)
def climb_ladders(timestamp: int) -> None:
    """An outage is left to the next sweep; each round moves what it took on, so this ends."""
    while not STOPPING.is_set() and climb_batch():
        continue


@periodic(EVERY_MINUTE, "freshup.response.pile", queue=SWEEPING_QUEUE)
def morning_pile(timestamp: int) -> None:
    with transaction.atomic():
        deal_the_pile(now=datetime.now(UTC))


@periodic(EVERY_QUARTER_HOUR, "freshup.response.replan", queue=SWEEPING_QUEUE)
def replan(timestamp: int) -> None:
    with transaction.atomic():
        replan_tasks(now=datetime.now(UTC))


@periodic(EVERY_QUARTER_HOUR, "freshup.response.next_steps", queue=SWEEPING_QUEUE)
def next_steps(timestamp: int) -> None:
    """An outage is left to the next sweep; each round leaves fewer, so this ends."""
    while not STOPPING.is_set() and give_next_steps(now=datetime.now(UTC)):
        continue
