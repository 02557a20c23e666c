"""A mail → the leads in it, whichever part holds them, or what kind of mail it is."""

from __future__ import annotations

import re

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.blocks import find_adf
from freshup.adapters.decoding.charsets import decode_text
from freshup.adapters.decoding.context import Context, Notes
from freshup.adapters.decoding.draft import Draft, WrittenPhone
from freshup.adapters.decoding.html_text import html_to_text, looks_like_html
from freshup.adapters.decoding.json_documents import looks_like_json, read_json
from freshup.adapters.decoding.mail_kinds import is_auto_reply, is_no_reply, mail_facts, sender_of
from freshup.adapters.decoding.mime import Headers, Part, parts_of, split_headers
from freshup.adapters.decoding.notification import read_lines
from freshup.adapters.decoding.results import Result, conclude, from_drafts
from freshup.domain.intake.emails import IN_TEXT, read_emails
from freshup.domain.intake.phones import phones_in_text
from freshup.domain.intake.prospect import Decoded, MailFacts

_NOT_TEXT = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "application/pdf",
    "application/zip",
    "application/msword",
)
_WRITTEN = frozenset({"text/plain", "text/html", ""})
_UNSUBSCRIBE = re.compile(r"\bunsubscribe\b|\bmanage (?:your )?(?:email )?preferences\b", re.IGNORECASE)
_COMMENT_CHARACTERS = 20_000


def read_mail(mail: bytes, context: Context, envelope_from: str | None) -> Decoded:
    headers, body = split_headers(mail)
    facts = mail_facts(headers, envelope_from)
    try:
        return conclude(_read(mail, headers, body, facts, context), facts)
    except limits.Refused as refusal:
        return Decoded("quarantined", refusal.reason, mail=facts)


def _read(mail: bytes, headers: Headers, body: bytes, facts: MailFacts, context: Context) -> Result:
    if facts.bounce:
        return Result(not_a_lead="A report of the mail system")
    parts = parts_of(mail, headers, body)
    documents = _documents(parts, context)
    if documents.found or documents.broken or documents.not_a_lead:
        return documents
    if is_auto_reply(headers, facts):
        return Result(not_a_lead="An automatic reply")
    text, notes = _written_text(parts)
    lines = read_lines(text)
    if lines:
        return _from_lines(lines, headers, notes, context)
    if facts.bulk:
        return Result(not_a_lead="A newsletter or mailing list")
    if facts.no_reply and _UNSUBSCRIBE.search(text):
        return Result(not_a_lead="A newsletter or mailing list")
    if not text.strip() and not facts.subject:
        return Result(broken="Nothing to read in the mail")
    return _from_person(text, headers, facts, notes, context)


def _documents(parts: list[Part], context: Context) -> Result:
    """The ADF and JSON in any part. HTML only repeats the plain text of a mail, so it is read when that has none."""
    result = Result()
    later = [part for part in parts if part.media_type == "text/html" and not part.attached]
    for part in [part for part in parts if part not in later] if len(parts) > 1 else parts:
        result.merge(_document(part, context))
    if len(parts) > 1 and not result.found:
        for part in later:
            result.merge(_document(part, context))
    if result.found and result.broken is not None and any(one[0].can_be_reached for one in result.found):
        _forgive_what_is_whole_elsewhere(result, parts, context)
    return result


def _forgive_what_is_whole_elsewhere(result: Result, parts: list[Part], context: Context) -> None:
    """A body cut short does no harm when the same lead is whole in another part."""
    whole = [
        part for part in (_document(one, context) for one in parts) if part.found and part.broken is None
    ]
    if len(parts) > 1 and whole and sum(len(one.found) for one in whole) >= len(result.found):
        result.found.clear()
        for one in whole:
            result.merge(one)
        result.broken = None


def _document(part: Part, context: Context) -> Result:
    if part.media_type.startswith(_NOT_TEXT) or not part.body.strip():
        return Result()
    if not _worth_reading(part):
        return Result()
    notes = Notes()
    text = decode_text(part.body, part.charset, notes)
    adf = find_adf(text, notes)
    if adf is not None:
        if not adf.drafts and adf.cut_inside is None:
            return Result(broken="No prospect in the document")
        cut = f"Cut off inside <{adf.cut_inside}>" if adf.cut_inside is not None else None
        return from_drafts(adf.drafts, notes, context, cut)
    stripped = text.strip()
    if looks_like_json(stripped) and '"' in stripped:
        result = read_json(stripped, context)
        return result if result.found or result.not_a_lead else Result()
    return Result()


def _worth_reading(part: Part) -> bool:
    """Whether bytes of an unknown type could be a document: pictures and archives are passed over."""
    if part.media_type.startswith("text/") or "xml" in part.media_type or "json" in part.media_type:
        return True
    head = part.body[:4_000].lower()
    return b"adf" in head or b"<prospect" in head or b"<\0" in head or head.lstrip()[:1] in (b"{", b"[", b"<")


def _written_text(parts: list[Part]) -> tuple[str, Notes]:
    """What somebody wrote: the plain text, else the HTML as text."""
    notes = Notes()
    written = [part for part in parts if part.media_type in _WRITTEN and not part.attached]
    plain = [part for part in written if part.media_type != "text/html" and part.body.strip()]
    texts = []
    for part in plain or written:
        text = decode_text(part.body[: limits.TEXT_BYTES_MAX], part.charset, notes)
        text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
        texts.append(html_to_text(text) if part.media_type == "text/html" or _is_hidden_html(text) else text)
    return "\n".join(texts).strip(), notes


def _is_hidden_html(text: str) -> bool:
    return text.lstrip()[:1] == "<" and looks_like_html(text)


def _from_lines(drafts: list[Draft], headers: Headers, notes: Notes, context: Context) -> Result:
    notes.add("Read from the lines of a notification mail.")
    _, reply_to = sender_of(headers.get("reply-to", ""))
    if len(drafts) == 1 and not drafts[0].emails and reply_to and not is_no_reply(reply_to):
        drafts[0].emails.append(reply_to)
    return from_drafts(drafts, notes, context)


def _from_person(text: str, headers: Headers, facts: MailFacts, notes: Notes, context: Context) -> Result:
    """A mail that somebody wrote by hand is a lead: who sent it is the customer, what it says the comment."""
    notes.add("Read as a plain e-mail: the sender as customer, the text as comment.")
    draft = Draft()
    draft.words = facts.subject or ""
    name, address = sender_of(headers.get("from", ""))
    reply_name, reply_to = sender_of(headers.get("reply-to", ""))
    if reply_to and (facts.no_reply or not address or reply_name):
        name, address = reply_name, reply_to
    if address and not is_no_reply(address):
        draft.emails.append(address)
        if name and "@" not in name:
            draft.full_names.append(name)
    elif facts.no_reply:
        draft.emails.extend(IN_TEXT.findall(text[:_COMMENT_CHARACTERS])[:1])
    draft.phones.extend(WrittenPhone(phone.raw) for phone in phones_in_text(text)[:3])
    draft.comments.append(("mail", text[:_COMMENT_CHARACTERS] or (facts.subject or "")))
    draft.emails = [one for one in draft.emails if read_emails(one).addresses]
    return from_drafts([draft], notes, context)
