"""What the product shows: who is accountable, what comes next, scores, due calls, prices."""

from datetime import timedelta

import pytest

from tests.simulation.logs import NOON, due_call, fault, found, opportunity, price, shown

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class TestAnOpenLead:
    @pytest.mark.parametrize("owners", [0, 2])
    def test_has_exactly_one_who_is_accountable(self, owners: int) -> None:
        assert found(opportunity(owners=owners)) == ["nobody_or_two_accountable"]
        assert found(opportunity(owners=owners, open=False)) == []

    def test_has_something_to_come(self) -> None:
        assert found(opportunity(due_at=None)) == ["nothing_to_come"]
        assert found(opportunity(due_at=None, open=False)) == []
        assert found(opportunity(due_at=None, waits=True)) == []
        assert found(opportunity(due_at=None, next_at=NOON + DAY)) == []

    def test_has_no_step_that_sticks(self) -> None:
        assert found(opportunity(NOON + HOUR, next_at=NOON)) == []
        assert found(opportunity(NOON + HOUR + MINUTE, next_at=NOON)) == ["overdue_step"]
        assert found(opportunity(NOON + HOUR + MINUTE, next_at=NOON, open=False)) == []

    def test_may_wait_for_what_is_broken(self) -> None:
        broken = fault(NOON, NOON + 2 * HOUR)
        assert found(broken, opportunity(NOON + 2 * HOUR + 15 * MINUTE, next_at=NOON)) == []
        assert found(broken, opportunity(NOON + 2 * HOUR + 16 * MINUTE, next_at=NOON)) == ["overdue_step"]

    def test_has_an_owner_whatever_is_broken(self) -> None:
        assert found(fault(NOON, NOON + HOUR), opportunity(owners=0)) == ["nobody_or_two_accountable"]


class TestAScore:
    @pytest.mark.parametrize("score", [-1, 101])
    def test_lies_between_nought_and_a_hundred(self, score: int) -> None:
        assert "score_out_of_range" in found(opportunity(score=score, ledger=score))

    @pytest.mark.parametrize("score", [0, 62, 100])
    def test_is_the_sum_of_its_points(self, score: int) -> None:
        assert found(opportunity(score=score, ledger=score)) == []
        assert found(opportunity(score=score, ledger=score + (1 if score < 100 else -1))) == [
            "score_unlike_ledger"
        ]

    def test_has_a_ledger(self) -> None:
        assert found(opportunity(ledger=None)) == ["score_unlike_ledger"]
        assert found(opportunity(score=None, ledger=None)) == []


class TestADueCall:
    def test_stands_on_somebodys_list(self) -> None:
        assert found(due_call(), shown()) == []
        assert found(shown(), due_call()) == []
        assert found(due_call(), shown(tasks=[32])) == ["due_call_not_shown"]

    def test_is_not_shown_by_another_store_or_on_another_day(self) -> None:
        assert found(due_call(), shown(store=1)) == ["due_call_not_shown"]
        assert found(shown(), due_call(NOON + DAY), opportunity(NOON + 2 * DAY)) == ["due_call_not_shown"]

    def test_may_stand_on_one_of_several_lists(self) -> None:
        assert found(due_call(), shown(tasks=[32]), shown(tasks=[31])) == []

    def test_may_wait_for_what_is_broken(self) -> None:
        broken = fault(NOON - MINUTE, NOON + HOUR)
        assert found(broken, due_call()) == []
        assert found(fault(NOON - HOUR, NOON - 20 * MINUTE), due_call()) == ["due_call_not_shown"]


class TestAPrice:
    def test_is_the_first_and_all_that_changed_it(self) -> None:
        assert found(price()) == []
        assert found(price(price_cents=2_499_999)) == ["price_unlike_history"]
        assert found(price(history_cents=None)) == ["price_unlike_history"]
