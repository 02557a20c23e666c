"""By which words a unit is found, and how what was typed becomes such words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from freshup.domain.people.search_keys import folded
from freshup.domain.vehicles.names import make_called, squeezed

KEYS_MAX: Final = 24
KEY_LENGTH_MAX: Final = 60
TYPED_WORDS_MAX: Final = 4
_BREAKS: Final = str.maketrans(dict.fromkeys("/,()|&+", " "))
# How people end the VIN they read out: the last eight, or six.
_VIN_ENDS: Final = (8, 6)


def unit_keys(
    *,
    stock: str,
    vin: str,
    year: int | None = None,
    texts: Iterable[str] = (),
    condition: str = "",
    in_stock: bool = True,
) -> tuple[str, ...]:
    """The words of one unit; `texts` are make, model, trim, body, colour.

    Of a unit that is gone only its numbers: years of sold cars would drown those that stand there.
    """
    keys: dict[str, None] = {squeezed(stock): None}
    if vin:
        keys[vin.lower()] = None
        for end in _VIN_ENDS:
            keys[vin.lower()[-end:]] = None
    if in_stock:
        keys |= dict.fromkeys(filter(None, [str(year or ""), condition]))
        for text in texts:
            words = _words(text)
            # "F-150" is found by f150 and by 150, "Silverado 1500" by silverado1500 too.
            keys |= dict.fromkeys(words)
            keys |= dict.fromkeys(part for word in text.lower().split() for part in _parts(word))
            if 1 < len(words) < 4:
                keys["".join(words)] = None
    keys.pop("", None)
    return tuple(key[:KEY_LENGTH_MAX] for key in keys)[:KEYS_MAX]


def typed_prefixes(typed: str) -> tuple[str, ...]:
    """What was typed as beginnings of words, all of which a unit must have; at most four."""
    return tuple(dict.fromkeys(make_called(word)[:KEY_LENGTH_MAX] for word in _words(typed)))[
        :TYPED_WORDS_MAX
    ]


def _words(text: str) -> list[str]:
    return [word for part in folded(text).translate(_BREAKS).split() if (word := squeezed(part))]


def _parts(word: str) -> list[str]:
    """The parts of a hyphenated word that are worth a key of their own."""
    return [part for part in map(squeezed, word.split("-")) if len(part) > 1] if "-" in word else []
