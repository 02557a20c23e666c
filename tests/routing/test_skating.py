"""Working a colleague's customer is shown; stepping in, covering and the hand-over are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from freshup.domain.routing.skating import Working, is_skate

NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
BEN_WORKS_ANAS = Working(staff_id=2, owner_id=1)


def skate(working: Working, last: datetime | None = YESTERDAY) -> bool:
    return is_skate(working, last, protected_days=30, now=NOW)


class TestSkating:
    def test_is_working_a_colleagues_customer(self) -> None:
        assert skate(BEN_WORKS_ANAS)

    def test_is_not_working_ones_own(self) -> None:
        assert not skate(Working(1, 1))

    def test_ends_when_the_owner_let_the_customer_lie(self) -> None:
        assert not skate(BEN_WORKS_ANAS, NOW - timedelta(days=31))
        assert not skate(BEN_WORKS_ANAS, None)

    def test_is_no_manager_who_steps_in(self) -> None:
        assert not skate(replace(BEN_WORKS_ANAS, manages=True))

    def test_is_not_between_the_two_of_a_hand_over(self) -> None:
        assert not skate(replace(BEN_WORKS_ANAS, partners=frozenset({1, 2})))
        assert skate(replace(BEN_WORKS_ANAS, partners=frozenset({1, 3})))

    def test_is_not_covering_for_somebody_who_is_off(self) -> None:
        away = replace(BEN_WORKS_ANAS, owner_on_shift=False)
        assert not skate(replace(away, customer_waits=True))
        assert skate(away)
