"""Who gets which lead: the ordered rules of a store as data, with shipped defaults, checks and JSON both
ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from freshup.domain import rulesets
from freshup.domain.reasons import Reason
from freshup.domain.rulesets import Problem

METHODS = ("round_robin", "weighted", "least_loaded", "best_performer", "claim_pool")
SLOTS = ("sales", "bdc", "service", "manager")
DEPARTMENTS = ("sales", "service", "parts")
CONDITIONS = ("new", "used")
# As in Qualification: CAP-12. Named again here because routing and qualifying must not lean on each other.
SOURCE_KINDS = ("first_party", "third_party", "phone", "chat", "walk_in", "service", "equity", "referral")
MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class When:
    """What a lead must be for a rule to speak of it; an empty list asks nothing.

    `from_minute`/`to_minute` are of the store's local day, the end excluded; from 1200 to 480 runs over
    midnight, and `weekdays` (0 = Monday) then means the day the window opened on.
    """

    source_kinds: tuple[str, ...] = ()
    source_ids: tuple[int, ...] = ()
    conditions: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    stock_prefixes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    from_minute: int = 0
    to_minute: int = MINUTES_OF_A_DAY


@dataclass(frozen=True, slots=True)
class Target:
    """Who may get it; an empty list asks nothing.

    `speaks` wants the customer's language; `pool` is for claiming.
    """

    staff_ids: tuple[int, ...] = ()
    team_ids: tuple[int, ...] = ()
    slots: tuple[str, ...] = ()
    speaks: bool = False
    pool: str = ""


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """The first rule whose `when` fits decides.

    When none of its people can take the lead it goes to everybody, or, with `or_desk`, to the store's desk:
    an unanswered lead is worse than one answered by the next best.
    """

    name: str
    when: When = When()
    target: Target = Target()
    method: str = "weighted"
    or_desk: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class RoutingRules:
    """A store's whole routing. `missed_turns_max` bounds how far anyone on shift can be behind (ROU-2)."""

    rules: tuple[RoutingRule, ...] = (
        RoutingRule(
            "Service and parts",
            When(departments=("service", "parts")),
            Target(slots=("service",)),
            or_desk=True,
        ),
        RoutingRule("Spanish", When(languages=("es",)), Target(slots=("bdc", "sales"), speaks=True)),
    )
    everyone: Target = Target(slots=("bdc", "sales"))
    everyone_method: str = "weighted"
    keep_owner: bool = True
    missed_turns_max: float = 3.0
    desk: str = "Sales desk"

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = rulesets.to_json(self)
        return body

    @classmethod
    def from_json(cls, body: object) -> Self:
        """Raises UnreadableRules; what reads may still be wrong: ask `validate`."""
        return rulesets.from_json(cls, body)

    def validate(self) -> list[Problem]:
        """Everything that would send leads astray, each with its path; empty when they may be published."""
        found = rulesets.repeated("rules", [rule.name for rule in self.rules])
        for at, rule in enumerate(self.rules):
            found += _rule(f"rules[{at}]", rule)
        found += _target("everyone", self.everyone)
        found += rulesets.not_among("everyone_method", self.everyone_method, METHODS)
        found += rulesets.outside("missed_turns_max", self.missed_turns_max, 0, 100)
        return found + _blank("desk", self.desk)


def _rule(path: str, rule: RoutingRule) -> list[Problem]:
    found = _blank(f"{path}.name", rule.name)
    found += rulesets.not_among(f"{path}.method", rule.method, METHODS)
    found += _target(f"{path}.target", rule.target)
    if rule.method == "claim_pool":
        found += _blank(f"{path}.target.pool", rule.target.pool)
    return found + _when(f"{path}.when", rule.when)


def _when(path: str, when: When) -> list[Problem]:
    found = rulesets.outside(f"{path}.from_minute", when.from_minute, 0, MINUTES_OF_A_DAY - 1)
    found += rulesets.outside(f"{path}.to_minute", when.to_minute, 1, MINUTES_OF_A_DAY)
    if when.from_minute == when.to_minute:
        found.append(Problem(f"{path}.to_minute", Reason("rules.no_time")))
    for at, weekday in enumerate(when.weekdays):
        found += rulesets.outside(f"{path}.weekdays[{at}]", weekday, 0, 6)
    found += _choices(f"{path}.source_kinds", when.source_kinds, SOURCE_KINDS)
    found += _choices(f"{path}.conditions", when.conditions, CONDITIONS)
    found += _choices(f"{path}.departments", when.departments, DEPARTMENTS)
    for name in ("makes", "stock_prefixes", "languages"):
        for at, word in enumerate(getattr(when, name)):
            found += _blank(f"{path}.{name}[{at}]", word)
    return found


def _target(path: str, target: Target) -> list[Problem]:
    return _choices(f"{path}.slots", target.slots, SLOTS)


def _choices(path: str, words: Sequence[str], choices: tuple[str, ...]) -> list[Problem]:
    return [
        one for at, word in enumerate(words) for one in rulesets.not_among(f"{path}[{at}]", word, choices)
    ]


def _blank(path: str, word: str) -> list[Problem]:
    return [] if word.strip() else [Problem(path, Reason("rules.empty"))]


DEFAULT = RoutingRules()
