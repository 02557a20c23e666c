"""A document on its way to a store, and the mails around it."""

import base64
import quopri
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

CRLF: Final = "\r\n"


@dataclass(frozen=True, slots=True)
class Document:
    """`key` says which of the store's keys it comes by: server, form or mail."""

    body: bytes
    content_type: str
    key: str = "server"
    envelope_from: str | None = None

    @property
    def is_mail(self) -> bool:
        return self.key == "mail"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who mails what: the head that all mails share."""

    sender: str
    subject: str
    at: datetime
    message_id: str
    more: str = ""

    @property
    def address(self) -> str:
        return self.sender.rpartition("<")[2].rstrip(">")


def post(body: str, content_type: str, *, key: str = "server", charset: str = "utf-8") -> Document:
    return Document(body.encode(charset, "replace"), content_type, key)


def mail(envelope: Envelope, text: str, *, kind: str = "text/plain", charset: str = "utf-8") -> Document:
    """A mail of one part, as it is typed."""
    head = f"Content-Type: {kind}; charset={charset}{CRLF}Content-Transfer-Encoding: 8bit{CRLF}"
    return _mailed(envelope, head, lines(text).encode(charset, "replace"))


def mail_of_bytes(envelope: Envelope, content: bytes, *, claims: str) -> Document:
    """A mail whose head claims a character set that its bytes may not have."""
    return _mailed(envelope, f"Content-Type: text/plain; charset={claims}{CRLF}", content)


def mail_encoded(envelope: Envelope, text: str, *, how: str) -> Document:
    """The same in quoted-printable or base64."""
    raw = lines(text).encode()
    content = quopri.encodestring(raw) if how == "quoted-printable" else base64.encodebytes(raw)
    head = f"Content-Type: text/plain; charset=utf-8{CRLF}Content-Transfer-Encoding: {how}{CRLF}"
    return _mailed(envelope, head, content)


def mail_with_file(envelope: Envelope, text: str, file: str, *, name: str, kind: str) -> Document:
    """A covering note and the document as a file."""
    note = f"--part{CRLF}Content-Type: text/plain; charset=utf-8{CRLF}{CRLF}{lines(text)}{CRLF}"
    head = f'--part{CRLF}Content-Type: {kind}; name="{name}"{CRLF}'
    head += f'Content-Disposition: attachment; filename="{name}"{CRLF}'
    content = base64.encodebytes(file.encode()).decode().replace("\n", CRLF)
    parts = f"{note}{head}Content-Transfer-Encoding: base64{CRLF}{CRLF}{content}--part--{CRLF}"
    return _mailed(envelope, f'Content-Type: multipart/mixed; boundary="part"{CRLF}', parts.encode())


def lines(text: str) -> str:
    return text.replace("\n", CRLF)


def _mailed(envelope: Envelope, head: str, content: bytes) -> Document:
    first = (
        f"Message-ID: <{envelope.message_id}>{CRLF}From: {_worded(envelope.sender)}{CRLF}"
        f"To: Internet leads <leads@intake.localhost>{CRLF}Subject: {_worded(envelope.subject)}{CRLF}"
        f"Date: {format_datetime(envelope.at)}{CRLF}{lines(envelope.more)}MIME-Version: 1.0{CRLF}"
    )
    whole = first.encode() + head.encode() + CRLF.encode() + content
    return Document(whole, "message/rfc822", "mail", envelope.address)


def _worded(text: str) -> str:
    """Heads of mails are ASCII: other words are encoded, an address in angle brackets stays."""
    words, bracket, address = text.partition(" <")
    if words.isascii():
        return text
    return f"=?utf-8?b?{base64.b64encode(words.encode()).decode()}?={bracket}{address}"
