"""What providers reported is taken up: the task behind `freshup.connectors.take`."""

from datetime import UTC, datetime
from functools import partial

from freshup.bootstrap.connectors import outside, reader_of
from freshup.interfaces.tasks.draining import drain_until_idle
from freshup.interfaces.tasks.registering import task
from freshup.jobs import REPORTS_QUEUE, TAKE_REPORTS, take_reports_later
from freshup.operations.hooks.draining import take_reports


@task(TAKE_REPORTS, queue=REPORTS_QUEUE)
def take_all_reports() -> None:
    step = partial(take_reports, reader_of, outside(), clock=partial(datetime.now, UTC))
    if drain_until_idle(step):
        take_reports_later()
