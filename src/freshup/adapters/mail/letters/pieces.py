"""A mail as its leaves, within bounds: words, files, and mails that hang on it, which stay whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.generator import BytesGenerator
from email.message import Message
from email.policy import compat32
from io import BytesIO
from typing import Final

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.mime import (
    Headers,
    content_of,
    media_type,
    parse_guarded,
    readable,
    transfer_decoded,
)

HEADER_LENGTH_MAX: Final = 2_000
# What a report of a mail system is made of.
REPORTS: Final = ("message/delivery-status", "message/feedback-report", "message/rfc822", "text/rfc822-headers",
                  "message/rfc822-headers", "message/global")  # fmt: skip
# What the library raises for headers that it has read itself and can't write again.
UNWRITABLE: Final = (
    UnicodeError, LookupError, ValueError, TypeError, AttributeError, IndexError, MessageError,
)  # fmt: skip
_NAME: Final = re.compile(r"name\*?\d?\*?\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece that holds no others. `is_file`: it hangs on the mail and is none of its words."""

    media_type: str
    charset: str | None
    body: bytes
    name: str = ""
    is_file: bool = False


def leaves_of(mail: bytes, headers: Headers, body: bytes) -> list[Leaf]:
    """All leaves in order. Raises limits.Refused."""
    if len(mail) > limits.MAIL_BYTES_MAX:
        raise limits.mail_too_large()
    kind, charset = media_type(headers.get("content-type", ""))
    if not kind.startswith(("multipart/", "message/")):
        disposition = headers.get("content-disposition", "")
        content = transfer_decoded(body, headers.get("content-transfer-encoding", ""))
        name = _file_name(disposition, headers.get("content-type", ""))
        return [Leaf(kind, charset, content, name, _is_file(kind, disposition, name))]
    leaves: list[Leaf] = []
    for leaf in _walk(parse_guarded(mail), 0):
        if len(leaves) >= limits.MAIL_PARTS_MAX:
            raise limits.too_many_parts()
        leaves.append(leaf)
    return leaves


def _walk(piece: Message, depth: int) -> Iterator[Leaf]:
    if depth > limits.MAIL_CONTAINERS_MAX:
        raise limits.mail_too_deep()
    kind, charset = media_type(_one_line(piece.get("content-type", "")))
    if piece.is_multipart() and kind not in REPORTS:
        for inner in piece.get_payload():
            if isinstance(inner, Message):
                yield from _walk(inner, depth + 1)
        return
    disposition = _one_line(piece.get("content-disposition", ""))
    name = _file_name(disposition, _one_line(piece.get("content-type", "")))
    if kind in REPORTS:
        inner_body = _flattened(piece)
        yield Leaf(kind, charset, inner_body, name or "message.eml", kind.startswith("message/"))
        return
    yield Leaf(kind, charset, content_of(piece), name, _is_file(kind, disposition, name))


def _flattened(piece: Message) -> bytes:
    """What is inside a mail or report that hangs on this one, as bytes again."""
    if not piece.is_multipart():
        return content_of(piece)
    payload = piece.get_payload()
    parts = []
    for inner in payload if isinstance(payload, list) else []:
        if not isinstance(inner, Message):
            continue
        out = BytesIO()
        try:
            BytesGenerator(out, mangle_from_=False, policy=compat32).flatten(inner)
        except UNWRITABLE:
            parts.append(_headers_of(inner))
            continue
        parts.append(out.getvalue().strip(b"\r\n"))
    return b"\r\n\r\n".join(parts)


def _headers_of(piece: Message) -> bytes:
    """Each on a line of its own: what a report says of a mail is not lost with one header that is broken."""
    lines = [f"{name}: {_one_line(value)}" for name, value in piece.items()]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _is_file(kind: str, disposition: str, name: str) -> bool:
    if disposition.lower().lstrip().startswith("attachment"):
        return True
    return not kind.startswith("text/") or (bool(name) and kind not in ("text/plain", "text/html"))


def _file_name(disposition: str, content_type: str) -> str:
    """The name as its sender wrote it, in any of the ways there are (RFC 2231, encoded words, bytes)."""
    for header, value in (("Content-Disposition", disposition), ("Content-Type", content_type)):
        if not _NAME.search(value[:HEADER_LENGTH_MAX]):
            continue
        probe = Message()
        probe[header] = value[:HEADER_LENGTH_MAX]
        try:
            name = probe.get_filename("")
        except (ValueError, LookupError, TypeError, AttributeError):
            name = ""
        if name:
            return readable(str(name))
    return ""


def _one_line(value: object) -> str:
    return " ".join(str(value)[: 4 * HEADER_LENGTH_MAX].split())
