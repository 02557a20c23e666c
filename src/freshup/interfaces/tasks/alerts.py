"""Alerts reach people outside the page: the task behind `freshup.response.deliver`."""

from datetime import UTC, datetime
from functools import partial

from freshup.bootstrap.alerting import alert_texter
from freshup.bootstrap.home import prepare_home
from freshup.bootstrap.push import push_sender
from freshup.interfaces.tasks.draining import drain_until_idle
from freshup.interfaces.tasks.registering import task
from freshup.jobs import ALERTS_QUEUE, DELIVER_ALERTS, deliver_alerts_later
from freshup.operations.response.delivering import deliver_batch


@task(DELIVER_ALERTS, queue=ALERTS_QUEUE)
def deliver_alerts() -> None:
    # The key pair for push services lies in the home.
    prepare_home()
    clock = partial(datetime.now, UTC)
    if drain_until_idle(partial(deliver_batch, push_sender(), text=alert_texter(clock), clock=clock)):
        deliver_alerts_later()
