"""Character references → characters, including those of HTML that XML does not know."""

from __future__ import annotations

import re
from html.entities import html5

_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
_STRAY = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def _character(code: int) -> str:
    if 0x80 <= code <= 0x9F:  # numeric references to Windows-1252 places, as HTML reads them
        return bytes([code]).decode("cp1252", "replace")
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or (code < 0x20 and code not in (9, 10, 13)):
        return ""
    return chr(code)


def _replace(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if decimal:
        return _character(int(decimal))
    if hexadecimal:
        return _character(int(hexadecimal, 16))
    return html5.get(f"{name};") or html5.get(f"{name.lower()};") or match.group(0)


def unescape(text: str) -> str:
    """The text with its references resolved once. A stray `&` stays: "Parts & Service" is no reference."""
    return _REFERENCE.sub(_replace, text) if "&" in text else text


def has_stray_ampersand(text: str) -> bool:
    return "&" in text and _STRAY.search(text) is not None


def has_html_reference(text: str) -> bool:
    """Whether names are used that only HTML knows (&nbsp;): a strict XML parser refuses them."""
    return any(match.group(3) and match.group(3) not in _OF_XML for match in _REFERENCE.finditer(text))
