"""The outbox goes out: the task behind `freshup.conversations.send`."""

from datetime import UTC, datetime
from functools import partial

from freshup.bootstrap.sending import senders
from freshup.interfaces.tasks.draining import drain_until_idle
from freshup.interfaces.tasks.registering import task
from freshup.jobs import SEND_OUTBOX, SENDING_QUEUE, send_outbox_later
from freshup.operations.conversations import send_batch


@task(SEND_OUTBOX, queue=SENDING_QUEUE)
def send_outbox() -> None:
    """A sender of its own for each job, so that no connection to a mail server outlives half a minute."""
    step = partial(send_batch, senders(), clock=partial(datetime.now, UTC))
    if drain_until_idle(step):
        send_outbox_later()
