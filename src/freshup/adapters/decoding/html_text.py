"""HTML → the text a person would read: lines for blocks, tabs between the cells of a table."""

from __future__ import annotations

import re

from freshup.adapters.decoding.entities import unescape

_UNSEEN = re.compile(
    r"<(script|style|head|title)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<![^<>]*>|<\?[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_LINE = re.compile(
    r"<br\s*+(?:/\s*+)?>|</(?:p|div|tr|li|h[1-6]|table|ul|ol|dd|blockquote|section|pre)\s*>|<(?:p|div|tr|li|h[1-6]|hr|dt|table)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</(?:td|th|dt)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LOOKS_LIKE = re.compile(
    r"<(?:!doctype\s+html|html|body|head|table|div|p|br|span|td|tr|font|a)(?=[\s/>])[^<>]*>", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \xa0\r\f\v]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def looks_like_html(text: str) -> bool:
    return "<" in text and _LOOKS_LIKE.search(text) is not None


def html_to_text(html: str) -> str:
    """What the eye sees. White space of the source means nothing in HTML, so lines come from its blocks alone."""
    text = _UNSEEN.sub(" ", html)
    text = text.replace("\n", " ").replace("\t", " ")
    text = _LINE.sub("\n", text)
    text = _CELL.sub("\t", text)
    text = unescape(_TAG.sub("", text))
    text = _BLANKS.sub(" ", text)
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def strip_tags(html: str) -> str:
    """The text between the tags, lines and references untouched: for mark-up that carries an escaped document."""
    return _TAG.sub("", _LINE.sub("\n", _UNSEEN.sub(" ", html)))
