"""What an examination came to: one line each, worst last, for the person who runs the installation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["ok", "warning", "wrong"]
STATES: Final[tuple[State, ...]] = ("ok", "warning", "wrong")
# In the order in which they are told.
AREAS: Final = (
    "settings", "django", "home", "disk", "database", "walls", "queue", "clock", "static files", "certificates",
    "backups", "providers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is what is so, `advice` what to do about it; what is ok needs none. Plain English, no personal data."""

    area: str
    state: State
    says: str
    advice: str = ""


def ok(area: str, says: str) -> Finding:
    return Finding(area, "ok", says)


def warning(area: str, says: str, advice: str) -> Finding:
    """It works today, and will not always or not well."""
    return Finding(area, "warning", says, advice)


def wrong(area: str, says: str, advice: str) -> Finding:
    """Something is lost, unsafe or standing still now, or will be within days."""
    return Finding(area, "wrong", says, advice)


def judged(area: str, value: float, limits: tuple[float, float], says: str, advice: str) -> Finding:
    """A number that may not grow: from the first limit on a warning, from the second on wrong."""
    notable, bad = limits
    if value < notable:
        return ok(area, says)
    return wrong(area, says, advice) if value >= bad else warning(area, says, advice)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By area, as they came within one."""
    places = {area: place for place, area in enumerate(AREAS)}
    return sorted(findings, key=lambda one: places.get(one.area, len(places)))


def counted(findings: Iterable[Finding]) -> dict[State, int]:
    """How many of each state."""
    found = Counter(one.state for one in findings)
    return {state: found[state] for state in STATES}
