"""What may be recorded, and what that rests on.

Sources: reference/compliance.md of this project. A dozen states want everybody on the line to know; a few are divided
between their statutes and their courts and are treated alike. The stricter state governs a call between two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

ALL_PARTY: Final = frozenset({"CA", "DE", "FL", "IL", "MD", "MA", "MT", "NV", "NH", "PA", "WA"})
DIVIDED: Final = frozenset({"CT", "MI", "OR"})
ANNOUNCED: Final = "announced"
ONE_PARTY: Final = "one_party"


def recording_consent(*, record: bool, announce: bool, states: Iterable[str]) -> str:
    """On what a recording would rest: `announced`, `one_party`, or "" where there must be none.

    `states`: where the store and the customer may be; "" among them is a place nobody knows.
    """
    if not record:
        return ""
    if announce:
        return ANNOUNCED
    known = set(states)
    if not known or "" in known or known & (ALL_PARTY | DIVIDED):
        return ""
    return ONE_PARTY
