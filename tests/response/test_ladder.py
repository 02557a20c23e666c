"""The ladder counts in opening hours past the due time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from freshup.domain.response import Ladder, first_rung, next_rung, rung_after
from freshup.domain.response.ladder import MANAGER, REASSIGN, REMINDER
from freshup.domain.stores import Calendar, WeeklyHours

EASTERN = ZoneInfo("America/New_York")
OFFICE = Calendar(EASTERN, WeeklyHours.from_rows([(day, 9 * 60, 20 * 60) for day in range(6)]))
NEVER = Calendar(EASTERN, WeeklyHours.from_rows([]))
# A Wednesday, 11:00 in Florida.
DUE = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class TestTheNextRung:
    @pytest.mark.parametrize(
        ("reached", "rung", "minutes"), [(0, REMINDER, 0), (REMINDER, MANAGER, 5), (MANAGER, REASSIGN, 15)]
    )
    def test_comes_so_long_after_the_due_time(self, reached: int, rung: int, minutes: int) -> None:
        assert next_rung(DUE, reached, Ladder(), OFFICE) == (rung, DUE + minutes * MINUTE)

    def test_ends_at_the_top(self) -> None:
        assert next_rung(DUE, REASSIGN, Ladder(), OFFICE) is None

    def test_stands_still_while_the_team_is_closed(self) -> None:
        # Due two minutes before closing at 20:00; the managers hear of it at 9:03.
        due_at = datetime(2026, 11, 19, 0, 58, tzinfo=UTC)
        assert next_rung(due_at, REMINDER, Ladder(), OFFICE) == (
            MANAGER,
            datetime(2026, 11, 19, 14, 3, tzinfo=UTC),
        )

    def test_goes_by_the_wall_for_a_team_that_never_opens(self) -> None:
        assert next_rung(DUE, MANAGER, Ladder(), NEVER) == (REASSIGN, DUE + 15 * MINUTE)

    def test_is_left_out_where_the_store_wants_none(self) -> None:
        assert next_rung(DUE, 0, Ladder(None, None, 20), OFFICE) == (REASSIGN, DUE + 20 * MINUTE)
        assert first_rung(DUE, Ladder(None, None, None), OFFICE) is None

    def test_never_comes_before_the_one_below(self) -> None:
        backwards = Ladder(10, 5, 2)
        assert backwards.problem() is not None
        assert [minutes for _rung, minutes in backwards.rungs()] == [10, 10, 10]


class TestAfterAnOutage:
    def test_the_rungs_keep_their_distance(self) -> None:
        back = DUE + timedelta(hours=2)
        assert rung_after(DUE, REMINDER, Ladder(), OFFICE, now=back) == (MANAGER, back + 5 * MINUTE)

    def test_a_punctual_sweep_changes_nothing(self) -> None:
        punctual = DUE + timedelta(seconds=4)
        assert rung_after(DUE, REMINDER, Ladder(), OFFICE, now=punctual) == (MANAGER, DUE + 5 * MINUTE)
