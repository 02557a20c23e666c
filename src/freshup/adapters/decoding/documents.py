"""Any bytes → an outcome: what a document is shows in itself; what its carrier calls it is only a hint."""

from __future__ import annotations

import re

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.blocks import find_adf, refuse_excess
from freshup.adapters.decoding.charsets import decode_text
from freshup.adapters.decoding.context import Context, Notes
from freshup.adapters.decoding.draft import Draft, WrittenPhone
from freshup.adapters.decoding.field_names import Place, container
from freshup.adapters.decoding.fields import FieldReader
from freshup.adapters.decoding.forms import looks_like_form, read_form, read_multipart
from freshup.adapters.decoding.html_text import html_to_text, looks_like_html
from freshup.adapters.decoding.json_documents import looks_like_json, read_json
from freshup.adapters.decoding.mail import read_mail
from freshup.adapters.decoding.markup import Node, parse_strictly
from freshup.adapters.decoding.mime import looks_like_mail, media_type
from freshup.adapters.decoding.notification import read_lines
from freshup.adapters.decoding.results import Result, conclude, from_drafts
from freshup.domain.intake.emails import IN_TEXT, read_emails
from freshup.domain.intake.phones import phones_in_text
from freshup.domain.intake.prospect import Decoded, Document

_BOUNDARY = re.compile(rb"\A\s*--([^\s]{1,70})\r?\nContent-Disposition:\s*form-data", re.IGNORECASE)
_BOUNDARY_PARAMETER = re.compile(r"boundary\s*=", re.IGNORECASE)
_UNREADABLE_TEXT_KEPT = 2_000


def read_document(document: Document) -> Decoded:
    context = Context(document.zone, document.received_at)
    body = document.body
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Decoded("quarantined", "Empty document")
    kind, charset = media_type(document.content_type or "application/octet-stream")
    named_mail = (document.filename or "").lower().endswith(".eml") or kind == "message/rfc822"
    if (named_mail and not _is_bare_markup(body)) or looks_like_mail(body):
        return read_mail(body, context, document.envelope_from)
    try:
        return conclude(_read(body, kind, charset, document.content_type, context), None)
    except limits.Refused as refusal:
        return Decoded("quarantined", refusal.reason)


def _is_bare_markup(body: bytes) -> bool:
    return body.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"<", b"{", b"[")


def _read(body: bytes, kind: str, charset: str | None, content_type: str, context: Context) -> Result:
    boundary = _BOUNDARY.match(body)
    if boundary is not None and not (
        kind == "multipart/form-data" and _BOUNDARY_PARAMETER.search(content_type)
    ):
        content_type = f'multipart/form-data; boundary="{boundary.group(1).decode("latin-1")}"'
        kind = "multipart/form-data"
    if (
        kind.startswith("multipart/")
        and _BOUNDARY_PARAMETER.search(content_type)
        and not _is_bare_markup(body)
    ):
        return read_multipart(body, content_type, context)
    notes = Notes()
    text = decode_text(body, charset, notes)
    stripped = text.strip("\ufeff \t\r\n\0")
    if looks_like_json(stripped):
        return read_json(stripped, context)
    if not stripped.startswith("<") and (
        kind == "application/x-www-form-urlencoded" or looks_like_form(stripped)
    ):
        result = read_form(stripped, context)
        if result.found or result.not_a_lead:
            return result
    adf = find_adf(text, notes)
    if adf is not None:
        if not adf.drafts and adf.cut_inside is None:
            return Result(broken="No prospect in the document")
        cut = f"Cut off inside <{adf.cut_inside}>" if adf.cut_inside is not None else None
        return from_drafts(adf.drafts, notes, context, cut)
    return _without_adf(text, stripped, notes, context)


def _without_adf(text: str, stripped: str, notes: Notes, context: Context) -> Result:
    if len(text) > limits.TEXT_BYTES_MAX:
        raise limits.text_too_large()
    refuse_excess(text)
    if stripped.startswith("<"):
        root = parse_strictly(stripped, notes)
        if root is not None and not looks_like_html(stripped[:2_000]):
            return _from_elements(root, notes, context)
    plain = html_to_text(text) if looks_like_html(text) else text
    plain = plain.replace("\0", "").replace("\r\n", "\n")
    drafts = read_lines(plain)
    if drafts:
        notes.add("Read from lines of text.")
        return from_drafts(drafts, notes, context)
    return _unreadable(plain, context)


def _from_elements(root: Node, notes: Notes, context: Context) -> Result:
    """XML of somebody's own making: elements with the names that forms use."""
    reader = FieldReader()
    _take(reader, root, "person", None)
    if not (reader.draft.emails or reader.draft.phones or reader.draft.name or reader.draft.full_names):
        return Result(broken="No ADF in the document")
    notes.add("XML that is no ADF; read by the names of its elements.")
    return from_drafts([reader.draft], notes, context)


def _take(reader: FieldReader, node: Node, place: Place, vehicle: dict[str, str] | None) -> None:
    for child in node.children:
        if not child.children:
            if child.text:
                reader.take(child.name, child.text, place, vehicle)
            continue
        inner = container(child.name)
        if inner in ("vehicle", "trade"):
            _take(reader, child, inner, reader.new_vehicle(inner))
        else:
            _take(reader, child, inner or place, None if inner else vehicle)


def _unreadable(text: str, context: Context) -> Result:
    """What nobody understands is shown with the contact that could be picked out of it."""
    draft = Draft()
    text = text[:_UNREADABLE_TEXT_KEPT]
    found = IN_TEXT.findall(text)[:1]
    draft.emails = [one for one in found if read_emails(one).addresses]
    draft.phones = [WrittenPhone(phone.raw) for phone in phones_in_text(text)[:3]]
    drafts = []
    if draft.emails or draft.phones:
        draft.comments.append(("text", text))
        drafts.append(draft)
    return from_drafts(drafts, Notes(), context, "No lead could be read in the document")
