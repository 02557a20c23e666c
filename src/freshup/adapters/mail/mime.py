"""An outgoing mail as the bytes that go over the wire."""

from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Final

from freshup.domain.consent import Permit
from freshup.ports.mail import OutgoingMail

LINE_LENGTH_MAX: Final = 78


class Verbatim(UnstructuredHeader, BaseHeader):
    """Ids and addresses, broken between two of them and never within one.

    The library encodes a long one like a word of text (`=?utf-8?q?…`): then no mail program finds the mail that is
    answered, and no mailbox the one click that ends our mails.
    """

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        lines = [f"{self.name}:"]
        for word in str(self).split():
            if len(lines[-1]) + 1 + len(word) > LINE_LENGTH_MAX and len(lines[-1].split()) > 1:
                lines.append("")
            lines[-1] += f" {word}"
        return "\r\n".join(lines) + "\r\n"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("references", "in-reply-to", "list-unsubscribe"):
        registry.map_to_type(name, Verbatim)
    return registry


POLICY: Final = SMTP.clone(header_factory=_registry())


def compose(mail: OutgoingMail, permit: Permit) -> bytes:
    """The mail as bytes, dated when the gate let it go. Line breaks in a header are refused by the library."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(permit.decided_at)
    message["Message-ID"] = mail.message_id
    for name, value in mail.headers.items():
        message[name] = " ".join(value.split())
    message.set_content(mail.body)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()
