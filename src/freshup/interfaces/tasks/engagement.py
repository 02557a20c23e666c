"""Links that were followed a moment ago are settled: by a person, or by a machine that followed all of them."""

from datetime import UTC, datetime
from typing import Final

from freshup.interfaces.tasks.registering import periodic
from freshup.jobs import SWEEPING_QUEUE
from freshup.operations.conversations.engaging import settle_followed

EVERY_FIVE_SECONDS: Final = "* * * * * */5"


@periodic(EVERY_FIVE_SECONDS, "freshup.sweep.followed", queue=SWEEPING_QUEUE)
def followed(timestamp: int) -> None:
    settle_followed(now=datetime.now(UTC))
