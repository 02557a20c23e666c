"""The qualifying rules of a store: data, with the shipped defaults, checks and JSON both ways (QUA-1 …
QUA-4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from freshup.domain import rulesets
from freshup.domain.qualification import defaults
from freshup.domain.qualification.facts import SOURCE_KINDS
from freshup.domain.qualification.tables import (
    COUNTED,
    DIMENSIONS,
    FACTS,
    KINDS,
    MEASURED,
    PHRASES,
    POINT_ROWS,
    SIGNALS,
    Phrases,
    PointRow,
)
from freshup.domain.reasons import Reason
from freshup.domain.rulesets import Problem


@dataclass(frozen=True, slots=True)
class LeadRules:
    """When an inquiry is none (QUA-1).

    A kind listed here is kept apart, retrievable, and nobody is timed on it.
    """

    kinds_not_leads: tuple[str, ...] = ("service", "parts", "hiring", "vendor")
    spam_phrases: tuple[str, ...] = defaults.SPAM_PHRASES
    sources_with_intent: tuple[str, ...] = ("phone", "chat", "walk_in", "service", "equity", "referral")


@dataclass(frozen=True, slots=True)
class DoubtRules:
    """What makes contact data doubtful: enough to ask again, never enough to stay silent."""

    fake_names: tuple[str, ...] = defaults.FAKE_NAMES
    keyboard_runs: tuple[str, ...] = defaults.KEYBOARD_RUNS
    disposable_domains: tuple[str, ...] = defaults.DISPOSABLE_DOMAINS
    links_max: int = 2


@dataclass(frozen=True, slots=True)
class GradeRules:
    """QUA-2.

    A time frame must end sooner than `soon_days`; these sources are complete without an e-mail address.
    """

    soon_days: int = 30
    phone_is_enough: tuple[str, ...] = ("phone", "walk_in")


@dataclass(frozen=True, slots=True)
class Caps:
    """The most each dimension may give; together 100 (QUA-3)."""

    intent: int = 40
    local: int = 25
    behaviour: int = 20
    source: int = 15


@dataclass(frozen=True, slots=True)
class Tiers:
    """The least total of each tier above low (QUA-4)."""

    medium: int = 26
    high: int = 51
    hot: int = 76


@dataclass(frozen=True, slots=True)
class QualificationRules:
    """Everything a store may change about lead-or-not, grade and score."""

    lead: LeadRules = LeadRules()
    doubt: DoubtRules = DoubtRules()
    grade: GradeRules = GradeRules()
    phrases: tuple[Phrases, ...] = PHRASES
    negations: tuple[str, ...] = defaults.NEGATIONS
    caps: Caps = Caps()
    points: tuple[PointRow, ...] = POINT_ROWS
    source_points: Mapping[str, int] = field(default_factory=lambda: dict(defaults.SOURCE_POINTS))
    tiers: Tiers = Tiers()

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = rulesets.to_json(self)
        return body

    @classmethod
    def from_json(cls, body: object) -> Self:
        """Raises UnreadableRules; what reads may still be wrong: ask `validate`."""
        return rulesets.from_json(cls, body)

    def validate(self) -> list[Problem]:
        """Everything that would make these rules misbehave, each with its path; empty when they may be
        published.
        """
        return [
            *self._caps(),
            *self._tiers(),
            *self._lists(),
            *self._rows(),
            *self._sources(),
            *self._phrases(),
        ]

    def _caps(self) -> list[Problem]:
        each = {name: getattr(self.caps, name) for name in DIMENSIONS}
        found = [one for name, cap in each.items() for one in rulesets.outside(f"caps.{name}", cap, 0, 100)]
        if sum(each.values()) != 100:
            found.append(Problem("caps", Reason("rules.caps_sum", {"sum": sum(each.values())})))
        return found

    def _tiers(self) -> list[Problem]:
        tiers = self.tiers
        if 0 < tiers.medium < tiers.high < tiers.hot <= 100:
            return []
        return [Problem("tiers", Reason("rules.tiers_order"))]

    def _lists(self) -> list[Problem]:
        found = rulesets.outside("doubt.links_max", self.doubt.links_max, 0, 100)
        found += rulesets.outside("grade.soon_days", self.grade.soon_days, 1, 365)
        for at, kind in enumerate(self.lead.kinds_not_leads):
            found += rulesets.not_among(f"lead.kinds_not_leads[{at}]", kind, KINDS)
        for path, names in (
            ("lead.sources_with_intent", self.lead.sources_with_intent),
            ("grade.phone_is_enough", self.grade.phone_is_enough),
        ):
            for at, name in enumerate(names):
                found += rulesets.not_among(f"{path}[{at}]", name, SOURCE_KINDS)
        for path, words in (
            ("lead.spam_phrases", self.lead.spam_phrases),
            ("doubt.fake_names", self.doubt.fake_names),
            ("doubt.keyboard_runs", self.doubt.keyboard_runs),
            ("doubt.disposable_domains", self.doubt.disposable_domains),
            ("negations", self.negations),
        ):
            found += _blank(path, words)
        return found

    def _rows(self) -> list[Problem]:
        found = rulesets.repeated("points", [row.code for row in self.points])
        for at, row in enumerate(self.points):
            path = f"points[{at}]"
            found += rulesets.not_among(f"{path}.dimension", row.dimension, DIMENSIONS[:3])
            found += rulesets.not_among(f"{path}.fact", row.fact, FACTS)
            found += rulesets.outside(f"{path}.points", row.points, 0, 100)
            measured = row.fact in MEASURED
            found += rulesets.outside(f"{path}.at_least", row.at_least, 0 if measured else 1, 10_000)
            if row.each and row.fact not in COUNTED:
                params = {"value": row.fact, "choices": ", ".join(COUNTED)}
                found.append(Problem(f"{path}.each", Reason("rules.choice", params)))
            if row.at_most is not None:
                found += rulesets.outside(f"{path}.at_most", row.at_most, row.at_least, 10_000)
            found += [] if row.code.strip() else [Problem(f"{path}.code", Reason("rules.empty"))]
        return found + self._reach()

    def _reach(self) -> list[Problem]:
        """A dimension whose rows can't fill its cap makes 100 unreachable and every tier too hard to get."""
        found = []
        for dimension in DIMENSIONS[:3]:
            bands: dict[str, int] = {}
            most = 0
            for row in self.points:
                if row.dimension != dimension:
                    continue
                if row.band:
                    bands[row.band] = max(row.points, bands.get(row.band, 0))
                else:
                    most += row.points * (100 if row.each else 1)
            cap = getattr(self.caps, dimension)
            if most + sum(bands.values()) < cap:
                params = {"most": most + sum(bands.values()), "cap": cap}
                found.append(Problem(f"caps.{dimension}", Reason("rules.cap_out_of_reach", params)))
        return found

    def _sources(self) -> list[Problem]:
        found: list[Problem] = []
        for kind, points in self.source_points.items():
            found += rulesets.not_among(f"source_points.{kind}", kind, SOURCE_KINDS)
            found += rulesets.outside(f"source_points.{kind}", points, 0, 100)
        most = max(self.source_points.values(), default=0)
        if most < self.caps.source:
            params = {"most": most, "cap": self.caps.source}
            found.append(Problem("caps.source", Reason("rules.cap_out_of_reach", params)))
        return found

    def _phrases(self) -> list[Problem]:
        found: list[Problem] = []
        for at, row in enumerate(self.phrases):
            path = f"phrases[{at}]"
            found += rulesets.not_among(f"{path}.signal", row.signal, SIGNALS)
            found += _blank(f"{path}.phrases", row.phrases)
            if row.signal == "soon" and row.days is None:
                found.append(Problem(f"{path}.days", Reason("rules.missing")))
            if row.days is not None:
                found += rulesets.outside(f"{path}.days", row.days, 0, 3650)
        return found


def _blank(path: str, words: tuple[str, ...]) -> list[Problem]:
    """An empty phrase is contained in every text, so it would fire on every lead."""
    return [
        Problem(f"{path}[{at}]", Reason("rules.empty")) for at, word in enumerate(words) if not word.strip()
    ]


DEFAULT = QualificationRules()
