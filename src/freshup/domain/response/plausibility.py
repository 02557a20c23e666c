"""Can what somebody says they did be true? Thirty “left message” in five minutes can't.

A call that rings out and leaves a message takes the better part of a minute, dialling and noting included.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

CLAIMS_MAX: Final = 6
WITHIN: Final = timedelta(minutes=5)


def too_fast(moments: Iterable[datetime], *, most: int = CLAIMS_MAX, within: timedelta = WITHIN) -> int:
    """How many of these claimed calls lie in any stretch of `within` that holds more than `most` of them."""
    ordered = sorted(moments)
    doubtful: set[int] = set()
    first = 0
    for last, at in enumerate(ordered):
        while at - ordered[first] > within:
            first += 1
        if last - first + 1 > most:
            doubtful.update(range(first, last + 1))
    return len(doubtful)
