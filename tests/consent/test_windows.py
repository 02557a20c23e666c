"""Calling hours as instants: at one place, at several, on the nights when clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.consent import (
    DEFAULT_LAW,
    Hold,
    HoursRule,
    NeverOpens,
    Permit,
    Place,
    SendRequest,
    Window,
    decide,
    is_lawful,
    next_lawful,
    places_of,
    spread,
)

PLACES = [
    Place("AZ", "America/Phoenix"),
    Place("AZ", "America/Denver"),
    Place("IN", "America/Indiana/Indianapolis"),
    Place("IN", "America/Chicago"),
    Place("FL", "America/New_York"),
    Place("FL", "America/Chicago"),
    Place("TX", "America/Denver"),
    Place("CA", "America/Los_Angeles"),
    Place("HI", "Pacific/Honolulu"),
    Place("OK", "America/Chicago"),
    Place("", "America/New_York"),
    Place("", "Europe/London"),
]
NIGHTS = [
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2028, 2, 29, tzinfo=UTC),
]
moments = st.one_of(
    st.integers(0, 4 * 365 * 1440).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.builds(
        lambda night, minutes: night + timedelta(minutes=minutes),
        st.sampled_from(NIGHTS),
        st.integers(-600, 2400),
    ),
)
several = st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True).map(tuple)


def allowed_by_the_book(place: Place, at: datetime) -> bool:
    """The shipped law read once more, by a reader who knows nothing of the gate."""
    local = at.astimezone(ZoneInfo(place.zone))
    minute, sunday = local.hour * 60 + local.minute, local.weekday() == 6
    opens, closes = 480, 1260
    if place.state in ("FL", "OK", "WA"):
        closes = 1200
    if place.state == "TX":
        opens = 720 if sunday else 540
    if place.state == "":
        opens, closes = (720 if sunday else 540), 1200
    return opens <= minute < closes


@given(several, moments)
@settings(max_examples=400, deadline=None)
def test_a_permit_is_never_inside_quiet_hours_at_any_possible_place(
    places: tuple[Place, ...], now: datetime
) -> None:
    request = SendRequest(1, "follow_up", "text", "+12395550142", places=places, consent="express")
    answer = decide(request, now)
    by_the_book = all(allowed_by_the_book(place, now) for place in places)
    assert isinstance(answer, Permit) is by_the_book
    if isinstance(answer, Hold):
        assert isinstance(decide(request, answer.until), Permit)


@given(several, moments)
@settings(max_examples=400, deadline=None)
def test_the_next_lawful_minute_is_lawful_and_the_one_before_is_not(
    places: tuple[Place, ...], now: datetime
) -> None:
    at = next_lawful(places, DEFAULT_LAW, "call", now)
    assert is_lawful(places, DEFAULT_LAW, "call", at)
    assert all(allowed_by_the_book(place, at) for place in places)
    if at == now:
        return
    assert at > now
    before = at - timedelta(minutes=1)
    assert not is_lawful(places, DEFAULT_LAW, "call", before)
    assert not all(allowed_by_the_book(place, before) for place in places)


@given(st.integers(0, 2**40), st.integers(1, 600))
def test_held_steps_are_spread_and_stay_where_they_fell(seed: int, minutes: int) -> None:
    at = NIGHTS[0]
    moved = spread(at, seed, minutes)
    assert at <= moved < at + timedelta(minutes=minutes)
    assert moved == spread(at, seed, minutes)


def test_a_thousand_held_steps_do_not_come_at_once() -> None:
    minutes = [int((spread(NIGHTS[0], id) - NIGHTS[0]).total_seconds() // 60) for id in range(1000)]
    assert max(minutes.count(one) for one in range(45)) < 40


class TestTheNightsWhenClocksChange:
    def test_do_not_move_phoenix(self) -> None:
        phoenix = (Place("AZ", "America/Phoenix"),)
        for day in (7, 8, 9):
            at = next_lawful(phoenix, DEFAULT_LAW, "text", datetime(2026, 3, day, 10, tzinfo=UTC))
            assert at == datetime(2026, 3, day, 15, tzinfo=UTC)

    def test_move_indiana_by_an_hour(self) -> None:
        indiana = (Place("IN", "America/Indiana/Indianapolis"),)
        for day, hour in ((7, 13), (8, 12), (9, 12)):
            at = next_lawful(indiana, DEFAULT_LAW, "text", datetime(2026, 3, day, 9, tzinfo=UTC))
            assert at == datetime(2026, 3, day, hour, tzinfo=UTC)

    def test_keep_both_zones_of_the_panhandle(self) -> None:
        panhandle = places_of("", "", "+18505550142")
        assert {place.zone for place in panhandle} == {"America/New_York", "America/Chicago"}
        # 8:00 in Pensacola is 9:00 in Tallahassee; 20:00 in Tallahassee is 19:00 in Pensacola.
        at = next_lawful(panhandle, DEFAULT_LAW, "text", datetime(2026, 11, 1, 9, tzinfo=UTC))
        assert at == datetime(2026, 11, 1, 14, tzinfo=UTC)
        assert not is_lawful(panhandle, DEFAULT_LAW, "text", datetime(2026, 11, 2, 1, tzinfo=UTC))

    @pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
    def test_are_strict_about_an_hour_that_comes_twice_or_never(self, day: date) -> None:
        early = Window(90, 150)
        law = replace(DEFAULT_LAW, hours=(HoursRule("early", "", early, early, early),))
        georgia = (Place("GA", "America/New_York"),)
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
        for minute in range(6 * 60):
            at = start + timedelta(minutes=minute)
            local = at.astimezone(ZoneInfo("America/New_York"))
            if is_lawful(georgia, law, "call", at):
                assert 90 <= local.hour * 60 + local.minute < 150


class TestHoursThatNeverMeet:
    def test_have_a_name(self) -> None:
        morning, evening = Window(480, 540), Window(1140, 1200)
        law = replace(
            DEFAULT_LAW,
            hours=(
                HoursRule("a", "FL", morning, morning, morning),
                HoursRule("b", "CA", evening, evening, evening),
            ),
        )
        both = (Place("FL", "America/New_York"), Place("CA", "America/Los_Angeles"))
        with pytest.raises(NeverOpens):
            next_lawful(both, law, "call", NIGHTS[0])

    def test_do_not_concern_mail(self) -> None:
        assert is_lawful((), DEFAULT_LAW, "email", NIGHTS[0].replace(hour=7))


def test_a_week_with_one_open_day_is_waited_through() -> None:
    shut, noon = Window(0, 0), Window(720, 1080)
    law = replace(DEFAULT_LAW, hours=(HoursRule("sundays", "", shut, shut, noon),))
    at = next_lawful((Place("GA", "America/New_York"),), law, "call", datetime(2026, 11, 16, 12, tzinfo=UTC))
    assert at == datetime(2026, 11, 22, 17, tzinfo=UTC)
