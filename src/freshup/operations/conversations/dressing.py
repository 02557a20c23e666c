"""What a message is given on its way out, beside its words: tracked links, HTML, the headers of its thread."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.conf import settings

from freshup.domain.connectors.providers import SANDBOX
from freshup.domain.conversations.letters import letter
from freshup.domain.conversations.links import rewritten, to_be_tracked
from freshup.operations.conversations.reply_address import address_at, address_in
from freshup.operations.conversations.tracking import LINK, PIXEL, NewLink, keep_links
from freshup.queries.connectors import ConnectorRow, connectors_of
from freshup.queries.outbox import ClaimedMessage
from freshup.queries.stores import StoreSettings
from freshup.queries.threads import Thread, threads_of

# What is no letter to a customer is not followed: the last word to somebody who wants no more, and mail to our own.
UNTRACKED: Final = ("confirmation", "staff")
UNANSWERED: Final = ("staff",)
ID_LENGTH_MAX: Final = 250
NO_CHARACTERS_OF_AN_ID: Final = set("<>,;\"' ")


@dataclass(frozen=True, slots=True)
class Wire:
    """A message as it goes over the wire; what is kept are its words as they were written."""

    body: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    media: tuple[str, ...] = ()


def wires_for(messages: Sequence[tuple[ClaimedMessage, StoreSettings]], *, now: datetime) -> dict[int, Wire]:
    """By message id; one that needs nothing is not among them. A constant number of statements a batch."""
    mails = [message for message, _ in messages if message.channel == "email"]
    threads = threads_of({mail.opportunity_id for mail in mails}) if mails else {}
    inward = _mailboxes({mail.rooftop_id for mail in mails}) if mails else {}
    links = {message.id: _links(message, store) for message, store in messages}
    keep_links([link for found in links.values() for link in found], now=now)
    wires = {}
    for message, store in messages:
        headers: dict[str, str] = {}
        if message.channel == "email":
            thread, inward_here = threads.get(message.opportunity_id), inward.get(message.rooftop_id, ())
            headers = _headers(message, store, thread, inward_here)
        if headers or links[message.id]:
            wires[message.id] = _wire(message, links[message.id], headers)
    return wires


def _links(message: ClaimedMessage, store: StoreSettings) -> list[NewLink]:
    if message.purpose in UNTRACKED or message.channel not in ("email", "text"):
        return []
    links = []
    if store.tracks_clicks:
        targets = to_be_tracked(message.body, own=settings.FRESHUP_BASE_URL)
        links = [NewLink(message, LINK, position, target) for position, target in enumerate(targets)]
    if store.tracks_opens and message.channel == "email":
        links.append(NewLink(message, PIXEL, 0))
    return links


def _wire(message: ClaimedMessage, links: Sequence[NewLink], headers: Mapping[str, str]) -> Wire:
    addresses = {link.target: link.address for link in links if link.kind == LINK}
    pixel = next((link.address for link in links if link.kind == PIXEL), "")
    html = letter(message.body, addresses, pixel=pixel, language=message.language) if pixel else ""
    return Wire(rewritten(message.body, addresses), html, headers)


def _mailboxes(rooftop_ids: set[int]) -> dict[int, list[ConnectorRow]]:
    """By store, the accounts in use that its mail comes in by or goes out through."""
    found: dict[int, list[ConnectorRow]] = {}
    for row in connectors_of(rooftop_ids):
        if row.does("email_in") or row.does("email_out"):
            found.setdefault(row.rooftop_id, []).append(row)
    return found


def _headers(
    message: ClaimedMessage, store: StoreSettings, thread: Thread | None, accounts: Sequence[ConnectorRow]
) -> dict[str, str]:
    """The headers it does not bring itself: what it answers, and where an answer finds its lead."""
    headers: dict[str, str] = {}
    if thread is not None and (references := [id for id in thread.references if _is_id(id)]):
        answers = thread.answers if _is_id(thread.answers) else references[-1]
        headers["In-Reply-To"] = f"<{answers}>"
        headers["References"] = " ".join(f"<{id}>" for id in references)
    if message.purpose not in UNANSWERED and (address := _reply_to(message, store, accounts)):
        headers["Reply-To"] = address
    own = {name.lower() for name in json.loads(message.headers)}
    if "in-reply-to" in own:
        headers.pop("In-Reply-To", None)
        headers.pop("References", None)
    return {name: value for name, value in headers.items() if name.lower() not in own}


def _reply_to(message: ClaimedMessage, store: StoreSettings, accounts: Sequence[ConnectorRow]) -> str:
    """A plus-address of the mailbox we read, else one of a domain whose mail comes to us; empty where neither is."""
    if any(row.provider == "imap" for row in accounts):
        return address_in(message.sender or store.mail_from, message.opportunity_id)
    domains = [str(row.settings.get("reply_domain", "")) for row in accounts if row.does("email_in")]
    if named := [domain for domain in domains if domain]:
        return address_at(named[-1], message.opportunity_id)
    domain = settings.FRESHUP_INTAKE_DOMAIN.lower()
    leaves = settings.FRESHUP_EMAIL != "sandbox" or any(
        row.does("email_out") and row.provider != SANDBOX for row in accounts
    )
    # The domain an installation has before anybody sets one exists on this machine only: an answer would be lost.
    if leaves and (domain == "localhost" or domain.endswith(".localhost")):
        return ""
    return address_at(domain, message.opportunity_id)


def _is_id(mail_id: str) -> bool:
    """An id as a header can bear it; a customer's comes from outside and may hold anything."""
    return (
        0 < len(mail_id) <= ID_LENGTH_MAX
        and mail_id.isascii()
        and mail_id.isprintable()
        and not NO_CHARACTERS_OF_AN_ID & set(mail_id)
    )
