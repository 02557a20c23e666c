"""A text as HTML: the same words in paragraphs, its links to be clicked, and nothing else that could be run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from freshup.domain.conversations.links import links_in

_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n+")
# Styles stand at the element: mail programs throw style sheets away.
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"></head>'
    '<body style="margin:0;padding:16px;font:16px/1.5 sans-serif;color:#1d2330;background:#ffffff">'
    '<div style="max-width:600px">{paragraphs}</div>{pixel}</body></html>'
)
_PIXEL: Final = '<img src="{address}" width="1" height="1" alt="" style="display:block;border:0">'


def letter(text: str, addresses: Mapping[str, str], *, pixel: str = "", language: str = "en") -> str:
    """`addresses`: by which address a target is followed. `pixel`: the address of the picture nobody sees."""
    plain = text.replace("\r\n", "\n").strip("\n")
    paragraphs = "".join(
        f'<p style="margin:0 0 1em">{_inline(part, addresses)}</p>'
        for part in _PARAGRAPHS.split(plain)
        if part.strip()
    )
    return _PAGE.format(
        language=escape(language, quote=True),
        paragraphs=paragraphs,
        pixel=_PIXEL.format(address=escape(pixel, quote=True)) if pixel else "",
    )


def _inline(text: str, addresses: Mapping[str, str]) -> str:
    parts, last = [], 0
    for link in links_in(text):
        address = addresses.get(link.target, link.target)
        parts.append(_escaped(text[last : link.start]))
        parts.append(f'<a href="{escape(address, quote=True)}">{escape(link.target)}</a>')
        last = link.end
    return "".join([*parts, _escaped(text[last:])])


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>")
