"""Whole names → first, middle, last and suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nameparser import HumanName
from nameparser.config import CONSTANTS

_SPACE = re.compile(r"\s+")
_TOO_LONG = 200


@dataclass(frozen=True, slots=True)
class PersonName:
    first: str | None = None
    middle: str | None = None
    last: str | None = None
    suffix: str | None = None


def _not_plain_names() -> frozenset[str]:
    lists = (
        CONSTANTS.prefixes,
        CONSTANTS.suffix_acronyms,
        CONSTANTS.suffix_not_acronyms,
        CONSTANTS.titles,
        CONSTANTS.first_name_titles,
        CONSTANTS.conjunctions,
        CONSTANTS.bound_first_names,
    )
    return frozenset(str(word).replace(".", "") for words in lists for word in words)


_NOT_PLAIN = _not_plain_names()


def split_name(full: str) -> PersonName:
    """First, middle, last and suffix of a name written in one piece, in either order ("Lee, Ann").

    Two plain words are what nearly everybody writes and need no parser; titles, particles, commas do.
    """
    words = full.split()
    if len(words) == 2 and len(full) < 60:
        first, last = words
        if (
            first.isalpha()
            and last.isalpha()
            and len(first) > 1
            and len(last) > 1
            and first.isascii()
            and last.isascii()
            and first.lower() not in _NOT_PLAIN
            and last.lower() not in _NOT_PLAIN
        ):
            return PersonName(first, None, last)
    return _by_library(_SPACE.sub(" ", full.strip())[:_TOO_LONG])


@lru_cache(maxsize=4096)
def _by_library(full: str) -> PersonName:
    if "<" in full or "@" in full:
        # Markup or an address in a name: cut at spaces only, so that what was written stays findable.
        first, _, last = full.partition(" ")
        return PersonName(first or None, None, last or None)
    name = HumanName(full)
    first, middle, last = name.first, name.middle, name.last
    if not (first or last):
        return PersonName(full or None)
    return PersonName(first or None, middle or None, last or None, name.suffix or None)
