"""Answers to leads at the built-in mail server, by `r-<token>@<intake domain>`: kept raw for the store's listener."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

from freshup.bootstrap.intake import storage
from freshup.bootstrap.mailboxes import with_envelope
from freshup.interfaces.api.batching import Batcher
from freshup.operations.connectors.listening import Listener, listeners_for
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.conversations.reply_address import read_reply_address
from freshup.queries.addressed import stores_of

KIND: Final = "mail-in"
SECRET_BYTES: Final = 24

LetterBatcher = Batcher[RawReport, bool, Listener]


@dataclass(frozen=True, slots=True)
class Answered:
    """An address of ours in the envelope of one mail, with the listener of its store."""

    address: str
    listener: Listener


def is_answer(address: str) -> bool:
    """Whether it is an address that names a lead, by our own signature."""
    return read_reply_address(address) is not None


def find_listeners(addresses: Sequence[str]) -> dict[str, Listener]:
    """By address; one whose lead does not exist is left out."""
    leads = {one: id for one in addresses if (id := read_reply_address(one)) is not None}
    stores = stores_of(sorted(set(leads.values())))
    known = {address: stores[id] for address, id in leads.items() if id in stores}
    return listeners_for(known, secret=lambda: secrets.token_urlsafe(SECRET_BYTES), now=datetime.now(UTC))


def reports_of(
    answered: Sequence[Answered], content: bytes, *, mail_from: str, remote_address: str | None
) -> list[RawReport]:
    """One for each store the mail is for. The same mail to the same people, sent anew, is the same event."""
    stores: dict[int, list[Answered]] = {}
    for one in answered:
        stores.setdefault(one.listener.connector_id, []).append(one)
    return [
        _report(theirs[0].listener, [one.address for one in theirs], content, mail_from, remote_address)
        for theirs in stores.values()
    ]


def _report(
    listener: Listener, recipients: Sequence[str], content: bytes, mail_from: str, remote_address: str | None
) -> RawReport:
    body = with_envelope(content, mail_from=mail_from, recipients=recipients)
    return RawReport(
        connector_id=listener.connector_id,
        rooftop_id=listener.rooftop_id,
        group_id=listener.group_id,
        kind=KIND,
        key=f"mail:{hashlib.sha256(body).hexdigest()}",
        received_at=datetime.now(UTC),
        body=body,
        content_type="message/rfc822",
        remote_address=remote_address,
    )


@cache
def letter_batcher() -> LetterBatcher:
    """The one of this process; its thread starts with the first answer."""
    return Batcher(storage(), take=take_in, look_up=find_listeners, name="letter batches")
