"""What the clock wakes: it finds what a lost wake-up, a killed worker or an outage has left."""

import logging
from datetime import UTC, datetime
from typing import Final

from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from freshup.bootstrap.sending import senders
from freshup.interfaces.tasks.registering import periodic
from freshup.jobs import (
    SWEEPING_QUEUE,
    deliver_alerts_later,
    drain_intake_later,
    run_steps_later,
    send_outbox_later,
    take_reports_later,
)
from freshup.operations.conversations import settle_forgotten
from freshup.operations.conversations.calling import end_forgotten_calls

log = logging.getLogger(__name__)

EVERY_FIVE_SECONDS: Final = "* * * * * */5"
EVERY_MINUTE: Final = "* * * * * 20"
EVERY_HOUR: Final = "17 * * * * 40"
STALLED_AFTER_SECONDS: Final = 30
KEPT_HOURS: Final = 24


@periodic(EVERY_FIVE_SECONDS, "freshup.sweep.wake", queue=SWEEPING_QUEUE)
def wake(timestamp: int) -> None:
    """Alone this would do: a wake-up only makes it quicker."""
    drain_intake_later()
    send_outbox_later()
    run_steps_later()
    deliver_alerts_later()
    take_reports_later()


@periodic(EVERY_MINUTE, "freshup.sweep.forgotten", queue=SWEEPING_QUEUE)
def forgotten(timestamp: int) -> None:
    """Messages whose sender died between claiming and recording."""
    sender = senders()
    try:
        settle_forgotten(sender, now=datetime.now(UTC))
    finally:
        sender.close()
    end_forgotten_calls(now=datetime.now(UTC))


@periodic(EVERY_MINUTE, "freshup.sweep.stalled", queue=SWEEPING_QUEUE, with_context=True)
async def stalled(context: JobContext, timestamp: int) -> None:
    """Jobs of a killed worker stay `doing` for ever unless somebody puts them back.

    A job is only a wake-up: where the same one waits already, the stalled one is done with.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        try:
            await manager.retry_job(job)
        except (AlreadyEnqueued, ConnectorException):
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        log.warning("a stalled job was put back: %s", job.task_name)


@periodic(EVERY_HOUR, "freshup.sweep.old", queue=SWEEPING_QUEUE, with_context=True)
async def old(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
