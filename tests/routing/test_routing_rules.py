import json

import pytest

from freshup.domain.intake.prospect import Prospect, Vehicle
from freshup.domain.routing import (
    DEFAULT,
    RoutingFacts,
    RoutingRule,
    RoutingRules,
    Target,
    When,
    applies,
    routing_facts,
)
from freshup.domain.rulesets import UnreadableRules

LEAD = RoutingFacts(
    source_kind="chat", source_id=7, condition="used", make="Honda", stock="u-1234", language="es"
)


class TestARule:
    @pytest.mark.parametrize(
        ("when", "fits"),
        [
            (When(), True),
            (When(source_kinds=("chat",)), True),
            (When(source_kinds=("phone",)), False),
            (When(source_ids=(7, 8)), True),
            (When(source_ids=(8,)), False),
            (When(conditions=("used",)), True),
            (When(conditions=("new",)), False),
            (When(makes=("honda", "Acura")), True),
            (When(makes=("Kia",)), False),
            (When(stock_prefixes=("U-",)), True),
            (When(stock_prefixes=("N",)), False),
            (When(languages=("es",)), True),
            (When(languages=("fr",)), False),
            (When(departments=("sales",)), True),
            (When(departments=("service",)), False),
            (When(source_kinds=("chat",), makes=("Kia",)), False),
        ],
    )
    def test_fits_when_all_it_asks_is_so(self, when: When, fits: bool) -> None:
        assert applies(when, LEAD) is fits

    @pytest.mark.parametrize(
        "when",
        [
            When(makes=("Kia",)),
            When(stock_prefixes=("N",)),
            When(languages=("es",)),
            When(conditions=("new",)),
        ],
    )
    def test_that_asks_does_not_fit_a_lead_that_does_not_say(self, when: When) -> None:
        assert not applies(when, RoutingFacts())

    @pytest.mark.parametrize(
        ("weekday", "minute", "fits"),
        [
            (4, 1200, True),
            (4, 1439, True),
            (5, 0, True),
            (5, 479, True),
            (5, 480, False),
            (5, 1200, False),
            (4, 100, False),
        ],
    )
    def test_for_friday_night_runs_into_saturday_morning(self, weekday: int, minute: int, fits: bool) -> None:
        night = When(weekdays=(4,), from_minute=1200, to_minute=480)
        assert applies(night, RoutingFacts(weekday=weekday, minute=minute)) is fits

    @pytest.mark.parametrize(("minute", "fits"), [(539, False), (540, True), (1019, True), (1020, False)])
    def test_for_office_hours_excludes_their_end(self, minute: int, fits: bool) -> None:
        assert applies(When(from_minute=540, to_minute=1020), RoutingFacts(minute=minute)) is fits


class TestFactsOfAProspect:
    def test_come_from_the_first_vehicle(self) -> None:
        prospect = Prospect(
            vehicles=(Vehicle(status="used", make="Kia", stock="U1"), Vehicle(make="Ford")), language="es"
        )
        facts = routing_facts(
            prospect, source_kind="chat", source_id=None, grade="B", weekday=0, minute=5, seed=1
        )
        assert (facts.condition, facts.make, facts.stock, facts.language) == ("used", "Kia", "U1", "es")
        assert facts.department == "sales"

    def test_name_the_department(self) -> None:
        prospect = Prospect(kind_hint="service")
        facts = routing_facts(
            prospect, source_kind="chat", source_id=None, grade="B", weekday=0, minute=5, seed=1
        )
        assert facts.department == "service"


class TestTheRulesAsData:
    def test_the_shipped_ones_have_no_problem(self) -> None:
        assert DEFAULT.validate() == []

    def test_survive_the_way_through_json(self) -> None:
        assert RoutingRules.from_json(json.loads(json.dumps(DEFAULT.to_json()))) == DEFAULT

    def test_that_cannot_be_read_name_the_place(self) -> None:
        with pytest.raises(UnreadableRules) as refused:
            RoutingRules.from_json({"rules": [{"name": "x", "when": {"makes": "Kia"}}]})
        assert [problem.path for problem in refused.value.problems] == ["rules[0].when.makes"]

    @pytest.mark.parametrize(
        ("rule", "path"),
        [
            (RoutingRule(" "), "rules[0].name"),
            (RoutingRule("x", method="coin"), "rules[0].method"),
            (RoutingRule("x", method="claim_pool"), "rules[0].target.pool"),
            (RoutingRule("x", target=Target(slots=("boss",))), "rules[0].target.slots[0]"),
            (RoutingRule("x", When(weekdays=(7,))), "rules[0].when.weekdays[0]"),
            (RoutingRule("x", When(from_minute=600, to_minute=600)), "rules[0].when.to_minute"),
            (RoutingRule("x", When(source_kinds=("fax",))), "rules[0].when.source_kinds[0]"),
            (RoutingRule("x", When(stock_prefixes=("",))), "rules[0].when.stock_prefixes[0]"),
        ],
    )
    def test_with_a_problem_name_the_place(self, rule: RoutingRule, path: str) -> None:
        assert path in [problem.path for problem in RoutingRules(rules=(rule,)).validate()]

    def test_with_two_rules_of_one_name_are_refused(self) -> None:
        assert [
            problem.path for problem in RoutingRules(rules=(RoutingRule("x"), RoutingRule("x"))).validate()
        ] == ["rules"]
