"""Was the customer tried in time? By person, team, source and hour; what is verified and what is claimed apart.

Counted are the clocks of grades A–C whose time is up or that were met. What policy holds now is left out, and what it
held is measured from where the pause ended: nobody is blamed for obeying a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

GRADES_COUNTED: Final = ("A", "B", "C")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Waited:
    """One clock as compliance sees it. `hour` is the store's own hour of receipt."""

    rooftop_id: int
    staff_id: int | None
    desk: str
    team_id: int | None
    source_id: int | None
    hour: int
    due_at: datetime
    attempted_at: datetime | None
    verified_at: datetime | None
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """First attempts: `verified` and `claimed` were in time (claimed: only on somebody's word)."""

    verified: int = 0
    claimed: int = 0
    late: int = 0
    never: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.verified + other.verified,
            self.claimed + other.claimed,
            self.late + other.late,
            self.never + other.never,
        )

    @property
    def counted(self) -> int:
        return self.verified + self.claimed + self.late + self.never

    @property
    def in_time(self) -> int:
        return self.verified + self.claimed

    @property
    def percent(self) -> int | None:
        """Rounded down: 99.6 percent is not everybody."""
        return 100 * self.in_time // self.counted if self.counted else None

    @property
    def verified_percent(self) -> int | None:
        return 100 * self.verified // self.counted if self.counted else None


def tally_of(one: Waited, now: datetime) -> Tally | None:
    """What one clock counts as; None while its time still runs or policy holds it."""
    limit = max(one.due_at, one.paused_until or one.due_at)
    if one.verified_at is not None and one.verified_at <= limit:
        return Tally(verified=1)
    if one.attempted_at is None:
        return Tally(never=1) if now > limit else None
    return Tally(claimed=1) if one.attempted_at <= limit else Tally(late=1)


def tallied(clocks: Iterable[Waited], key: Callable[[Waited], K], now: datetime) -> dict[K, Tally]:
    """The tallies by whatever `key` says."""
    found: dict[K, Tally] = {}
    for one in clocks:
        counted = tally_of(one, now)
        if counted is not None:
            found[key(one)] = found.get(key(one), Tally()) + counted
    return found
