"""Posted forms: URL-encoded and multipart, with the same names as JSON."""

from __future__ import annotations

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from urllib.parse import parse_qsl

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.blocks import find_adf
from freshup.adapters.decoding.charsets import decode_text
from freshup.adapters.decoding.context import Context, Notes
from freshup.adapters.decoding.field_names import Place, container
from freshup.adapters.decoding.fields import FieldReader
from freshup.adapters.decoding.json_documents import looks_like_json, read_json
from freshup.adapters.decoding.results import Result, from_drafts

_FORM = re.compile(r"[A-Za-z_][\w.\[\]%+\-]{0,80}=[^=\s<>]*(?:&[A-Za-z_][\w.\[\]%+\-]{0,80}=[^\s<>]*)*\s*\Z")
_BRACKETS = re.compile(r"[\[\].]+")
_SHOWN = frozenset(
    {
        "csrfmiddlewaretoken",
        "authenticity_token",
        "_token",
        "__requestverificationtoken",
        "g-recaptcha-response",
    }
)

Fields = list[tuple[str, str]]


def looks_like_form(text: str) -> bool:
    """Whether a text without any label could be an URL-encoded form."""
    return "=" in text[:100] and len(text) < 200_000 and _FORM.match(text) is not None


def read_form(text: str, context: Context) -> Result:
    if len(text) > limits.TEXT_BYTES_MAX:
        raise limits.text_too_large()
    try:
        fields = parse_qsl(
            text, keep_blank_values=True, max_num_fields=limits.FORM_FIELDS_MAX, errors="replace"
        )
    except ValueError:
        raise limits.too_many_fields() from None
    return _read(fields, context)


def read_multipart(body: bytes, content_type: str, context: Context) -> Result:
    """The fields and files of a multipart form; a file may be the whole document."""
    if body.count(b"form-data") > limits.FORM_FIELDS_MAX:
        raise limits.too_many_fields()
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=compat32).parsebytes(head + body)
    fields: Fields = []
    notes = Notes()
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else []:
        if isinstance(part, Message):
            content = part.get_payload(decode=True)
            name = part.get_param("name", "", "content-disposition")
            if isinstance(content, bytes):
                fields.append((str(name), decode_text(content.rstrip(b"\r\n"), None, notes)))
    return _read(fields, context, notes)


def _read(fields: Fields, context: Context, notes: Notes | None = None) -> Result:
    whole = notes or Notes()
    for _, value in fields:
        inner = _document_in(value, context)
        if inner is not None:
            return inner
    reader = FieldReader()
    vehicles: dict[str, dict[str, str]] = {}
    for key, value in fields:
        if key.lower() not in _SHOWN:
            _take(reader, key, value, vehicles)
    draft = reader.draft
    if reader.is_test:
        return Result(not_a_lead="A test of the lead form")
    if not (
        draft.name or draft.full_names or draft.emails or draft.phones or draft.comments or draft.vehicles
    ):
        return Result(broken="No lead in the form")
    return from_drafts([draft], whole, context)


def _document_in(value: str, context: Context) -> Result | None:
    """The result of a field that holds a whole document of its own."""
    if len(value) < 40:
        return None
    notes = Notes()
    adf = find_adf(value, notes)
    if adf is not None:
        broken = f"Cut off inside <{adf.cut_inside}>" if adf.cut_inside is not None else None
        return from_drafts(adf.drafts, notes, context, broken)
    text = value.strip()
    if looks_like_json(text) and '"' in text:
        result = read_json(text, context)
        return result if result.found and result.broken is None else None
    return None


def _take(reader: FieldReader, key: str, value: str, vehicles: dict[str, dict[str, str]]) -> None:
    """`lead[vehicle][year]` and `vehicle.year` are paths: what holds the last name decides its meaning."""
    path = [piece for piece in _BRACKETS.split(key) if piece and not piece.isdigit()] or [key]
    place: Place = "person"
    holder = ""
    for piece in path[:-1]:
        found = container(piece)
        if found is not None:
            place, holder = found, piece
    if place in ("vehicle", "trade"):
        if holder not in vehicles:
            vehicles[holder] = reader.new_vehicle(place)
        reader.take(path[-1], value, place, vehicles[holder])
    elif place == "ignored":
        reader.draft.keep(key[:120], value)
    else:
        reader.take(path[-1], value, place)
