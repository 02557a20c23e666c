"""Whether two names can be one person's: nicknames, initials, swapped order, missing halves, but no typos.

A typo needs a probability, which is the later matching's work; here a name only decides whether an exact key
counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from nicknames import NickNamer

Likeness = Literal["same", "variant", "missing", "different"]

SUFFIXES = {
    "jr": "jr",
    "junior": "jr",
    "hijo": "jr",
    "sr": "sr",
    "senior": "sr",
    "ii": "ii",
    "iii": "iii",
    "iv": "iv",
}
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sra", "señor", "señora"})
# The bundled list is English. These are the everyday Spanish ones of a showroom in Florida or Texas.
SPANISH_NICKNAMES = {
    "alejandro": ("alex", "ale", "jandro"), "alberto": ("beto",), "antonio": ("tono", "tony"),
    "enrique": ("quique", "kike", "henry"), "francisco": ("paco", "pancho", "frank", "cisco"),
    "guadalupe": ("lupe", "lupita"), "guillermo": ("memo", "william", "bill"), "ignacio": ("nacho",),
    "isabel": ("chabela", "isa"), "jesus": ("chuy", "chucho"), "jose": ("pepe", "joe"),
    "maria": ("mari", "mary"), "eduardo": ("lalo", "eddie", "eddy"), "rafael": ("rafa", "ralph"),
    "roberto": ("beto", "robert", "rob"), "rosario": ("chayo",), "gregorio": ("goyo", "greg"),
    "miguel": ("mike", "michael"), "juan": ("john", "johnny"), "manuel": ("manny", "manolo"),
}  # fmt: skip
# Pairs of the bundled list that would make two people of one household into one.
NOT_NICKNAMES = frozenset({("robert", "bill"), ("robert", "billy"), ("louise", "louis"), ("bill", "fred")})


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as given; empty where it was not. `company` stands alone only when no person is named."""

    first: str = ""
    last: str = ""
    middle: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class _Plain:
    first: tuple[str, ...]
    middle: tuple[str, ...]
    last: tuple[str, ...]
    suffix: str
    company: str


def compatible(a: PersonName, b: PersonName) -> bool:
    """Whether nothing in the two names speaks against one person; a missing name speaks against nothing."""
    return compare_names(a, b) != "different"


def compare_names(a: PersonName, b: PersonName) -> Likeness:
    """How alike two names are: written alike, a variant of one another, one of them missing, or different."""
    mine, theirs = _plain(a), _plain(b)
    if not (mine.first or mine.last) or not (theirs.first or theirs.last):
        return _companies(mine, theirs)
    if mine.suffix and theirs.suffix and mine.suffix != theirs.suffix:
        return "different"
    if mine == theirs:
        return "same"
    straight: Likeness = _both(_firsts(mine, theirs), _lasts(mine.last, theirs.last))
    if straight == "same" and mine.suffix != theirs.suffix:
        return "variant"
    if straight != "different" or not (mine.first and mine.last and theirs.first and theirs.last):
        return straight
    return "variant" if _swapped(mine, theirs) else "different"


def _companies(a: _Plain, b: _Plain) -> Likeness:
    """Two nameless records of different companies are two customers, even behind one switchboard."""
    nameless = not (a.first or a.last or b.first or b.last)
    if nameless and a.company and b.company:
        return "same" if a.company == b.company else "different"
    return "missing"


def _both(first: Likeness, last: Likeness) -> Likeness:
    if "different" in (first, last):
        return "different"
    if first == last == "missing":
        return "missing"
    return "same" if first == last == "same" else "variant"


def _firsts(a: _Plain, b: _Plain) -> Likeness:
    if not a.first or not b.first:
        return "missing"
    if a.first == b.first or "".join((*a.first, *a.middle)) == "".join((*b.first, *b.middle)):
        return "same"
    if _one_first(a.first[0], b.first[0]):
        return "variant"
    # Some go by their middle name: J. Robert Smith signs as Robert Smith.
    if any(_one_first(name, b.first[0]) for name in a.middle if len(name) > 1):
        return "variant"
    return (
        "variant" if any(_one_first(name, a.first[0]) for name in b.middle if len(name) > 1) else "different"
    )


def _one_first(a: str, b: str) -> bool:
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return b in _nicknames(a) or a in _nicknames(b)


def _lasts(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness:
    if not a or not b:
        return "missing"
    if a == b or "".join(a) == "".join(b):
        return "same"
    # García López signs as García; Smith-Jones as Jones. An initial stands for its name.
    if set(a) & set(b):
        return "variant"
    return "variant" if (len(a[0]) == 1 or len(b[0]) == 1) and a[0][0] == b[0][0] else "different"


def _swapped(a: _Plain, b: _Plain) -> bool:
    return (
        "".join(a.first) == "".join(b.last)
        and ("".join(a.last) == "".join(b.first) or _one_first(a.last[0], b.first[0]))
        or ("".join(a.last) == "".join(b.first) and _one_first(a.first[0], b.last[0]))
    )


@lru_cache(maxsize=8192)
def _plain(name: PersonName) -> _Plain:
    first, middle, last = _words(name.first), _words(name.middle), _words(name.last)
    suffix = next((SUFFIXES[word] for word in (*last, *first)[1:] if word in SUFFIXES), "")
    first, last = _without_suffix(first), _without_suffix(last)
    if not last and len(first) > 1:
        first, last = first[:-1], first[-1:]
    elif not first and len(last) > 1:
        first, last = last[:-1], last[-1:]
    if len(first) > 1:
        first, middle = first[:1], (*first[1:], *middle)
    return _Plain(first, middle, last, suffix, "".join(_words(name.company)))


def _without_suffix(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for at, word in enumerate(words) if at == 0 or word not in SUFFIXES)


def _words(text: str) -> tuple[str, ...]:
    """The words of a name without case, accents and punctuation; O'Brien is one word, Smith-Jones two."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(
            sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign)
        )
    joined = plain.replace("'", "").replace("’", "")
    spaced = "".join(sign if sign.isalnum() else " " for sign in joined)
    return tuple(word for word in spaced.split() if word not in TITLES)


@cache
def _bundled() -> NickNamer:
    return NickNamer()


def _listed(name: str, found: Iterable[str]) -> set[str]:
    return {one for one in found if (name, one) not in NOT_NICKNAMES and (one, name) not in NOT_NICKNAMES}


@lru_cache(maxsize=8192)
def _nicknames(name: str) -> frozenset[str]:
    """Every short or full form of a first name, and the other short forms of its full forms."""
    full = {name} | _listed(name, _bundled().canonicals_of(name))
    full |= {formal for formal, short in SPANISH_NICKNAMES.items() if name in short}
    short = {one for formal in full for one in _listed(formal, _bundled().nicknames_of(formal))}
    short |= {one for formal in full for one in SPANISH_NICKNAMES.get(formal, ())}
    return frozenset(full | short)
