"""Calls that somebody wants placed are placed; recordings that were kept long enough are forgotten."""

from datetime import UTC, datetime
from functools import partial
from typing import Final

from freshup.bootstrap.calling import placer_of
from freshup.bootstrap.intake import storage
from freshup.interfaces.tasks.draining import STOPPING, drain_until_idle
from freshup.interfaces.tasks.registering import periodic, task
from freshup.jobs import ALERTS_QUEUE, PLACE_CALLS, SWEEPING_QUEUE, place_calls_later
from freshup.operations.calls.placing import place_wanted
from freshup.operations.conversations.forgetting import forget_old_files

EVERY_HOUR: Final = "27 * * * * 15"
EVERY_FIVE_SECONDS: Final = "* * * * * */5"


@task(PLACE_CALLS, queue=ALERTS_QUEUE)
def place_calls() -> None:
    step = partial(place_wanted, placer_of, storage=storage(), clock=partial(datetime.now, UTC))
    if drain_until_idle(step):
        place_calls_later()


@periodic(EVERY_FIVE_SECONDS, "freshup.calls.wake", queue=SWEEPING_QUEUE)
def wake_calls(timestamp: int) -> None:
    """A wake-up may be lost; an agent who waits for their phone must not be."""
    place_calls_later()


@periodic(EVERY_HOUR, "freshup.files.forget", queue=SWEEPING_QUEUE)
def forget_files(timestamp: int) -> None:
    while not STOPPING.is_set() and forget_old_files(storage=storage(), now=datetime.now(UTC)):
        continue
