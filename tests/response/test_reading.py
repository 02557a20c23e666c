from __future__ import annotations

from datetime import UTC, datetime

import pytest

from freshup.domain.reasons import Reason
from freshup.domain.response import SENTENCES, Clock, ClockState, ResponseTargets, due, noted, paused, state
from freshup.domain.stores import Calendar

STORE = Calendar.from_rows("America/New_York", [(day, 540, 1200) for day in range(6)])
SHUT = Calendar.from_rows("America/New_York", [])
QUIET = Reason("consent.quiet_hours")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock_of(received_at: str, calendar: Calendar = STORE) -> Clock:
    at = utc(received_at)
    return Clock.opened(at, due(at, calendar, ResponseTargets(), source_kind="first_party", channel="web"))


class TestWaiting:
    @pytest.mark.parametrize(
        ("now", "shown"),
        [
            ("2026-07-06 15:00:00", "waiting"),
            ("2026-07-06 15:03:19", "waiting"),
            ("2026-07-06 15:03:20", "due_soon"),
            ("2026-07-06 15:05:00", "due_soon"),
            ("2026-07-06 15:05:01", "overdue"),
            ("2026-07-07 05:00:00", "overdue"),
        ],
    )
    def test_passes_from_waiting_to_overdue(self, now: str, shown: str) -> None:
        assert state(clock_of("2026-07-06 15:00"), utc(now), STORE).state == shown

    def test_counts_down_and_then_below_zero(self) -> None:
        clock = clock_of("2026-07-06 15:00")
        assert state(clock, utc("2026-07-06 15:02"), STORE).left_seconds == 180
        assert state(clock, utc("2026-07-06 15:06"), STORE).left_seconds == -60

    def test_an_escalation_ladder_stands_still_over_night(self) -> None:
        reading = state(clock_of("2026-07-06 23:50"), utc("2026-07-07 13:01"), STORE)
        assert reading.late_business_seconds == 6 * 60
        assert reading.wall_seconds == 47_460


class TestClosed:
    def test_after_hours_the_clock_starts_at_opening(self) -> None:
        clock = clock_of("2026-07-07 02:00")
        assert state(clock, utc("2026-07-07 12:59"), STORE).state is ClockState.STARTS_AT_OPENING
        assert state(clock, utc("2026-07-07 13:00"), STORE).state is ClockState.WAITING
        assert state(clock, utc("2026-07-07 13:20"), STORE).state is ClockState.DUE_SOON

    def test_a_lead_just_before_closing_rests_over_night(self) -> None:
        clock = clock_of("2026-07-06 23:58")
        assert state(clock, utc("2026-07-06 23:59"), STORE).state is ClockState.WAITING
        assert state(clock, utc("2026-07-07 03:00"), STORE).state is ClockState.STARTS_AT_OPENING

    def test_a_lead_that_could_be_answered_before_closing_does_not(self) -> None:
        clock = clock_of("2026-07-06 23:55")
        assert state(clock, utc("2026-07-07 00:00"), STORE).state is ClockState.DUE_SOON
        assert state(clock, utc("2026-07-07 03:00"), STORE).state is ClockState.OVERDUE

    def test_a_store_without_hours_counts_on_the_wall(self) -> None:
        clock = clock_of("2026-07-06 03:00", SHUT)
        shown = [state(clock, utc(f"2026-07-06 03:0{minute}"), SHUT).state for minute in (1, 4, 6)]
        assert shown == ["waiting", "due_soon", "overdue"]
        assert state(clock, utc("2026-07-06 03:06"), SHUT).late_business_seconds == 60


class TestMet:
    def test_in_time_to_the_second(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "attempted", utc("2026-07-06 15:05"))
        reading = state(clock, utc("2026-07-08 15:00"), STORE)
        assert reading.state is ClockState.MET_IN_TIME
        assert (reading.wall_seconds, reading.business_seconds, reading.claimed) == (300, 300, False)

    def test_late_a_second_after(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "attempted", utc("2026-07-06 15:05:01"))
        assert state(clock, utc("2026-07-08 15:00"), STORE).state is ClockState.MET_LATE

    def test_during_the_night_is_in_time_though_nobody_asked(self) -> None:
        clock = noted(clock_of("2026-07-07 02:00"), "attempted", utc("2026-07-07 03:00"))
        reading = state(clock, utc("2026-07-07 15:00"), STORE)
        assert reading.state is ClockState.MET_IN_TIME
        assert reading.business_seconds == 0

    def test_on_somebodys_word_says_so(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "claimed", utc("2026-07-06 15:02"))
        reading = state(clock, utc("2026-07-06 15:10"), STORE)
        assert reading.state is ClockState.MET_IN_TIME
        assert reading.claimed
        assert reading.reason.code == "response.claimed_in_time"

    def test_a_verified_attempt_at_the_same_moment_is_no_claim(self) -> None:
        at = utc("2026-07-06 15:02")
        clock = noted(noted(clock_of("2026-07-06 15:00"), "claimed", at), "attempted", at)
        assert not state(clock, at, STORE).claimed


class TestPaused:
    def test_shows_the_policys_own_reason_and_blames_nobody(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:02"), QUIET)
        reading = state(clock, utc("2026-07-06 17:00"), STORE)
        assert reading.state is ClockState.PAUSED
        assert reading.reason == QUIET
        assert reading.business_seconds == 120
        assert (reading.left_seconds, reading.late_business_seconds) == (180, 0)

    def test_a_call_during_the_pause_is_in_time(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:02"), QUIET)
        clock = noted(clock, "attempted", utc("2026-07-06 15:30"))
        assert state(clock, utc("2026-07-06 17:00"), STORE).state is ClockState.MET_IN_TIME

    def test_does_not_hide_what_was_overdue_before(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:06"), QUIET)
        reading = state(clock, utc("2026-07-06 17:00"), STORE)
        assert reading.state is ClockState.OVERDUE
        assert reading.late_business_seconds == 60


class TestWords:
    @pytest.mark.parametrize("shown", list(ClockState))
    def test_every_state_has_a_sentence(self, shown: ClockState) -> None:
        assert f"response.{shown}" in SENTENCES
