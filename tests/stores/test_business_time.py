from __future__ import annotations

import pickle
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from freshup.domain.stores import (
    BUSINESS_MINUTES_MAX,
    Calendar,
    NeverCloses,
    NeverOpens,
    SpanTooLong,
    UnknownZone,
    add_business_minutes,
    business_seconds_between,
    business_time_between,
    current_closing,
    is_open,
    next_open_moment,
    next_opening,
    openings_between,
)

NEW_YORK = "America/New_York"
WEEKDAYS_9_TO_5 = [(day, 540, 1020) for day in range(5)]
STORE = Calendar.from_rows(NEW_YORK, WEEKDAYS_9_TO_5)
SHUT = Calendar.from_rows(NEW_YORK, [])
ROUND_THE_CLOCK = Calendar.from_rows(NEW_YORK, [(day, 0, 1440) for day in range(7)])


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestAnOrdinaryWeek:
    def test_opens_at_nine_in_the_stores_own_zone(self) -> None:
        assert not is_open(STORE, utc("2026-07-06 12:59:59"))
        assert is_open(STORE, utc("2026-07-06 13:00"))

    def test_is_closed_at_the_second_of_closing(self) -> None:
        assert is_open(STORE, utc("2026-07-06 20:59:59"))
        assert not is_open(STORE, utc("2026-07-06 21:00"))

    def test_a_whole_day_from_opening_ends_at_closing_not_at_the_next_opening(self) -> None:
        assert add_business_minutes(STORE, utc("2026-07-06 13:00"), 480) == utc("2026-07-06 21:00")

    def test_time_runs_on_after_the_weekend(self) -> None:
        assert add_business_minutes(STORE, utc("2026-07-10 20:58"), 5) == utc("2026-07-13 13:03")

    def test_nothing_added_is_the_moment_itself_even_when_closed(self) -> None:
        assert add_business_minutes(STORE, utc("2026-07-11 13:00"), 0) == utc("2026-07-11 13:00")

    def test_counts_nothing_while_closed_and_backwards_negative(self) -> None:
        saturday, monday_half_past_nine = utc("2026-07-11 13:00"), utc("2026-07-13 13:30:00.750")
        assert business_seconds_between(STORE, saturday, monday_half_past_nine) == 1800
        assert business_time_between(STORE, monday_half_past_nine, saturday) == -timedelta(seconds=1800.75)

    def test_asked_in_another_zone_it_answers_the_same_moment(self) -> None:
        chicago_noon = datetime.fromisoformat("2026-07-06T08:00:00-05:00")
        assert next_open_moment(STORE, chicago_noon) == chicago_noon
        assert add_business_minutes(STORE, chicago_noon, 5) == utc("2026-07-06 13:05")


class TestNextOpeningAndClosing:
    def test_next_opening_is_later_than_the_one_in_progress(self) -> None:
        assert next_opening(STORE, utc("2026-07-06 13:00")) == utc("2026-07-07 13:00")
        assert next_open_moment(STORE, utc("2026-07-06 13:00")) == utc("2026-07-06 13:00")

    def test_lunch_closes_the_store(self) -> None:
        split = Calendar.from_rows(NEW_YORK, [(0, 540, 720), (0, 780, 1020)])
        assert current_closing(split, utc("2026-07-06 15:00")) == utc("2026-07-06 16:00")
        assert next_opening(split, utc("2026-07-06 15:00")) == utc("2026-07-06 17:00")

    def test_closing_is_none_while_closed(self) -> None:
        assert current_closing(STORE, utc("2026-07-11 13:00")) is None

    def test_touching_openings_are_one(self) -> None:
        shifts = Calendar.from_rows(NEW_YORK, [(0, 540, 720), (0, 720, 1020)])
        assert current_closing(shifts, utc("2026-07-06 15:00")) == utc("2026-07-06 21:00")


class TestOvernight:
    night = Calendar.from_rows(NEW_YORK, [(4, 1200, 1560)], [(date(2026, 7, 11), "Inventory", None, None)])

    def test_twenty_to_two_is_open_at_midnight_and_closed_at_noon(self) -> None:
        assert is_open(self.night, utc("2026-07-11 04:00"))
        assert not is_open(self.night, utc("2026-07-10 16:00"))

    def test_fridays_night_holds_although_saturday_is_closed(self) -> None:
        assert current_closing(self.night, utc("2026-07-11 03:00")) == utc("2026-07-11 06:00")


class TestClockChanges:
    def test_a_night_shift_loses_an_hour_in_spring_and_gains_one_in_autumn(self) -> None:
        night = Calendar.from_rows(NEW_YORK, [(5, 1320, 1800)])  # Saturday 22:00 to Sunday 6:00
        hour = timedelta(hours=1)
        assert business_time_between(night, utc("2026-03-07 12:00"), utc("2026-03-08 22:00")) == 7 * hour
        assert business_time_between(night, utc("2026-10-31 12:00"), utc("2026-11-01 22:00")) == 9 * hour

    def test_nine_is_nine_on_the_day_after(self) -> None:
        assert next_opening(STORE, utc("2026-03-06 22:00")) == utc("2026-03-09 13:00")
        assert next_opening(STORE, utc("2026-10-30 22:00")) == utc("2026-11-02 14:00")

    def test_an_hour_that_is_jumped_over_begins_at_the_jump(self) -> None:
        early = Calendar.from_rows(NEW_YORK, [(6, 150, 240)])  # Sunday 2:30 to 4:00
        assert next_opening(early, utc("2026-03-07 12:00")) == utc("2026-03-08 07:00")

    def test_an_opening_wholly_inside_the_jump_does_not_happen(self) -> None:
        early = Calendar.from_rows(NEW_YORK, [(6, 120, 180)])
        assert next_opening(early, utc("2026-03-07 12:00")) == utc("2026-03-15 06:00")

    def test_an_hour_that_comes_twice_means_its_first_time(self) -> None:
        late = Calendar.from_rows(NEW_YORK, [(5, 1200, 1530)])  # until 1:30, which comes twice
        assert current_closing(late, utc("2026-11-01 04:00")) == utc("2026-11-01 05:30")

    def test_lord_howe_moves_by_half_an_hour(self) -> None:
        island = Calendar.from_rows("Australia/Lord_Howe", [(6, 0, 1440)])
        assert business_time_between(island, utc("2026-04-04 00:00"), utc("2026-04-06 00:00")) == timedelta(
            hours=24, minutes=30
        )


class TestStoresThatNeverOpenOrNeverClose:
    def test_a_store_without_hours_never_opens(self) -> None:
        with pytest.raises(NeverOpens):
            next_opening(SHUT, utc("2026-07-06 12:00"))
        with pytest.raises(NeverOpens):
            add_business_minutes(SHUT, utc("2026-07-06 12:00"), 5)
        assert business_seconds_between(SHUT, utc("2026-07-06 12:00"), utc("2027-07-06 12:00")) == 0

    def test_looks_a_year_ahead_and_no_further(self) -> None:
        once = Calendar.from_rows(NEW_YORK, [], [(date(2027, 7, 6), "Fair", 540, 600)])
        assert next_opening(once, utc("2026-07-06 12:00")) == utc("2027-07-06 13:00")
        with pytest.raises(NeverOpens):
            next_opening(once, utc("2026-07-04 12:00"))
        with pytest.raises(NeverOpens):
            add_business_minutes(once, utc("2026-07-06 12:00"), 61)

    def test_round_the_clock_has_no_closing_and_no_next_opening(self) -> None:
        at = utc("2026-07-06 12:00")
        assert current_closing(ROUND_THE_CLOCK, at) is None
        assert next_open_moment(ROUND_THE_CLOCK, at) == at
        with pytest.raises(NeverCloses):
            next_opening(ROUND_THE_CLOCK, at)

    def test_round_the_clock_is_real_time_and_one_opening(self) -> None:
        start, end = utc("2026-01-01 00:00"), utc("2026-12-01 00:00")
        assert business_time_between(ROUND_THE_CLOCK, start, end) == end - start
        assert openings_between(ROUND_THE_CLOCK, start, end) == ((start, end),)


class TestLimits:
    def test_refuses_a_span_of_a_century(self) -> None:
        with pytest.raises(SpanTooLong):
            business_time_between(STORE, utc("1926-01-01 00:00"), utc("2026-01-01 00:00"))

    @pytest.mark.parametrize("minutes", [-1, BUSINESS_MINUTES_MAX + 1])
    def test_refuses_minutes_out_of_range(self, minutes: int) -> None:
        with pytest.raises(ValueError, match="not between"):
            add_business_minutes(STORE, utc("2026-07-06 12:00"), minutes)

    def test_refuses_an_unknown_zone(self) -> None:
        for name in ("America/Nowhere", "America", "../etc/passwd", ""):
            with pytest.raises(UnknownZone):
                Calendar.from_rows(name, [])

    def test_ten_years_take_a_moment_not_a_walk(self) -> None:
        fresh = Calendar.from_rows(NEW_YORK, [(day, 541, 1019) for day in range(5)])
        begun = time.perf_counter()
        business_time_between(fresh, utc("2016-01-01 00:00"), utc("2026-01-01 00:00"))
        assert time.perf_counter() - begun < 2  # 0.06 s on an idle core; a walk by minute takes ten

    def test_five_minutes_of_an_open_store_cost_microseconds(self) -> None:
        at = utc("2026-07-06 15:00")
        add_business_minutes(STORE, at, 5)
        begun = time.perf_counter()
        for _ in range(10_000):
            add_business_minutes(STORE, at, 5)
        assert time.perf_counter() - begun < 0.5  # 2 µs each when idle; 50 allowed for a busy machine


class TestCalendarAsAKey:
    def test_equal_rows_make_one_key_in_any_order(self) -> None:
        other = Calendar.from_rows(NEW_YORK, reversed(WEEKDAYS_9_TO_5))
        assert other == STORE
        assert hash(other) == hash(STORE)

    def test_survives_the_way_to_another_process(self) -> None:
        copy = pickle.loads(pickle.dumps(STORE))
        assert copy == STORE
        assert hash(copy) == hash(STORE)
