from __future__ import annotations

from datetime import date, time

import pytest

from freshup.domain.stores import (
    SENTENCES,
    ClosesBeforeOpening,
    Hours,
    InvalidHours,
    MinuteOutOfRange,
    OpenTooLong,
    OverlappingHours,
    SpecialDay,
    UnknownWeekday,
    WeeklyHours,
    check_hours,
    clock_time,
    entered_hours,
    hours_problems,
    special_days_from_rows,
)


class TestCheckHours:
    def test_split_hours_and_a_late_night_are_fine(self) -> None:
        week = check_hours([(4, 780, 1560), (4, 540, 720), (5, 120, 300)])
        assert week.days[4] == (Hours(540, 720), Hours(780, 1560))

    @pytest.mark.parametrize(
        ("row", "error"),
        [
            ((7, 540, 1020), UnknownWeekday),
            ((-1, 540, 1020), UnknownWeekday),
            ((0, -1, 1020), MinuteOutOfRange),
            ((0, 1440, 1500), MinuteOutOfRange),
            ((0, 1200, 480), ClosesBeforeOpening),
            ((0, 540, 540), ClosesBeforeOpening),
            ((0, 540, 1981), OpenTooLong),
        ],
    )
    def test_names_what_is_wrong(self, row: tuple[int, int, int], error: type[InvalidHours]) -> None:
        with pytest.raises(error) as refused:
            check_hours([row])
        assert refused.value.row == row

    def test_twenty_to_eight_is_refused_not_swapped(self) -> None:
        (problem,) = hours_problems([(0, 1200, 480)])
        assert problem.reason.params == {"opens": "20:00", "closes": "08:00"}

    def test_the_overlap_names_the_hours_it_collides_with(self) -> None:
        (problem,) = hours_problems([(0, 540, 1020), (0, 1000, 1100)])
        assert isinstance(problem, OverlappingHours)
        assert problem.reason.params == {"opens": "09:00", "closes": "17:00"}

    def test_sunday_night_can_collide_with_monday_morning(self) -> None:
        (problem,) = hours_problems([(0, 60, 600), (6, 1200, 1560)])
        assert problem.row == (6, 1200, 1560)

    def test_hours_that_touch_do_not_overlap(self) -> None:
        assert hours_problems([(day, 0, 1440) for day in range(7)]) == ()

    def test_reports_every_bad_row_at_once(self) -> None:
        assert len(hours_problems([(0, 1200, 480), (1, 540, 1020), (9, 0, 1)])) == 2

    def test_every_problem_has_a_sentence_whose_blanks_it_fills(self) -> None:
        rows = [[(9, 0, 1)], [(0, -1, 5)], [(0, 9, 5)], [(0, 0, 1500)], [(0, 0, 9), (0, 5, 9)]]
        for (problem,) in map(hours_problems, rows):
            assert "%(" not in SENTENCES[problem.reason.code] % problem.reason.params


class TestEnteredHours:
    def test_closing_at_midnight_is_the_end_of_the_day(self) -> None:
        assert entered_hours(time(9), time(0), past_midnight=False) == (540, 1440)

    def test_after_midnight_only_when_said_so(self) -> None:
        assert entered_hours(time(20), time(2), past_midnight=True) == (1200, 1560)
        assert entered_hours(time(20), time(2), past_midnight=False) == (1200, 120)

    def test_midnight_to_midnight_needs_the_tick(self) -> None:
        assert entered_hours(time(0), time(0), past_midnight=True) == (0, 1440)

    @pytest.mark.parametrize(("minute", "shown"), [(540, "09:00"), (1440, "00:00"), (1560, "02:00")])
    def test_shows_the_clock_again(self, minute: int, shown: str) -> None:
        clock, past_midnight = clock_time(minute)
        assert clock.isoformat("minutes") == shown
        assert past_midnight == (minute == 1560)


class TestRows:
    def test_stored_overlaps_merge(self) -> None:
        week = WeeklyHours.from_rows([(0, 540, 1020), (0, 600, 1080), (0, 1080, 1100)])
        assert week.days[0] == (Hours(540, 1100),)

    def test_special_rows_of_a_date_are_split_hours(self) -> None:
        eve = date(2026, 12, 24)
        (day,) = special_days_from_rows([(eve, "Christmas Eve", 780, 900), (eve, "Christmas Eve", 540, 720)])
        assert day == SpecialDay(eve, "Christmas Eve", (Hours(540, 720), Hours(780, 900)))

    def test_closed_wins_over_hours_on_the_same_date(self) -> None:
        eve = date(2026, 12, 24)
        (day,) = special_days_from_rows([(eve, "Eve", 540, 720), (eve, "Eve", None, None)])
        assert day.hours == ()

    def test_nonsense_in_a_special_day_is_refused(self) -> None:
        with pytest.raises(ClosesBeforeOpening):
            special_days_from_rows([(date(2026, 12, 24), "Eve", 720, 540)])
