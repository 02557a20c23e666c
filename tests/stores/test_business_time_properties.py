"""Business time against a minute walker: random calendars, odd zones, the nights when clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.stores.minute_walker import Plan, Walker

from freshup.domain.stores import (
    Calendar,
    add_business_minutes,
    business_time_between,
    current_closing,
    is_open,
    next_open_moment,
    next_opening,
    openings_between,
)

MINUTE = timedelta(minutes=1)
WINDOW_DAYS = 9

BLOCK_EDGE = date(1970, 1, 1) + timedelta(days=28 * 733)

# A zone and a date on or next to which something odd happens there.
ODD_DAYS = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/New_York", date(2026, 11, 26)),
    ("America/New_York", date(2026, 12, 31)),
    ("America/Phoenix", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2006, 10, 29)),  # at 00:01 the clock went back into the day before
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Europe/Dublin", date(2026, 3, 29)),
    ("Europe/Dublin", date(2026, 10, 25)),
    ("Asia/Kathmandu", date(2026, 7, 1)),
    ("America/Havana", date(2026, 3, 8)),  # midnight itself is jumped over
    ("Pacific/Apia", date(2011, 12, 30)),  # a whole day is
    # Openings are kept in blocks of four weeks since 1970; here one ends, as far from UTC as zones go.
    ("Pacific/Kiritimati", BLOCK_EDGE),
    ("Pacific/Pago_Pago", BLOCK_EDGE),
    ("America/New_York", BLOCK_EDGE),
]
HOLIDAYS = ["Thanksgiving Day", "New Year's Day", "Christmas Eve", "New Year's Eve", "Independence Day"]


@dataclass(frozen=True)
class Case:
    plan: Plan
    first: datetime

    @property
    def calendar(self) -> Calendar:
        plan = self.plan
        return Calendar.from_rows(plan.zone, plan.rows, plan.special, plan.observed, "US", plan.region)

    def walker(self) -> Walker:
        return Walker(self.plan, self.first, WINDOW_DAYS)


opens = st.one_of(st.integers(0, 1439), st.sampled_from([0, 60, 90, 120, 150, 540, 1260]))
length = st.one_of(st.integers(1, 1440), st.sampled_from([30, 60, 120, 480, 1440]))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, odd_day = draw(st.sampled_from(ODD_DAYS))
    weekday = st.one_of(st.integers(0, 6), st.integers(-1, 0).map(lambda day: (odd_day.weekday() + day) % 7))
    row = st.builds(lambda day, start, last: (day, start, start + last), weekday, opens, length)
    near = st.integers(-3, 4).map(lambda days: odd_day + timedelta(days=days))
    hours = st.builds(lambda on, start, last: (on, "special", start, start + last), near, opens, length)
    closed = st.builds(lambda on: (on, "closed", None, None), near)
    plan = Plan(
        zone=zone,
        rows=draw(st.lists(row, max_size=14)),
        special=draw(st.lists(st.one_of(hours, closed), max_size=3)),
        observed=draw(st.lists(st.sampled_from(HOLIDAYS), unique=True, max_size=3)),
    )
    first = datetime(odd_day.year, odd_day.month, odd_day.day, tzinfo=UTC) - timedelta(days=4)
    return Case(plan, first)


# Within the window, and away from its edges: what opened before it is out of the walker's sight.
offsets = st.integers(2 * 1440 + 1, (WINDOW_DAYS - 2) * 1440)
property_test = settings(deadline=None, max_examples=100, database=None)
many = settings(deadline=None, max_examples=150, database=None)


class TestAgainstTheMinuteWalker:
    @property_test
    @given(cases())
    def test_is_open_in_the_same_minutes(self, case: Case) -> None:
        walker, calendar = case.walker(), case.calendar
        inside = walker.minutes[2 * 1440 : (WINDOW_DAYS - 2) * 1440]
        assert [is_open(calendar, at) for at in inside] == [walker.is_open(at) for at in inside]

    @property_test
    @given(cases(), offsets, offsets)
    def test_counts_the_same_open_time(self, case: Case, one: int, other: int) -> None:
        start, end = case.first + min(one, other) * MINUTE, case.first + max(one, other) * MINUTE
        expected = case.walker().open_minutes(start, end) * MINUTE
        assert business_time_between(case.calendar, start, end) == expected
        spans = openings_between(case.calendar, start, end)
        assert sum((closed - opened for opened, closed in spans), timedelta()) == expected

    @property_test
    @given(cases(), offsets, st.integers(1, 2000))
    def test_adds_up_to_the_same_moment(self, case: Case, offset: int, minutes: int) -> None:
        start = case.first + offset * MINUTE
        expected = case.walker().after_open_minutes(start, minutes)
        assume(expected is not None and expected <= case.first + timedelta(days=WINDOW_DAYS - 2))
        assert add_business_minutes(case.calendar, start, minutes) == expected

    @property_test
    @given(cases(), offsets)
    def test_opens_and_closes_next_at_the_same_moments(self, case: Case, offset: int) -> None:
        at, walker = case.first + offset * MINUTE, case.walker()
        opening, closing = walker.next_opening(at), walker.closing(at)
        last = case.first + timedelta(days=WINDOW_DAYS - 2)
        assume(opening is not None and opening <= last)
        assert next_opening(case.calendar, at) == opening
        assert next_open_moment(case.calendar, at) == (at if walker.is_open(at) else opening)
        assert current_closing(case.calendar, at) == (closing if walker.is_open(at) else None)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
# At least half an hour a week, or a thousand minutes take decades.
open_weeks = cases().filter(lambda case: any(closes - opens >= 30 for _, opens, closes in case.plan.rows))


class TestArithmetic:
    @many
    @given(cases(), moments, moments, moments)
    def test_open_time_is_additive_in_any_order(
        self, case: Case, a: datetime, b: datetime, c: datetime
    ) -> None:
        calendar = case.calendar
        there = business_time_between(calendar, a, b) + business_time_between(calendar, b, c)
        assert there == business_time_between(calendar, a, c)

    @many
    @given(open_weeks, moments, st.integers(0, 3_000))
    @example(
        Case(Plan("America/New_York", [(0, 540, 541)]), datetime(2026, 1, 1, tzinfo=UTC)),
        datetime(2026, 1, 5, 14, tzinfo=UTC),
        300,
    )
    def test_adding_and_measuring_are_inverse(self, case: Case, start: datetime, minutes: int) -> None:
        end = add_business_minutes(case.calendar, start, minutes)
        assert business_time_between(case.calendar, start, end) == minutes * MINUTE

    @many
    @given(open_weeks, moments, st.integers(1, 1_000))
    def test_the_sum_is_the_earliest_such_moment(self, case: Case, start: datetime, minutes: int) -> None:
        end = add_business_minutes(case.calendar, start, minutes)
        just_before = end - timedelta(microseconds=1)
        assert is_open(case.calendar, just_before)
        assert business_time_between(case.calendar, start, just_before) < minutes * MINUTE

    @many
    @given(open_weeks, moments, moments, st.integers(0, 1_000), st.integers(0, 100))
    def test_later_or_longer_never_ends_sooner(
        self, case: Case, one: datetime, other: datetime, minutes: int, more: int
    ) -> None:
        early, late, calendar = min(one, other), max(one, other), case.calendar
        end = add_business_minutes(calendar, early, minutes)
        assert end <= add_business_minutes(calendar, late, minutes)
        assert end <= add_business_minutes(calendar, early, minutes + more)

    @many
    @given(cases(), moments, moments)
    def test_open_time_never_exceeds_real_time(self, case: Case, one: datetime, other: datetime) -> None:
        start, end = min(one, other), max(one, other)
        assert timedelta(0) <= business_time_between(case.calendar, start, end) <= end - start
