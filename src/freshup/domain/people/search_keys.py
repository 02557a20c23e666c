"""By which words a store finds a person again, and how what was typed becomes such words."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

KEYS_MAX: Final = 12
KEY_LENGTH_MAX: Final = 120
DIGITS_MIN: Final = 3
# Marks a phone number written backwards, so that its last four digits are a prefix too.
BACKWARDS: Final = "~"


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Lower case without accents, so that `jose` finds José."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def national(e164: str) -> str:
    """The digits as people of the country write them: +1 is left out."""
    return e164[2:] if e164.startswith("+1") else e164.lstrip("+")


def search_keys(names: Iterable[str], emails: Iterable[str], phones: Iterable[str]) -> tuple[str, ...]:
    """The words of one person: each part of the names, e-mails whole, phones forwards and backwards."""
    keys: dict[str, None] = {}
    for name in names:
        for word in folded(name).split():
            keys[word[:KEY_LENGTH_MAX]] = None
    for email in emails:
        keys[email[:KEY_LENGTH_MAX]] = None
    for phone in phones:
        digits = national(phone)
        keys[digits] = None
        keys[BACKWARDS + digits[::-1]] = None
    return tuple(keys)[:KEYS_MAX]


def searched_prefixes(typed: str) -> tuple[tuple[str, ...], ...]:
    """What was typed as prefixes: all words must be found, each by any of its alternatives.

    Digits with the marks people put between them are one number, sought from its start and from its end.
    """
    compact = "".join(c for c in typed if c not in " ()-.+/")
    if compact.isdigit():
        if len(compact) < DIGITS_MIN:
            return ()
        digits = compact[1:] if len(compact) == 11 and compact[0] == "1" else compact
        return ((digits, BACKWARDS + digits[::-1]),)
    return tuple((word[:KEY_LENGTH_MAX],) for word in folded(typed).split()[:4])


def after_prefix(prefix: str) -> str:
    """The smallest word greater than every word with that prefix, in byte order."""
    return prefix + "\U0010ffff"
