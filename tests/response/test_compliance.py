"""In time, late, never; verified and claimed apart; what a rule held is nobody's fault."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from freshup.domain.response.compliance import Tally, Waited, tallied, tally_of

DUE = datetime(2026, 11, 18, 16, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = DUE + 30 * MINUTE
ONE = Waited(1, 7, "", None, None, 11, DUE, None, None)


class TestOneClock:
    def test_counts_a_confirmed_attempt_as_verified(self) -> None:
        assert tally_of(replace(ONE, attempted_at=DUE, verified_at=DUE), LATER) == Tally(verified=1)

    def test_counts_a_word_alone_as_claimed(self) -> None:
        assert tally_of(replace(ONE, attempted_at=DUE, verified_at=LATER), LATER) == Tally(claimed=1)

    def test_counts_what_came_after_as_late(self) -> None:
        assert tally_of(replace(ONE, attempted_at=DUE + MINUTE), LATER) == Tally(late=1)

    def test_counts_what_nobody_tried_as_never(self) -> None:
        assert tally_of(ONE, LATER) == Tally(never=1)

    def test_leaves_out_what_still_has_time(self) -> None:
        assert tally_of(ONE, DUE) is None

    def test_blames_nobody_for_a_pause(self) -> None:
        held = replace(ONE, paused_until=LATER)
        assert tally_of(held, LATER - MINUTE) is None
        assert tally_of(replace(held, attempted_at=LATER), LATER) == Tally(claimed=1)


class TestMany:
    def test_are_added_by_person(self) -> None:
        clocks = [ONE, replace(ONE, attempted_at=DUE), replace(ONE, staff_id=8)]
        found = tallied(clocks, lambda one: one.staff_id, LATER)
        assert found == {7: Tally(claimed=1, never=1), 8: Tally(never=1)}
        assert found[7].percent == 50
