"""Mailboxes that stores let us read: what is new is written down raw, then the place in the mailbox moves on.

In this order: a place that moved before its mails were kept would lose them. A mail read twice is written down once.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from freshup.data.models import Connector
from freshup.operations.connectors import tally
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.connectors.sealing import SealBroken
from freshup.ports.accounts import Account
from freshup.ports.mailboxes import Batch, MailboxReader, UnableToFetch
from freshup.ports.storage import Storage
from freshup.queries.connectors import with_provider

log = logging.getLogger(__name__)

IMAP: Final = "imap"
KIND: Final = "mail-in"
AT_ONCE_MAX: Final = 200
SEALED: Final = "The password can't be opened: enter it again"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox to be read, and where reading goes on."""

    account: Account
    cursor: Mapping[str, Any]


def mailboxes(*, now: datetime) -> list[Mailbox]:
    """All that are in use. One whose password can't be opened says so on its connector."""
    found = []
    for row in with_provider(IMAP):
        try:
            found.append(Mailbox(account_of(row), row.cursor))
        except SealBroken:
            tally.count({row.id: tally.Count(failed=1, error=SEALED)}, now=now)
    return found


def read_mailbox(mailbox: Mailbox, reader: MailboxReader, *, now: datetime) -> Batch | UnableToFetch:
    """Speaks with the mailbox and touches no table, so that many may be read side by side."""
    try:
        return reader.read_new(mailbox.account, mailbox.cursor, now=now, limit=AT_ONCE_MAX)
    except UnableToFetch as unable:
        return unable


def keep_mails(
    mailbox: Mailbox, read: Batch | UnableToFetch, *, keys: Sequence[str], storage: Storage, now: datetime
) -> bool:
    """Write down what was read, then the place; whether there is more to read at once. `keys`: one a mail."""
    account = mailbox.account
    if isinstance(read, UnableToFetch):
        tally.count({account.id: tally.Count(failed=1, error=str(read))}, now=now)
        log.warning("mailbox of connector %d: %s", account.id, read)
        return False
    reports = [
        RawReport(
            connector_id=account.id,
            rooftop_id=account.rooftop_id,
            group_id=account.group_id,
            kind=KIND,
            key=key,
            received_at=now,
            body=mail,
            content_type="message/rfc822",
        )
        for key, mail in zip(keys, read.mails, strict=True)
    ]
    take_in(reports, storage=storage)
    with transaction.atomic():
        Connector.objects.filter(id=account.id).update(cursor=dict(read.cursor))
    return read.more
