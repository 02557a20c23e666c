"""Steps that are due are done, and what customers answer to is learned."""

from datetime import UTC, datetime
from typing import Final

from freshup.interfaces.tasks.draining import drain_until_idle
from freshup.interfaces.tasks.registering import periodic, task
from freshup.jobs import CADENCES_QUEUE, RUN_STEPS, run_steps_later
from freshup.operations.cadences import recount, run_due

EVERY_SIX_HOURS: Final = "40 */6 * * * 50"


def _step() -> int:
    return run_due(now=datetime.now(UTC))


@task(RUN_STEPS, queue=CADENCES_QUEUE)
def run_steps() -> None:
    if drain_until_idle(_step):
        run_steps_later()


@periodic(EVERY_SIX_HOURS, "freshup.cadences.recount", queue=CADENCES_QUEUE)
def learn(timestamp: int) -> None:
    recount(now=datetime.now(UTC))
