"""Bytes → text, by trial: what a document says of its own encoding is often wrong."""

from __future__ import annotations

import codecs
import re

from freshup.adapters.decoding.context import Notes

_DECLARED = re.compile(
    rb"<\?[xX][mM][lL][^<>]{0,100}?[eE][nN][cC][oO][dD][iI][nN][gG]\s*=\s*[\"']?([A-Za-z0-9._\-]{1,40})"
)
_C1 = re.compile("[\x80-\x9f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Every byte is a letter in these, so they always "fit"; browsers and mail programs read them all as Windows-1252.
_READ_AS_1252 = frozenset({"iso8859-1", "ascii", "cp1252", "latin-1", "utf-8"})
# They decode escapes of their own into anything, NUL and halves of surrogate pairs too, and no mail is written in them.
_NOT_READ = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7", "undefined"})
# Seven-bit encodings that look like ASCII until they are decoded.
_DISGUISED = frozenset({"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr", "hz", "gb2312hz"})


def known_encoding(label: str | None) -> str | None:
    """Python's name of an encoding of text; None for labels nobody knows and codecs that are not encodings."""
    if not label or "\0" in label:
        return None
    try:
        info = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name.replace("-", "_") not in _NOT_READ else None


def decode_text(body: bytes, declared: str | None, notes: Notes) -> str:
    """The text of a document whose carrier declared an encoding (or None); never fails, notes what it had to guess."""
    if body.isascii() and b"\0" not in body:
        return _ascii(body, declared, notes)
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _wide_or_utf8(body[len(bom) :], encoding, notes)
    wide = _utf16_without_mark(body)
    if wide is not None:
        notes.add("UTF-16 without a byte order mark.")
        return _wide_or_utf8(body, wide, notes)
    label = _declared_in(body) or declared
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, label, notes)
    name = known_encoding(label)
    if name not in (None, "utf-8"):
        notes.add(f"Declared {label}, is UTF-8.")
    return text


def _declared_in(body: bytes) -> str | None:
    match = _DECLARED.search(body[:400])
    return match.group(1).decode("ascii") if match is not None else None


def _ascii(body: bytes, declared: str | None, notes: Notes) -> str:
    label = _declared_in(body) if b"<?" in body[:400] else None
    name = known_encoding(label or declared) if label or (declared and "2022" in declared) else None
    if name in _DISGUISED and b"\x1b" in body:
        return body.decode(name or "ascii", "replace")
    if name is not None and name.startswith(("utf-16", "utf-32")):
        notes.add(f"Declared {label}, is plain ASCII.")
    return body.decode("ascii")


def _wide_or_utf8(body: bytes, encoding: str, notes: Notes) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        notes.add(f"Bytes that are no {encoding.upper()} replaced.")
        return body.decode(encoding, "replace")


def _utf16_without_mark(body: bytes) -> str | None:
    head = body[:64].lstrip(b" \t\r\n")
    if len(head) < 4:
        return None
    evens, odds = head[0::2], head[1::2]
    if not any(odds) and all(evens):
        return "utf-16-le"
    return "utf-16-be" if not any(evens) and all(odds) else None


def _not_utf8(body: bytes, label: str | None, notes: Notes) -> str:
    name = known_encoding(label)
    if name is not None and name not in _READ_AS_1252 and not name.startswith(("utf-16", "utf-32")):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, ValueError):
            pass
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    said_so = name == "cp1252" or (
        name in ("iso8859-1", "latin-1") and not _C1.search(body.decode("latin-1"))
    )
    if not said_so:
        notes.add(f"Declared {label}, read as Windows-1252." if label else "No UTF-8; read as Windows-1252.")
    return text
