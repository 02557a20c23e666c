"""An outgoing mail as the bytes that go over the wire."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from freshup.domain.consent import Permit
from freshup.ports.mail import OutgoingMail


def compose(mail: OutgoingMail, permit: Permit) -> bytes:
    """The mail as bytes, dated when the gate let it go. Line breaks in a header are refused by the library."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(permit.decided_at)
    message["Message-ID"] = mail.message_id
    for name, value in mail.headers.items():
        message[name] = " ".join(value.split())
    message.set_content(mail.body)
    return message.as_bytes()
