"""The outbox goes out: the task behind `freshup.conversations.send`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from django.db import connection

from freshup.bootstrap.sending import senders
from freshup.interfaces.tasks.draining import OUTAGES, STOPPING, complaints, drain_until_idle
from freshup.interfaces.tasks.registering import task
from freshup.jobs import SEND_OUTBOX, SENDING_QUEUE, send_outbox_later
from freshup.operations.conversations import send_batch

# The sweep settles what was claimed five minutes ago; until then only this process knows what the provider said.
SECONDS_TO_RECORD_MAX: Final = 270.0
SECONDS_BETWEEN_TRIES: Final = 1.0


def insist(write: Callable[[], None]) -> None:
    """What a provider has said is not forgotten because the database does not answer just now."""
    until = time.monotonic() + SECONDS_TO_RECORD_MAX
    while True:
        try:
            write()
            return
        except OUTAGES as error:
            complaints.add("what was sent cannot be written down yet", error)
            connection.close()
            if time.monotonic() > until or STOPPING.wait(SECONDS_BETWEEN_TRIES):
                raise


@task(SEND_OUTBOX, queue=SENDING_QUEUE)
def send_outbox() -> None:
    """A sender of its own for each job, so that no connection to a mail server outlives half a minute."""
    step = partial(send_batch, senders(), clock=partial(datetime.now, UTC), insist=insist)
    if drain_until_idle(step):
        send_outbox_later()
