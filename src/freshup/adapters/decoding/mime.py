"""Mail as it came → headers and the parts that hold text, within bounds."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from functools import lru_cache

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.charsets import known_encoding

_HEADER = re.compile(rb"\A(?:>?From [^\r\n]*\r?\n)?([!-9;-~]{1,76})[ \t]*:[ \t]?")
_OF_MAIL = frozenset(
    {"from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version", "delivered-to",
     "content-type", "content-transfer-encoding", "x-mailer", "reply-to", "dkim-signature", "arc-seal", "sender",
     "x-original-to", "envelope-to", "authentication-results", "received-spf", "x-received", "cc", "x-priority"}
)  # fmt: skip
# One of these must be among them: "From: … To: …" alone may be lines of a form.
_SURE = frozenset(
    {"message-id", "received", "return-path", "mime-version", "content-type", "subject", "delivered-to"}
)
_UNFOLD = re.compile(rb"\r?\n[ \t]+")
_MEDIA_TYPE = re.compile(r"\s*([a-z0-9!#$&^_.+\-]+/[a-z0-9!#$&^_.+\-]+)", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\*?\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;]+))", re.IGNORECASE)
_DIGITS_MAX = 20_000_000
# The longest name of an encoding is half as long.
_LABEL_LENGTH_MAX = 60


class Headers(dict[str, str]):
    """Names in lower case → the first value of each, undecoded."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a mail, decoded as its transfer encoding says."""

    media_type: str
    charset: str | None
    body: bytes
    attached: bool = False
    filename: str = ""


def looks_like_mail(body: bytes) -> bool:
    """Whether bytes without a label begin like a mail: at least two header lines that only mail has."""
    if not _HEADER.match(body.lstrip(b"\r\n\t \xef\xbb\xbf")[:400]):
        return False
    names = set(split_headers(body[:20_000])[0])
    return len(names & _OF_MAIL) >= 2 and bool(names & _SURE)


def split_headers(mail: bytes) -> tuple[Headers, bytes]:
    """The headers, unfolded, and all that follows the first empty line."""
    mail = mail.lstrip(b"\r\n\xef\xbb\xbf") if mail[:1] in (b"\r", b"\n", b"\xef") else mail
    if mail.startswith((b"From ", b">From ")):
        mail = mail.partition(b"\n")[2]
    head, gap, body = mail.partition(b"\r\n\r\n")
    plain_head, plain_gap, plain_body = mail.partition(b"\n\n")
    if plain_gap and (not gap or len(plain_head) < len(head)):
        head, body = plain_head, plain_body
    headers = Headers()
    for line in _UNFOLD.sub(b" ", head).split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            headers.setdefault(name.strip().lower().decode("latin-1"), _header_text(value))
    return headers, body


def _header_text(value: bytes) -> str:
    # No header may hold a NUL (RFC 5322, 2.2), and no text of PostgreSQL can.
    value = value.replace(b"\0", b"").strip()
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def readable(value: str) -> str:
    """A header as people read it: encoded words decoded, as far as they can be."""
    return _decoded_words(value[:4_000]) if "=?" in value else value


@lru_cache(maxsize=1024)
def _decoded_words(value: str) -> str:
    pieces = []
    try:
        for piece, charset in decode_header(value):
            if isinstance(piece, str):
                pieces.append(piece)
            else:
                name = known_encoding(charset) if charset else "utf-8"
                pieces.append(piece.decode(name or "latin-1", "replace"))
    except (HeaderParseError, ValueError, binascii.Error):
        return value
    return "".join(pieces).replace("\0", "")


@lru_cache(maxsize=1024)
def media_type(content_type: str) -> tuple[str, str | None]:
    """Type and charset of a Content-Type header; text/plain where it says nothing."""
    match = _MEDIA_TYPE.match(content_type)
    charset = _CHARSET.search(content_type)
    label = next((one for one in charset.groups() if one is not None), None) if charset is not None else None
    return (match.group(1).lower() if match is not None else "text/plain"), label and label[
        :_LABEL_LENGTH_MAX
    ]


def parts_of(mail: bytes, headers: Headers, body: bytes) -> list[Part]:
    """All leaves of a mail in order. Nearly all lead mails are one piece of text, which needs no parser."""
    if len(mail) > limits.MAIL_BYTES_MAX:
        raise limits.mail_too_large()
    kind, charset = media_type(headers.get("content-type", ""))
    if not kind.startswith(("multipart/", "message/")):
        encoding = headers.get("content-transfer-encoding", "")
        return [Part(kind, charset, transfer_decoded(body, encoding))]
    message = parse_guarded(mail)
    parts: list[Part] = []
    for piece in message.walk():
        if piece.is_multipart():
            continue
        if len(parts) >= limits.MAIL_PARTS_MAX:
            raise limits.too_many_parts()
        parts.append(_part(piece))
    return parts


def parse_guarded(mail: bytes) -> Message:
    """Parse with the standard library, after counting what would make it work without end."""
    lowered = mail.lower()
    containers = lowered.count(b"boundary") + lowered.count(b"message/rfc822")
    if containers > 2 * limits.MAIL_CONTAINERS_MAX:
        raise limits.mail_too_deep()
    if mail.count(b"\n--") > 10 * limits.MAIL_PARTS_MAX:
        raise limits.too_many_parts()
    return BytesParser(policy=compat32).parsebytes(mail)


def _part(piece: Message) -> Part:
    headers = str(piece.get("content-type", "") or "")
    kind, charset = media_type(" ".join(headers.split()))
    body = content_of(piece)
    disposition = str(piece.get("content-disposition", "") or "").lower()
    name = _quoted(str(piece.get("content-disposition", "") or "")) or _quoted(headers)
    return Part(kind, charset, body, disposition.lstrip().startswith("attachment"), name)


def content_of(piece: Message) -> bytes:
    """What a leaf holds, decoded as its transfer encoding says and otherwise byte by byte.

    Asked for text, the library decodes by a charset which may be none (and raises), and a file becomes another file.
    """
    encoding = str(piece.get("content-transfer-encoding", "") or "")
    del piece["content-transfer-encoding"]
    content = piece.get_payload(decode=True)
    return transfer_decoded(content, encoding) if isinstance(content, bytes) else b""


def _quoted(header: str) -> str:
    match = re.search(r"(?:file)?name\*?\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))", header[:2_000], re.IGNORECASE)
    return next((one for one in match.groups() if one is not None), "") if match is not None else ""


def transfer_decoded(body: bytes, encoding: str) -> bytes:
    word = encoding.strip().strip("\"'").lower()
    if word == "quoted-printable":
        return quopri.decodestring(body)
    if word == "base64":
        return _from_base64(body)
    return body


def _from_base64(body: bytes) -> bytes:
    """Base64 with whatever a gateway left around and in it; the bytes themselves where they are none."""
    compact = b"".join(body.split()).replace(b"-", b"+").replace(b"_", b"/")
    end = compact.find(b"=")
    compact = compact[:end] if end >= 0 else compact
    if len(compact) % 4 == 1:
        compact = compact[:-1]
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error:
        return body
