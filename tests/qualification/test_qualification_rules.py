import json
from dataclasses import replace
from typing import Any

import pytest

from freshup.domain import rulesets
from freshup.domain.qualification import (
    DEFAULT,
    SENTENCES,
    Caps,
    Case,
    GradeRules,
    InquiryFacts,
    Phrases,
    PointRow,
    QualificationRules,
    Tiers,
    compare,
)
from freshup.domain.rulesets import UnreadableRules


def paths(rules: QualificationRules) -> set[str]:
    return {problem.path for problem in rules.validate()}


def changed(**changes: Any) -> QualificationRules:
    return replace(DEFAULT, **changes)


class TestTheShippedRules:
    def test_have_no_problem(self) -> None:
        assert DEFAULT.validate() == []

    def test_survive_the_way_through_json(self) -> None:
        assert QualificationRules.from_json(json.loads(json.dumps(DEFAULT.to_json()))) == DEFAULT

    def test_are_taken_for_what_a_store_left_out(self) -> None:
        read = QualificationRules.from_json({"tiers": {"hot": 80}})
        assert (read.tiers, read.points) == (Tiers(26, 51, 80), DEFAULT.points)


class TestUnreadableRules:
    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({"tires": {}}, "tires"),
            ({"tiers": {"hot": "eighty"}}, "tiers.hot"),
            ({"tiers": {"hot": True}}, "tiers.hot"),
            ({"points": [{"code": "x"}]}, "points[0].dimension"),
            ({"points": {}}, "points"),
            ({"source_points": {"chat": 1.5}}, "source_points.chat"),
            ({"phrases": [{"signal": "soon", "phrases": [3]}]}, "phrases[0].phrases[0]"),
            ([], "rules"),
        ],
    )
    def test_are_refused_with_the_place_named(self, body: object, path: str) -> None:
        with pytest.raises(UnreadableRules) as refused:
            QualificationRules.from_json(body)
        assert path in [problem.path for problem in refused.value.problems]

    def test_name_every_problem_at_once(self) -> None:
        with pytest.raises(UnreadableRules) as refused:
            QualificationRules.from_json({"tires": 1, "caps": {"intent": None}})
        assert len(refused.value.problems) == 2


class TestValidation:
    @pytest.mark.parametrize(
        ("rules", "path"),
        [
            (changed(caps=Caps(40, 25, 20, 20)), "caps"),
            (changed(caps=Caps(140, -75, 20, 15)), "caps.local"),
            (changed(tiers=Tiers(51, 26, 76)), "tiers"),
            (changed(points=DEFAULT.points + DEFAULT.points[:1]), "points"),
            (changed(points=(*DEFAULT.points, PointRow("x", "luck", 1, "replies"))), "points[23].dimension"),
            (
                changed(points=(*DEFAULT.points, PointRow("x", "local", 1, "replies", 0))),
                "points[23].at_least",
            ),
            (
                changed(points=(*DEFAULT.points, PointRow("x", "intent", 1, "timeframe_days", each=True))),
                "points[23].each",
            ),
            (changed(points=DEFAULT.points[:5]), "caps.behaviour"),
            (changed(source_points={"chat": 9}), "caps.source"),
            (changed(source_points={**DEFAULT.source_points, "fax": 3}), "source_points.fax"),
            (changed(phrases=(Phrases("soon", ("now",)),)), "phrases[0].days"),
            (changed(phrases=(Phrases("looking", ("  ",)),)), "phrases[0].phrases[0]"),
            (changed(grade=GradeRules(phone_is_enough=("fax",))), "grade.phone_is_enough[0]"),
        ],
    )
    def test_names_what_would_misbehave(self, rules: QualificationRules, path: str) -> None:
        assert path in paths(rules)

    def test_has_words_for_every_problem(self) -> None:
        broken = changed(
            caps=Caps(1, 1, 1, 1), tiers=Tiers(9, 9, 9), points=(PointRow("", "luck", -1, "age"),)
        )
        words = {**rulesets.SENTENCES, **SENTENCES}
        assert all(words[problem.reason.code] % problem.reason.params for problem in broken.validate())


class TestThePreview:
    CASES = (
        Case(1, InquiryFacts(first="Ana", phones=("+13055550142",), email="a@example.com", vehicle="specific",
                             timeframe_days=(0, 20), kind="vehicle"), 5),
        Case(2, InquiryFacts(first="Bo", email="b@example.com", kind="vehicle"), None),
    )  # fmt: skip

    def test_shows_nothing_where_nothing_changes(self) -> None:
        found = compare(DEFAULT, DEFAULT, self.CASES)
        assert (found.changed, found.grades_before) == ((), {"A": 1, "B": 0, "C": 1, "D": 0})

    def test_counts_by_grade_before_and_after_and_names_the_lead(self) -> None:
        found = compare(DEFAULT, changed(grade=GradeRules(soon_days=14)), self.CASES)
        assert (found.grades_before["A"], found.grades_after["A"], found.grades_after["B"]) == (1, 0, 1)
        assert [(one.case_id, one.grade_before, one.grade_after) for one in found.changed] == [(1, "A", "B")]

    def test_shows_a_lead_that_changes_its_tier(self) -> None:
        found = compare(DEFAULT, changed(tiers=Tiers(26, 51, 60)), self.CASES)
        assert [(one.tier_before, one.tier_after) for one in found.changed] == [("high", "hot")]
