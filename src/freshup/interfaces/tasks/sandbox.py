"""What the sandbox has to say of the messages it took; nothing where no message goes there."""

import secrets
from datetime import UTC, datetime

from freshup.bootstrap.intake import storage
from freshup.bootstrap.sandbox import behaviour, is_sandbox
from freshup.interfaces.tasks.registering import periodic
from freshup.interfaces.tasks.sweeps import EVERY_FIVE_SECONDS
from freshup.jobs import SWEEPING_QUEUE
from freshup.operations.connectors.sandbox import report_due


@periodic(EVERY_FIVE_SECONDS, "freshup.sandbox.report", queue=SWEEPING_QUEUE)
def report(timestamp: int) -> None:
    report_due(
        behaviour(),
        storage=storage(),
        secrets=new_secrets if is_sandbox() else None,
        now=datetime.now(UTC),
    )


def new_secrets() -> tuple[str, str]:
    return secrets.token_urlsafe(24), secrets.token_urlsafe(24)
