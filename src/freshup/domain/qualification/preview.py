"""The whole qualification of one lead, and what other rules would have made of a store's recent ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from freshup.domain.qualification.facts import Case
from freshup.domain.qualification.grading import GRADES, Grade, Verdict, grade, judge
from freshup.domain.qualification.rules import QualificationRules
from freshup.domain.qualification.scoring import TIERS, Score, score, score_facts
from freshup.domain.qualification.signals import read_signals


@dataclass(frozen=True, slots=True)
class Qualified:
    """Verdict, grade and score of one lead under one set of rules."""

    verdict: Verdict
    grade: Grade
    score: Score


@dataclass(frozen=True, slots=True)
class Change:
    """One lead that would be graded, scored or tiered otherwise."""

    case_id: int
    grade_before: str
    grade_after: str
    total_before: int
    total_after: int
    tier_before: str
    tier_after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many leads there are of each grade and tier under the old rules and the new, and which move."""

    grades_before: Mapping[str, int]
    grades_after: Mapping[str, int]
    tiers_before: Mapping[str, int]
    tiers_after: Mapping[str, int]
    changed: tuple[Change, ...]


def qualify(case: Case, rules: QualificationRules) -> Qualified:
    """Is it a lead, how good is it, how warm is it?"""
    signals = read_signals(case.inquiry, rules)
    verdict = judge(case.inquiry, rules, signals)
    return Qualified(
        verdict, grade(case.inquiry, verdict, rules, signals), score(score_facts(case, rules, signals), rules)
    )


def compare(old: QualificationRules, new: QualificationRules, cases: Sequence[Case]) -> Comparison:
    """What would change if `new` were published? Behaviour and duplicates are taken as they are now."""
    before, after = [qualify(case, old) for case in cases], [qualify(case, new) for case in cases]
    moves = (_change(case, a, b) for case, a, b in zip(cases, before, after, strict=True))
    changed = tuple(move for move in moves if move is not None)
    return Comparison(
        _count(GRADES, [one.grade.letter for one in before]),
        _count(GRADES, [one.grade.letter for one in after]),
        _count(TIERS, [one.score.tier for one in before]),
        _count(TIERS, [one.score.tier for one in after]),
        changed,
    )


def _change(case: Case, before: Qualified, after: Qualified) -> Change | None:
    was, would_be = before.score, after.score
    same_score = (was.total, was.tier) == (would_be.total, would_be.tier)
    if same_score and before.grade.letter == after.grade.letter:
        return None
    return Change(
        case.id,
        before.grade.letter,
        after.grade.letter,
        was.total,
        would_be.total,
        was.tier,
        would_be.tier,
    )


def _count(names: tuple[str, ...], found: list[str]) -> dict[str, int]:
    counted = Counter(found)
    return {name: counted[name] for name in names}
