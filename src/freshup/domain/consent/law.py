"""The law as dated data: calling hours and caps by state, with their sources; a store may edit them.

Dates are those of the customer's place. An empty `effective_from` has always held, an empty `effective_until` holds on;
both days are included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, Self

from freshup.domain import rulesets
from freshup.domain.consent.places import STATES
from freshup.domain.reasons import Reason
from freshup.domain.rulesets import Problem

MINUTES_OF_A_DAY: Final = 1440
# Under one hour a week no step of a cadence would ever fall into the window.
OPEN_MINUTES_A_WEEK_MIN: Final = 60
CAPPED: Final = ("follow_up", "marketing")


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of the local day, the end excluded; not at all when both are equal."""

    opens: int = 480
    closes: int = 1260

    @property
    def length(self) -> int:
        return max(0, self.closes - self.opens)


@dataclass(frozen=True, slots=True)
class HoursRule:
    """When people of one state (empty: of every state) may be called and texted, by their own clock."""

    code: str
    state: str = ""
    weekdays: Window = Window()
    saturday: Window = Window()
    sunday: Window = Window()
    enabled: bool = True
    effective_from: str = ""
    effective_until: str = ""
    source: str = ""
    verified: bool = True

    def on(self, day: date) -> Window:
        weekday = day.weekday()
        return self.sunday if weekday == 6 else self.saturday if weekday == 5 else self.weekdays

    def holds_on(self, day: str) -> bool:
        return self.enabled and _within(self.effective_from, self.effective_until, day)


@dataclass(frozen=True, slots=True)
class CapRule:
    """How many calls and texts, together, one person may get within 24 hours; `automated_most` of them by machine."""

    code: str
    purpose: str
    most: int
    automated_most: int | None = None
    state: str = ""
    enabled: bool = True
    effective_from: str = ""
    effective_until: str = ""
    source: str = ""
    verified: bool = True

    def holds_on(self, day: str) -> bool:
        return self.enabled and _within(self.effective_from, self.effective_until, day)


@dataclass(frozen=True, eq=True)
class Law:
    """Everything the gate goes by that a change of the law, or a careful store, may change.

    `unknown` holds where the state is not known. An inquiry opens `inquiry_days`, a purchase `transaction_months` in
    which an existing relationship stands (EBR). A person's hand-written answer is free for `reply_hours` after the
    customer wrote, also around the hour they named. One confirmation of an opt-out within `confirmation_minutes`.
    """

    hours: tuple[HoursRule, ...] = ()
    unknown: HoursRule = HoursRule(code="unknown", weekdays=Window(540, 1200))
    caps: tuple[CapRule, ...] = ()
    inquiry_days: int = 90
    transaction_months: int = 18
    reply_hours: int = 24
    named_before_minutes: int = 5
    named_after_minutes: int = 120
    confirmation_minutes: int = 5

    def __hash__(self) -> int:
        # Every memory of windows is looked up by the law; hashing the tree anew would cost more than the lookup.
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.hours, self.unknown, self.caps, self.inquiry_days, self.transaction_months))

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = rulesets.to_json(self)
        return body

    @classmethod
    def from_json(cls, body: object) -> Self:
        """Raises UnreadableRules; what reads may still be wrong: ask `validate`."""
        return rulesets.from_json(cls, body)

    def validate(self) -> list[Problem]:
        """Everything that would hold calls for ever or let them go by mistake, each with its path."""
        found = rulesets.repeated("hours", [one.code for one in self.hours])
        found += rulesets.repeated("caps", [one.code for one in self.caps])
        for at, rule in enumerate(self.hours):
            found += _hours(f"hours[{at}]", rule)
        found += _hours("unknown", self.unknown)
        for at, cap in enumerate(self.caps):
            found += _cap(f"caps[{at}]", cap)
        for name, low, high in _RANGES:
            found += rulesets.outside(name, getattr(self, name), low, high)
        return found


_RANGES: Final = (
    ("inquiry_days", 0, 92),
    ("transaction_months", 0, 18),
    ("reply_hours", 0, 24),
    ("named_before_minutes", 0, 60),
    ("named_after_minutes", 0, 240),
    ("confirmation_minutes", 0, 5),
)


def _within(start: str, end: str, day: str) -> bool:
    # ISO dates are in order as text.
    return start <= day and (not end or day <= end)


def _hours(path: str, rule: HoursRule) -> list[Problem]:
    found = _common(path, rule)
    windows: Sequence[tuple[str, Window]] = (
        ("weekdays", rule.weekdays),
        ("saturday", rule.saturday),
        ("sunday", rule.sunday),
    )
    for name, window in windows:
        found += rulesets.outside(f"{path}.{name}.opens", window.opens, 0, MINUTES_OF_A_DAY)
        found += rulesets.outside(f"{path}.{name}.closes", window.closes, 0, MINUTES_OF_A_DAY)
        if window.closes < window.opens:
            found.append(Problem(f"{path}.{name}.closes", Reason("law.closes_first")))
    week = 5 * rule.weekdays.length + rule.saturday.length + rule.sunday.length
    if rule.enabled and week < OPEN_MINUTES_A_WEEK_MIN:
        found.append(Problem(f"{path}.weekdays.opens", Reason("law.never_opens")))
    return found


def _cap(path: str, cap: CapRule) -> list[Problem]:
    found = _common(path, cap) + rulesets.not_among(f"{path}.purpose", cap.purpose, CAPPED)
    found += rulesets.outside(f"{path}.most", cap.most, 0, 24)
    if cap.automated_most is not None:
        found += rulesets.outside(f"{path}.automated_most", cap.automated_most, 0, 24)
    return found


def _common(path: str, rule: HoursRule | CapRule) -> list[Problem]:
    found = [] if rule.code.strip() else [Problem(f"{path}.code", Reason("rules.empty"))]
    if rule.state:
        found += rulesets.not_among(f"{path}.state", rule.state, STATES)
    for name, written in (("effective_from", rule.effective_from), ("effective_until", rule.effective_until)):
        if written and not _is_date(written):
            found.append(Problem(f"{path}.{name}", Reason("law.not_a_date")))
    if rule.effective_until and rule.effective_until < rule.effective_from:
        found.append(Problem(f"{path}.effective_until", Reason("law.ends_first")))
    return found


def _is_date(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False
