"""How many segments a text is sent and billed in (CAD-7).

GSM 03.38: 160 septets alone, 153 each when joined; one character outside it turns the whole text into UCS-2,
70 alone and 67 joined, so a curly quote doubles the bill. An escape pair or a surrogate pair is never split
over two segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED: Final = frozenset("^{}\\[~]|€\f")
_GSM: Final = _BASIC | _ESCAPED
_LIMITS: Final = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class Segments:
    """`units`: septets or UTF-16 units; `per_segment`: how many fit in each; `odd`: what forced UCS-2."""

    encoding: str
    units: int
    count: int
    per_segment: int
    odd: tuple[str, ...] = ()


def segments(text: str) -> Segments:
    """What this text costs to send. No text is no segment."""
    letters = set(text)
    if letters <= _GSM:
        escaped = sum(map(text.count, letters & _ESCAPED))
        return _counted("GSM-7", text, len(text) + escaped, _ESCAPED if escaped else frozenset())
    wide = frozenset(letter for letter in letters if letter > "\uffff")
    odd = tuple(dict.fromkeys(letter for letter in text if letter not in _GSM))
    return _counted("UCS-2", text, len(text) + sum(map(text.count, wide)), wide, odd)


def _counted(
    encoding: str, text: str, units: int, double: frozenset[str], odd: tuple[str, ...] = ()
) -> Segments:
    alone, joined = _LIMITS[encoding]
    if units <= alone:
        return Segments(encoding, units, 1 if units else 0, alone, odd)
    if not double:
        return Segments(encoding, units, -(-units // joined), joined, odd)
    count, room = 1, joined
    for letter in text:
        needed = 2 if letter in double else 1
        if needed > room:
            count, room = count + 1, joined
        room -= needed
    return Segments(encoding, units, count, joined, odd)
