"""Mail of customers, read: bytes of anybody's in, words and files that are safe to keep and show out."""

import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.charsets import decode_text
from freshup.adapters.decoding.context import Notes
from freshup.adapters.decoding.html_text import html_to_text, looks_like_html
from freshup.adapters.decoding.mail_kinds import is_auto_reply, mail_facts, sender_of
from freshup.adapters.decoding.mime import Headers, readable, split_headers
from freshup.adapters.mail.letters.files import enclose
from freshup.adapters.mail.letters.folding import fold
from freshup.adapters.mail.letters.pieces import REPORTS, Leaf, leaves_of
from freshup.adapters.mail.letters.reports import Piece, bounces_of, complaint_of
from freshup.adapters.mail.letters.sanitising import safe_html
from freshup.domain.intake.prospect import MailFacts
from freshup.domain.reasons import N_ as _
from freshup.ports.letters import Enclosed, Letter, UnreadableLetter

ENCLOSED_BYTES_MAX: Final = 40_000_000
ENCLOSED_MAX: Final = 50
TEXT_CHARACTERS_MAX: Final = 200_000
TOGETHER_TOO_LARGE: Final = _("with the others, more than 40 MB")
TOO_MANY: Final = _("more than 50 files in one mail")
# What a mail that was too large to fetch tells of itself (adapters.mail.imap), and what a delivery adds.
LEFT_OUT: Final = "x-freshup-left-out"
RECIPIENT_HEADERS: Final = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-forwarded-to",
    "resent-to",
)
SYSTEM_REPORTS: Final = ("message/delivery-status", "message/feedback-report", "text/rfc822-headers")

_ID: Final = re.compile(r"<([^<>\s]{1,250})>")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class MailLetters:
    """`ports.letters.LetterReader`."""

    def read(self, mail: bytes) -> Letter:
        headers, body = split_headers(mail)
        try:
            leaves = leaves_of(mail, headers, body)
        except limits.Refused as refusal:
            raise UnreadableLetter(refusal.reason) from refusal
        return _letter(mail, headers, leaves, mail_facts(headers, None))

    def enclose(self, name: str, content: bytes, declared: str = "") -> Enclosed:
        return enclose(name, content, declared)


def _letter(mail: bytes, headers: Headers, leaves: list[Leaf], facts: MailFacts) -> Letter:
    written = [leaf for leaf in leaves if not leaf.is_file]
    plain, html = _words(written)
    pieces = [Piece(leaf.media_type, leaf.body) for leaf in leaves if leaf.media_type in REPORTS]
    complaint = complaint_of(pieces)
    bounced = facts.bounce and complaint is None
    text, rest = fold(plain)
    name, address = sender_of(headers.get("from", ""))
    return Letter(
        message_id=next(iter(_ids(headers.get("message-id", ""))), ""),
        in_reply_to=_ids(headers.get("in-reply-to", "")),
        references=_ids(headers.get("references", "")),
        sender_name=_line(name)[:120],
        sender=address[:254],
        recipients=_recipients(mail),
        subject=_line(readable(headers.get("subject", "")))[:200],
        written_at=_moment(headers.get("date", "")),
        text=text,
        rest=rest,
        html=safe_html(html) if html else "",
        enclosed=_enclosed(
            [leaf for leaf in leaves if leaf.is_file], report=bounced or complaint is not None
        ),
        auto_reply=is_auto_reply(headers, facts),
        bulk=facts.bulk,
        holds_adf=any(_holds_adf(leaf) for leaf in leaves),
        bounces=bounces_of(headers, pieces, plain) if bounced else (),
        complaint=complaint,
        left_out=_number(headers.get(LEFT_OUT, "")),
    )


def _words(written: list[Leaf]) -> tuple[str, str]:
    """(the words as text, the same as HTML). Plain text where there is some, else what the HTML says."""
    texts = {"text/plain": [], "text/html": []}  # type: dict[str, list[str]]
    for leaf in written:
        if leaf.media_type in texts and leaf.body.strip():
            text = decode_text(leaf.body[: limits.TEXT_BYTES_MAX], leaf.charset, Notes())
            texts[leaf.media_type].append(text)
    html = "\n".join(texts["text/html"])
    plain = "\n\n".join(texts["text/plain"]) or html_to_text(html)
    if not texts["text/html"] and plain.lstrip()[:1] == "<" and looks_like_html(plain):
        html, plain = plain, html_to_text(plain)
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return _CONTROLS.sub("", plain)[:TEXT_CHARACTERS_MAX].strip(), html.replace("\0", "")


def _enclosed(files: list[Leaf], *, report: bool) -> tuple[Enclosed, ...]:
    """Up to what one mail may bring; what is beyond that is named. Parts of a report are no files."""
    kept: list[Enclosed] = []
    size = 0
    for leaf in files:
        if report and (leaf.media_type in SYSTEM_REPORTS or leaf.media_type == "message/rfc822"):
            continue
        one = enclose(leaf.name, leaf.body, leaf.media_type)
        size += len(leaf.body) if not one.refused else 0
        over = (
            TOGETHER_TOO_LARGE if size > ENCLOSED_BYTES_MAX else TOO_MANY if len(kept) >= ENCLOSED_MAX else ""
        )
        if over and not one.refused:
            size -= len(leaf.body)
            one = Enclosed(one.kind, one.name, one.media_type, b"", len(leaf.body), over)
        kept.append(one)
    return tuple(kept[: 2 * ENCLOSED_MAX])


def _recipients(mail: bytes) -> tuple[str, ...]:
    """Every address a header names, of several headers with one name all: forwarding adds its own."""
    lines = mail[:100_000].replace(b"\0", b"").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    values = []
    for line in re.sub(rb"\n[ \t]+", b" ", lines).split(b"\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower().decode("latin-1") in RECIPIENT_HEADERS:
            values.append(value.decode("utf-8", "replace")[:4_000])
    try:
        found = [address.strip().lower() for _, address in getaddresses(values)]
    except (ValueError, IndexError):
        found = []
    return tuple(dict.fromkeys(one for one in found if "@" in one and len(one) <= 254))[:100]


def _ids(value: str) -> tuple[str, ...]:
    found = _ID.findall(value[:8_000])
    bare = value.strip().strip("<>")
    if not found and bare and len(bare) <= 250 and not any(sign.isspace() for sign in bare):
        found = [bare]
    return tuple(dict.fromkeys(found))[-30:]


def _moment(value: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC) if 1990 < at.year < 9990 else None


def _holds_adf(leaf: Leaf) -> bool:
    head = leaf.body[:20_000].lower()
    return not leaf.media_type.startswith(("image/", "audio/", "video/")) and (
        b"<adf" in head or b"?adf" in head
    )


def _line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else 0
