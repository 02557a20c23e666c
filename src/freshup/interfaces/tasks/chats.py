"""Chats of the stores' sites: joined to the leads they became, and words asked of a model where a store has one."""

from datetime import UTC, datetime
from functools import partial
from typing import Final

from django.db import transaction

from freshup.bootstrap.drafting import drafter
from freshup.interfaces.tasks.draining import drain_until_idle
from freshup.interfaces.tasks.registering import periodic, task
from freshup.jobs import (
    CHATS_QUEUE,
    DRAFT_REPLIES,
    JOIN_CHATS,
    SWEEPING_QUEUE,
    draft_replies_later,
    join_chats_later,
)
from freshup.operations.website.drafting import draft_one
from freshup.operations.website.mirroring import join_chats

EVERY_FIVE_SECONDS: Final = "* * * * * */5"


def join_batch() -> int:
    """One batch in a transaction of its own."""
    with transaction.atomic():
        return join_chats(now=datetime.now(UTC))


@task(JOIN_CHATS, queue=CHATS_QUEUE)
def join_all_chats() -> None:
    if drain_until_idle(join_batch):
        join_chats_later()


@task(DRAFT_REPLIES, queue=CHATS_QUEUE)
def draft_all_replies() -> None:
    if drain_until_idle(partial(draft_one, drafter, partial(datetime.now, UTC))):
        draft_replies_later()


@periodic(EVERY_FIVE_SECONDS, "freshup.sweep.chats", queue=SWEEPING_QUEUE)
def wake_chats(timestamp: int) -> None:
    """Alone this would do: intake may take longer than the first look waits for it."""
    join_chats_later()
    draft_replies_later()
