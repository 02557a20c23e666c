from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.routing import (
    DEFAULT,
    SENTENCES,
    Candidate,
    Decision,
    PreviousOwner,
    RoutingFacts,
    RoutingRule,
    RoutingRules,
    Target,
    When,
    choose,
    with_assignment,
)

LEAD = RoutingFacts(grade="A", weekday=2, minute=600, seed=1)
ANA, BEN, CAT = (Candidate(staff_id) for staff_id in (1, 2, 3))
ALL = (ANA, BEN, CAT)


def why(decision: Decision, staff_id: int) -> str:
    return next(one.reason.code for one in decision.considered if one.staff_id == staff_id)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def deal(
    turns: int, staff: tuple[Candidate, ...], rules: RoutingRules = DEFAULT, grade: str = "A"
) -> Counter[int]:
    """Give out so many leads one after the other, as a batch does, and count who got them."""
    people, got = {one.staff_id: one for one in staff}, Counter[int]()
    for seed in range(turns):
        decision = choose(replace(LEAD, grade=grade, seed=seed), rules, tuple(people.values()))
        assert decision.staff_id is not None
        got[decision.staff_id] += 1
        after = with_assignment(people[decision.staff_id], grade, decision.received_after)
        people[decision.staff_id] = replace(after, uncontacted=0)
    return got


class TestAnExistingRelationship:
    def test_comes_before_every_rule(self) -> None:
        rules = RoutingRules(rules=(RoutingRule("To Ana", target=Target(staff_ids=(1,))),))
        decision = choose(LEAD, rules, ALL, PreviousOwner(3, "open"))
        assert (decision.staff_id, decision.how, codes(decision)) == (3, "existing", ["routing.owner_open"])

    def test_counts_from_an_earlier_purchase_too(self) -> None:
        assert codes(choose(LEAD, DEFAULT, ALL, PreviousOwner(3, "earlier"))) == ["routing.owner_earlier"]

    @pytest.mark.parametrize(
        ("owner", "code"),
        [
            (replace(CAT, on_shift=False), "routing.owner_off_shift"),
            (replace(CAT, capacity=5, uncontacted=5), "routing.owner_full"),
        ],
    )
    def test_gives_way_with_the_reason_kept(self, owner: Candidate, code: str) -> None:
        decision = choose(LEAD, DEFAULT, (ANA, BEN, owner), PreviousOwner(3))
        assert decision.staff_id in (1, 2)
        assert (decision.how, codes(decision)[0]) == ("shortfall", code)

    def test_with_somebody_who_left_gives_way(self) -> None:
        decision = choose(LEAD, DEFAULT, ALL, PreviousOwner(99))
        assert (decision.how, codes(decision)[0]) == ("shortfall", "routing.owner_gone")

    def test_counts_as_a_turn(self) -> None:
        owner = replace(CAT, received_by_grade={"A": 4.0})
        assert choose(LEAD, DEFAULT, (ANA, owner), PreviousOwner(3)).received_after == 5.0


class TestTheRules:
    def test_the_first_that_fits_wins(self) -> None:
        rules = RoutingRules(
            rules=(
                RoutingRule("Used", When(conditions=("used",)), Target(staff_ids=(1,))),
                RoutingRule("Honda", When(makes=("HONDA",)), Target(staff_ids=(2,))),
                RoutingRule("Rest", target=Target(staff_ids=(3,))),
            )
        )
        decision = choose(replace(LEAD, condition="new", make="Honda"), rules, ALL)
        assert (decision.staff_id, decision.how, decision.rule) == (2, "rule", "Honda")

    def test_one_switched_off_is_passed_over(self) -> None:
        rules = RoutingRules(rules=(RoutingRule("Off", target=Target(staff_ids=(1,)), enabled=False),))
        assert choose(LEAD, rules, ALL).rule == "everyone"

    def test_nobody_free_goes_to_everybody(self) -> None:
        rules = RoutingRules(rules=(RoutingRule("To Ana", target=Target(staff_ids=(1,))),))
        decision = choose(LEAD, rules, (replace(ANA, on_shift=False), BEN))
        assert (decision.staff_id, decision.how) == (2, "shortfall")
        assert "routing.rule_empty" in codes(decision)

    def test_nobody_free_goes_to_the_desk_where_the_rule_says_so(self) -> None:
        rules = RoutingRules(rules=(RoutingRule("To Ana", target=Target(staff_ids=(1,)), or_desk=True),))
        decision = choose(LEAD, rules, (replace(ANA, on_shift=False), BEN), desk="Front desk")
        assert (decision.staff_id, decision.desk, decision.how) == (None, "Front desk", "desk")

    def test_a_claim_pool_has_no_owner_yet(self) -> None:
        rules = RoutingRules(
            rules=(RoutingRule("Chat", target=Target(pool="Chat pool"), method="claim_pool"),)
        )
        decision = choose(LEAD, rules, ALL)
        assert (decision.staff_id, decision.desk, decision.how) == (None, "Chat pool", "rule")

    def test_spanish_goes_to_who_speaks_it(self) -> None:
        decision = choose(
            replace(LEAD, language="es-MX"), DEFAULT, (ANA, replace(BEN, languages=("en", "es")), CAT)
        )
        assert (decision.staff_id, decision.rule) == (2, "Spanish")

    def test_service_goes_to_the_service_slot(self) -> None:
        advisor = Candidate(9, slot="service")
        assert choose(replace(LEAD, department="service"), DEFAULT, (*ALL, advisor)).staff_id == 9
        assert choose(LEAD, DEFAULT, (advisor,)).how == "desk"


class TestWhoMayGetIt:
    def test_nobody_on_shift_leaves_it_on_the_named_desk(self) -> None:
        off = tuple(replace(one, on_shift=False) for one in ALL)
        decision = choose(LEAD, DEFAULT, off, desk="Night desk")
        assert (decision.staff_id, decision.desk, codes(decision)) == (
            None,
            "Night desk",
            ["routing.desk_nobody_on_shift"],
        )
        assert why(decision, 1) == "routing.off_shift"

    def test_nobody_at_all_leaves_it_on_the_rules_desk(self) -> None:
        assert choose(LEAD, DEFAULT, ()).desk == "Sales desk"

    def test_who_is_at_the_cap_is_left_out_and_it_is_said(self) -> None:
        decision = choose(LEAD, DEFAULT, (replace(ANA, capacity=3, uncontacted=3), BEN))
        assert decision.staff_id == 2
        assert (why(decision, 1), why(decision, 2)) == ("routing.full", "routing.chosen")

    def test_everybody_at_the_cap_is_another_reason_for_the_desk(self) -> None:
        full = tuple(replace(one, capacity=0) for one in ALL)
        assert codes(choose(LEAD, DEFAULT, full)) == ["routing.desk_nobody_free"]

    def test_everybody_is_accounted_for(self) -> None:
        staff = (ANA, replace(BEN, on_shift=False), replace(CAT, slot="manager"))
        decision = choose(LEAD, DEFAULT, staff)
        assert [one.staff_id for one in decision.considered] == [1, 2, 3]
        assert [one.reason.code for one in decision.considered] == [
            "routing.chosen",
            "routing.off_shift",
            "routing.not_target",
        ]


class TestShortfall:
    def test_deals_equal_people_equal_numbers(self) -> None:
        assert set(deal(30, ALL).values()) == {10}

    def test_deals_by_weight(self) -> None:
        assert deal(40, (replace(ANA, weight=2.0), BEN, CAT)) == {1: 20, 2: 10, 3: 10}

    def test_is_within_the_grade(self) -> None:
        ahead = replace(ANA, received_by_grade={"A": 9.0})
        assert choose(LEAD, DEFAULT, (ahead, BEN)).staff_id == 2
        assert deal(2, (ahead, BEN), grade="B") == {1: 1, 2: 1}

    def test_does_not_flood_a_newcomer(self) -> None:
        old = tuple(replace(one, received_by_grade={"A": 100.0}) for one in (ANA, BEN))
        got = deal(13, (*old, CAT))
        assert got[3] <= 8
        assert deal(103, (*old, CAT))[3] <= 100 / 3 + 4

    def test_gives_back_the_turns_missed_but_only_so_many(self) -> None:
        behind = replace(CAT, received_by_grade={"A": 48.0})
        staff = (
            replace(ANA, received_by_grade={"A": 50.0}),
            replace(BEN, received_by_grade={"A": 50.0}),
            behind,
        )
        assert deal(5, staff)[3] == 3

    def test_without_catch_up_starts_level(self) -> None:
        rules = replace(DEFAULT, missed_turns_max=0.0)
        staff = (
            replace(ANA, received_by_grade={"A": 50.0}),
            replace(BEN, received_by_grade={"A": 50.0}),
            CAT,
        )
        assert deal(9, staff, rules)[3] <= 4

    def test_breaks_ties_by_the_lead_and_always_alike(self) -> None:
        first = {choose(replace(LEAD, seed=seed), DEFAULT, ALL).staff_id for seed in range(50)}
        assert first == {1, 2, 3}
        assert choose(LEAD, DEFAULT, ALL) == choose(LEAD, DEFAULT, ALL)

    @given(st.lists(st.sampled_from([0.1, 0.5, 1.0, 2.0, 5.0]), min_size=1, max_size=6), st.integers(1, 60))
    def test_never_leaves_anyone_two_turns_from_their_share(self, weights: list[float], turns: int) -> None:
        staff = tuple(Candidate(at, weight=weight) for at, weight in enumerate(weights))
        got = deal(turns, staff)
        for one in staff:
            assert abs(got[one.staff_id] - turns * one.weight / sum(weights)) < 2


class TestTheMethods:
    def rules(self, method: str) -> RoutingRules:
        return RoutingRules(rules=(), everyone_method=method)

    def test_round_robin_ignores_weight(self) -> None:
        assert deal(20, (replace(ANA, weight=5.0), BEN), self.rules("round_robin")) == {1: 10, 2: 10}

    def test_least_loaded_goes_by_leads_waiting(self) -> None:
        staff = (replace(ANA, uncontacted=2), replace(BEN, uncontacted=1, received_by_grade={"A": 90.0}))
        decision = choose(LEAD, self.rules("least_loaded"), staff)
        assert (decision.staff_id, why(decision, 1)) == (2, "routing.more_waiting")

    def test_best_performer_gets_more_but_never_four_times_more_than_the_worst_allowed(self) -> None:
        staff = (
            replace(ANA, performance=0.90),
            replace(BEN, performance=0.0),
            replace(CAT, performance=0.01),
        )
        got = deal(60, staff, self.rules("best_performer"))
        assert got == {1: 40, 2: 10, 3: 10}

    def test_best_performer_without_figures_is_round_robin(self) -> None:
        assert set(deal(9, ALL, self.rules("best_performer")).values()) == {3}

    def test_a_pool_for_everybody_assigns_nobody(self) -> None:
        decision = choose(LEAD, replace(self.rules("claim_pool"), everyone=Target(pool="Pool")), ALL)
        assert (decision.staff_id, decision.desk) == (None, "Pool")


class TestTheWords:
    @given(
        st.sampled_from(["round_robin", "weighted", "least_loaded", "best_performer", "claim_pool"]),
        st.lists(
            st.builds(
                Candidate,
                staff_id=st.integers(1, 9),
                on_shift=st.booleans(),
                capacity=st.sampled_from([None, 0, 2]),
            ),
            max_size=5,
        ),
        st.sampled_from([None, PreviousOwner(1), PreviousOwner(2, "earlier")]),
        st.booleans(),
    )
    def test_exist_for_every_reason_given(
        self, method: str, staff: list[Candidate], previous: PreviousOwner | None, ruled: bool
    ) -> None:
        rule = RoutingRule("R", target=Target(staff_ids=(1, 2), pool="P"), method=method)
        rules = RoutingRules(rules=(rule,) if ruled else (), everyone_method=method)
        decision = choose(LEAD, rules, staff, previous)
        for reason in (*decision.reasons, *(one.reason for one in decision.considered)):
            assert SENTENCES[reason.code] % reason.params
        assert (decision.staff_id is None) != (decision.desk is None)
