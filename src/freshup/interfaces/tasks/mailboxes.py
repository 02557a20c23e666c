"""Every minute the stores' mailboxes are looked into; files that providers keep are fetched as they come.

On a thread each while they are read, so that one mail server that does not answer keeps no other store waiting.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Final

from freshup.bootstrap.attachments import credentials, letter_reader
from freshup.bootstrap.fetching import fetcher
from freshup.bootstrap.intake import storage
from freshup.bootstrap.mailboxes import mail_key, mailbox_reader
from freshup.interfaces.tasks.draining import STOPPING
from freshup.interfaces.tasks.registering import periodic
from freshup.jobs import FETCHING_QUEUE
from freshup.operations.conversations.fetching import fetch_waiting
from freshup.operations.conversations.mailboxes import Mailbox, keep_mails, mailboxes, read_mailbox
from freshup.ports.mailboxes import Batch, UnableToFetch

EVERY_MINUTE: Final = "* * * * * 35"
EVERY_TEN_SECONDS: Final = "* * * * * */10"
SIDE_BY_SIDE: Final = 8
ROUNDS_MAX: Final = 20


@periodic(EVERY_MINUTE, "freshup.mailboxes.read", queue=FETCHING_QUEUE)
def read_mailboxes(timestamp: int) -> None:
    """Until nothing is left or this round has lasted long enough; the next minute goes on where it stopped."""
    waiting: set[int] | None = None
    for _ in range(ROUNDS_MAX):
        boxes = [
            one for one in mailboxes(now=datetime.now(UTC)) if waiting is None or one.account.id in waiting
        ]
        waiting = {box.account.id for box, read in _read(boxes) if _keep(box, read)}
        if not waiting or STOPPING.is_set():
            return


@periodic(EVERY_TEN_SECONDS, "freshup.attachments.fetch", queue=FETCHING_QUEUE)
def fetch_attachments(timestamp: int) -> None:
    step = partial(
        fetch_waiting,
        fetcher(),
        letter_reader(),
        storage(),
        credentials=credentials,
        clock=partial(datetime.now, UTC),
    )
    for _ in range(ROUNDS_MAX):
        if not step() or STOPPING.is_set():
            return


def _read(boxes: list[Mailbox]) -> Iterable[tuple[Mailbox, Batch | UnableToFetch]]:
    reader = mailbox_reader()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield from zip(
            boxes, pool.map(lambda box: read_mailbox(box, reader, now=datetime.now(UTC)), boxes), strict=True
        )


def _keep(box: Mailbox, read: Batch | UnableToFetch) -> bool:
    keys = [mail_key(mail) for mail in read.mails] if isinstance(read, Batch) else []
    return keep_mails(box, read, keys=keys, storage=storage(), now=datetime.now(UTC))
