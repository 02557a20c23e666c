"""`Key: value` pairs in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BREAK = re.compile(r"<br\s*+(?:/\s*+)?>|</?(?:p|div|li|tr)(?:\s[^<>]*)?>", re.IGNORECASE)
_KEY = re.compile(r"(?:\A|[,;|•]\s?)\s*[*•\-]?\s*([A-Za-z][A-Za-z0-9 '’/()?#&._\-]{0,100}?)\s*[*]?:(?!//)\s*")
_CHARACTERS_READ = 50_000
_LINES_READ = 1_000


def with_line_breaks(text: str) -> str:
    """The text with the breaks of HTML as lines; other mark-up stays as it was sent."""
    return _BREAK.sub("\n", text) if "<" in text else text


def pairs_in(text: str) -> Iterator[tuple[str, str]]:
    """Keys as written and their values; several on a line when commas, semicolons or bars divide them."""
    for line in text[:_CHARACTERS_READ].split("\n", _LINES_READ):
        if ":" in line:
            yield from _pairs_of_line(line[:4_000])


def _pairs_of_line(line: str) -> Iterator[tuple[str, str]]:
    keys = list(_KEY.finditer(line))
    ends = [match.start() for match in keys[1:]] + [len(line)]
    for match, end in zip(keys, ends[: len(keys)], strict=True):
        value = line[match.end() : end].strip(" \t,;|")
        if value:
            yield match.group(1).strip(), value
