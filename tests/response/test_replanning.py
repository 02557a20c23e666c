"""More tasks than a day holds go to the days after, never those of customers who wait."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from freshup.domain.response.replanning import MOVES_MAX, TOLD, Planned, replan, working_days
from freshup.domain.stores import Calendar, Shift, TimeOff, WeeklyHours

# A Wednesday, 11:00 in Florida.
NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AHEAD = tuple((MIDNIGHT + n * 24 * HOUR + 9 * HOUR, MIDNIGHT + n * 24 * HOUR + 17 * HOUR) for n in range(3))


def tasks(*bands: int, moved: int = 0) -> list[Planned]:
    return [Planned(n, band, NOW + n * timedelta(minutes=1), moved) for n, band in enumerate(bands)]


class TestReplanning:
    def test_moves_nothing_while_the_day_holds_it(self) -> None:
        assert replan(tasks(2, 3, 4), 3, MIDNIGHT, AHEAD).moves == ()

    def test_moves_the_last_in_line_and_the_latest_due(self) -> None:
        assert replan(tasks(5, 2, 5, 3), 2, MIDNIGHT, AHEAD).moves == ((2, AHEAD[0]), (0, AHEAD[0]))

    def test_never_moves_a_customer_who_waits(self) -> None:
        assert replan(tasks(0, 1, 0, 1), 1, MIDNIGHT, AHEAD).moves == ()

    def test_does_not_stack_the_next_day(self) -> None:
        moved = replan(tasks(5, 5, 5, 5, 5), 1, MIDNIGHT, AHEAD).moves
        days = [day for _id, day in moved]
        assert days[:3] == [AHEAD[0], AHEAD[1], AHEAD[2]]

    def test_counts_what_tomorrow_holds_already(self) -> None:
        full = [Planned(9, 3, AHEAD[0][0] + HOUR)]
        assert replan([*tasks(5, 5), *full], 1, MIDNIGHT, AHEAD).moves == ((1, AHEAD[1]),)

    def test_shows_a_manager_what_was_moved_three_times(self) -> None:
        plan = replan(tasks(5, 5, moved=MOVES_MAX), 1, MIDNIGHT, AHEAD)
        assert (plan.moves, plan.told) == ((), (1,))

    def test_tells_of_it_once(self) -> None:
        assert replan(tasks(5, 5, moved=TOLD), 1, MIDNIGHT, AHEAD).told == ()

    def test_has_nowhere_to_move_for_somebody_without_shifts(self) -> None:
        assert replan(tasks(5, 5), 1, MIDNIGHT, ()).moves == ()


class TestWorkingDays:
    EASTERN = ZoneInfo("America/New_York")
    STORE = Calendar(EASTERN, WeeklyHours.from_rows([(day, 540, 1200) for day in range(6)]))

    def test_are_the_turns_ahead_without_time_off(self) -> None:
        shifts = [Shift(day, 540, 1020) for day in (3, 4)]
        friday_off = [TimeOff(datetime(2026, 11, 20, 5, tzinfo=UTC), datetime(2026, 11, 21, 5, tzinfo=UTC))]
        days = working_days(shifts, friday_off, self.EASTERN, self.STORE, after=MIDNIGHT, days=7)
        assert days == ((datetime(2026, 11, 19, 14, tzinfo=UTC), datetime(2026, 11, 19, 22, tzinfo=UTC)),)
