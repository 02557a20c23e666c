from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.stores import Calendar, Shift, TimeOff, is_open, on_shift, zone_named

NEW_YORK = zone_named("America/New_York")
DAYS = [Shift(day, 540, 1020) for day in range(5)]
STORE = Calendar.from_rows(
    "America/New_York",
    [(day, 540, 1200) for day in range(7)],
    [(date(2026, 7, 8), "Training", None, None), (date(2026, 7, 9), "Sale", 420, 1380)],
    ["Thanksgiving Day"],
    "US",
    "FL",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestOnShift:
    def test_from_the_first_minute_to_the_last(self) -> None:
        assert not on_shift(DAYS, [], NEW_YORK, utc("2026-07-06 12:59"))
        assert on_shift(DAYS, [], NEW_YORK, utc("2026-07-06 13:00"))
        assert not on_shift(DAYS, [], NEW_YORK, utc("2026-07-06 21:00"))

    def test_a_night_shift_belongs_to_the_evening_it_starts(self) -> None:
        night = [Shift(4, 1320, 1800)]
        assert on_shift(night, [], NEW_YORK, utc("2026-07-11 09:59"))
        assert not on_shift(night, [], NEW_YORK, utc("2026-07-10 09:59"))

    def test_time_off_ends_when_it_ends(self) -> None:
        dentist = [TimeOff(utc("2026-07-06 14:00"), utc("2026-07-06 15:00"))]
        assert not on_shift(DAYS, dentist, NEW_YORK, utc("2026-07-06 14:00"))
        assert on_shift(DAYS, dentist, NEW_YORK, utc("2026-07-06 15:00"))

    def test_nobody_without_shifts_is_at_work(self) -> None:
        assert not on_shift([], [], NEW_YORK, utc("2026-07-06 14:00"))


class TestOnShiftWithTheStoresDays:
    def test_nobody_works_on_a_holiday_the_store_observes(self) -> None:
        thanksgiving = utc("2026-11-26 15:00")
        assert on_shift(DAYS, [], NEW_YORK, thanksgiving)
        assert not on_shift(DAYS, [], NEW_YORK, thanksgiving, store=STORE)

    def test_nobody_works_on_a_special_day_that_is_closed(self) -> None:
        assert not on_shift(DAYS, [], NEW_YORK, utc("2026-07-08 15:00"), store=STORE)

    def test_other_hours_of_the_store_change_no_shift(self) -> None:
        assert on_shift(DAYS, [], NEW_YORK, utc("2026-07-09 13:00"), store=STORE)
        assert not on_shift(DAYS, [], NEW_YORK, utc("2026-07-09 12:00"), store=STORE)

    def test_a_holiday_opened_by_a_special_day_is_worked(self) -> None:
        special = [(date(2026, 11, 26), "Door buster", 540, 720)]
        store = Calendar.from_rows("America/New_York", [], special, ["Thanksgiving Day"], "US", "FL")
        assert on_shift(DAYS, [], NEW_YORK, utc("2026-11-26 15:00"), store=store)

    @settings(deadline=None, max_examples=50, database=None)
    @given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    def test_shifts_that_equal_the_hours_are_the_hours(self, at: datetime) -> None:
        store = Calendar.from_rows("America/New_York", DAYS)
        assert on_shift(DAYS, [], NEW_YORK, at) == is_open(store, at)
