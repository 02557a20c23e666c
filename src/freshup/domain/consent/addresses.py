"""Whether an address can be written to at all: whose it is, what hangs on it, and whether a machine would answer."""

from __future__ import annotations

from typing import Final

from freshup.domain.consent.requests import SendRequest
from freshup.domain.intake.prospect import MailFacts

UNUSABLE: Final = ("bounced", "disconnected", "wrong_person")
VOICELESS: Final = ("fax", "pager")
# A work number is a switchboard or a desk that others read. "Home" is let through: forms put the only number people
# have under it, three in four US adults have no other phone than a cell, and a true landline comes back from the
# carrier as undeliverable, which marks the number. By hand both may be tried: then a person knows the line.
LANDLINES: Final = ("landline", "work")
# Mailboxes nobody reads. Compared without dots, dashes, underscores and what follows a plus.
_NO_REPLY_STARTS: Final = ("noreply", "donotreply", "noresponse")
_NO_REPLY: Final = ("mailerdaemon", "postmaster", "bounce", "bounces")


def address_problem(request: SendRequest) -> str:
    """The rule by which this address can't be used for the channel; "" when it can."""
    address = request.address
    if request.channel == "email":
        if not address or "@" not in address:
            return "no_address"
    elif not address or "@" in address or not any(map(str.isdigit, address)):
        return "no_number"
    if request.reachability in UNUSABLE:
        return request.reachability
    if request.channel == "email":
        return "no_reply" if is_no_reply(address) else ""
    if request.phone_kind in VOICELESS:
        return "no_voice"
    if request.channel != "text":
        return ""
    if request.automated and request.phone_kind in LANDLINES and request.purpose != "confirmation":
        return "landline"
    if not request.can_text:
        return "text_not_registered"
    return "" if request.registered or _owed(request) else "unregistered"


def _owed(request: SendRequest) -> bool:
    """What STOP and HELP must be answered with, whatever the number may be used for (CTIA's principles, 5.1)."""
    return request.purpose == "confirmation" or (request.purpose == "reply" and request.automated)


def machine_problem(mail: MailFacts, address: str | None) -> str:
    """The rule by which answering this mail would talk to a machine; "" when a person is behind it.

    Lead providers mail from no-reply and bulk senders on behalf of a customer whose own address stands in the
    lead, so those two only speak against answering the sender; a bounce or an auto-reply is never a
    customer's inquiry.
    """
    if mail.bounce or mail.mail_from == "":
        return "null_return_path"
    if mail.auto_submitted:
        return "auto_submitted"
    if not _same_mailbox(address, mail.sender) and not _same_mailbox(address, mail.mail_from):
        return ""
    if mail.bulk:
        return "bulk"
    return "no_reply" if mail.no_reply else ""


def _same_mailbox(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a.lower() == b.lower()


def is_no_reply(address: str) -> bool:
    """Whether an address says of itself that nobody reads it."""
    local = address.partition("@")[0].partition("+")[0].lower()
    plain = local.replace("-", "").replace("_", "").replace(".", "")
    return plain in _NO_REPLY or plain.startswith(_NO_REPLY_STARTS)
