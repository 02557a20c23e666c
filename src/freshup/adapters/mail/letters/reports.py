"""What mail systems report: a mail that did not arrive (RFC 3464), or one that was reported as spam (RFC 5965)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from freshup.adapters.decoding.mail_kinds import sender_of
from freshup.adapters.decoding.mime import Headers, split_headers
from freshup.ports.letters import Bounce

RECIPIENTS_MAX: Final = 50
FIELDS_BYTES_MAX: Final = 100_000

_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS: Final = re.compile(r"[\w.+\-'=]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8}")
_MESSAGE_ID: Final = re.compile(rb"^message-id:\s*<([^<>\s\0]{3,250})>", re.IGNORECASE | re.MULTILINE)
_ID: Final = re.compile(r"<([^<>\s]{3,250})>")
_EMPTY_LINE: Final = re.compile(rb"\r?\n[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A leaf of a report: its type and its bytes."""

    media_type: str
    body: bytes


def bounces_of(headers: Headers, pieces: Sequence[Piece], text: str) -> tuple[Bounce, ...]:
    """One for each recipient that a report of delivery names; read from its words where it has no fields."""
    original = original_id(pieces)
    found = [
        bounce
        for piece in pieces
        if piece.media_type == "message/delivery-status"
        for bounce in _fields(piece.body, original)
    ]
    if found:
        return tuple(found[:RECIPIENTS_MAX])
    recipient = headers.get("x-failed-recipients", "").partition(",")[0].strip()
    named = _ADDRESS.search(text[:5_000])
    code = _STATUS.search(text[:20_000])
    address = recipient or (named[0] if named else "")
    if not address and not original:
        return ()
    return (Bounce(address.lower(), code[1] if code else "", original),)


def complaint_of(pieces: Sequence[Piece]) -> Bounce | None:
    """What a feedback report complains of."""
    for piece in pieces:
        if piece.media_type != "message/feedback-report":
            continue
        fields, _ = split_headers(piece.body[:FIELDS_BYTES_MAX])
        if fields.get("feedback-type", "abuse").strip().lower() not in (
            "abuse",
            "fraud",
            "opt-out",
            "other",
            "virus",
        ):
            return None
        said = fields.get("original-rcpt-to", "") or fields.get("removal-recipient", "")
        _, address = sender_of(said)
        return Bounce(address or _recipient_inside(pieces), "", original_id(pieces), "complained")
    return None


def original_id(pieces: Sequence[Piece]) -> str:
    """The Message-ID of the mail that a report carries back, whole or its headers only."""
    for piece in pieces:
        if piece.media_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            found = _MESSAGE_ID.search(piece.body[:FIELDS_BYTES_MAX])
            if found is not None:
                return found[1].decode("utf-8", "replace")
    return ""


def _fields(body: bytes, original: str) -> list[Bounce]:
    """Blocks of fields: the first about the mail, one more for each recipient."""
    blocks = [
        split_headers(one.strip() + b"\r\n\r\n")[0] for one in _EMPTY_LINE.split(body[:FIELDS_BYTES_MAX])
    ]
    whole = next(
        (found[1] for one in blocks if (found := _ID.search(one.get("original-message-id", "")))), ""
    )
    return [_bounce(one, original or whole) for one in blocks if "final-recipient" in one or "action" in one]


def _bounce(fields: Mapping[str, str], original: str) -> Bounce:
    recipient = fields.get("original-recipient", "") or fields.get("final-recipient", "")
    address = recipient.rpartition(";")[2].strip().strip("<>").lower()
    code = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
    return Bounce(
        address[:254], code[1] if code else "", original, fields.get("action", "failed").strip().lower()[:20]
    )


def _recipient_inside(pieces: Sequence[Piece]) -> str:
    for piece in pieces:
        if piece.media_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            return sender_of(split_headers(piece.body[:FIELDS_BYTES_MAX])[0].get("to", ""))[1]
    return ""
