"""The links in what was written: where they stand, and which of them may be followed through an address of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TARGET_LENGTH_MAX: Final = 1_000
# More than anybody writes by hand; the rest stay as they are.
TRACKED_MAX: Final = 30
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'\x00-\x1f]+", re.IGNORECASE)
# What ends a sentence is no part of the address before it.
_AFTER: Final = ".,;:!?*_~…"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Link:
    """A web address as it stands in a text, from `start` up to `end`."""

    start: int
    end: int
    target: str


def links_in(text: str) -> list[Link]:
    """In the order in which they stand. Telephone and mail addresses are none."""
    found = []
    for match in _ADDRESS.finditer(text):
        target = _trimmed(match.group())
        if target.rstrip("/").lower() not in ("http:", "https:"):
            found.append(Link(match.start(), match.start() + len(target), target))
    return found


def to_be_tracked(text: str, *, own: str) -> list[str]:
    """The different targets in a text that are somebody else's; `own` is where our own pages begin.

    Our own pages count for themselves, and the way out of our mails is nobody's business but the customer's.
    """
    targets = dict.fromkeys(link.target for link in links_in(text))
    ours = own.rstrip("/").lower()
    return [
        target
        for target in targets
        if len(target) <= TARGET_LENGTH_MAX and not (ours and _begins_with(target.lower(), ours))
    ][:TRACKED_MAX]


def rewritten(text: str, addresses: Mapping[str, str]) -> str:
    """The text with each of these targets replaced by the address it is to be followed through."""
    parts, last = [], 0
    for link in links_in(text):
        parts += [text[last : link.start], addresses.get(link.target, link.target)]
        last = link.end
    return "".join([*parts, text[last:]])


def _begins_with(target: str, ours: str) -> bool:
    return target == ours or target.startswith((f"{ours}/", f"{ours}?", f"{ours}#"))


def _trimmed(found: str) -> str:
    while found:
        last = found[-1]
        if last in _AFTER or (last in _PAIRS and found.count(last) > found.count(_PAIRS[last])):
            found = found[:-1]
        else:
            break
    return found
