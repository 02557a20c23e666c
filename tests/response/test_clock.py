from __future__ import annotations

from datetime import UTC, datetime, timedelta

from freshup.domain.reasons import Reason
from freshup.domain.response import (
    Clock,
    Elapsed,
    ResponseTargets,
    answered,
    due,
    elapsed,
    intervals,
    noted,
    paused,
    resumed,
)
from freshup.domain.stores import Calendar

STORE = Calendar.from_rows("America/New_York", [(day, 540, 1200) for day in range(6)])
QUIET = Reason("consent.quiet_hours")
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock_of(received_at: str, channel: str = "web", calendar: Calendar = STORE) -> Clock:
    at = utc(received_at)
    return Clock.opened(at, due(at, calendar, ResponseTargets(), source_kind="first_party", channel=channel))


class TestMilestones:
    def test_a_walk_in_is_all_of_it_at_once(self) -> None:
        clock = clock_of("2026-07-06 15:00", channel="walk_in")
        assert clock.acknowledged_at == clock.attempted_at == clock.contacted_at == clock.received_at

    def test_an_answered_call_fills_only_what_is_missing(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "acknowledged", utc("2026-07-06 15:00:20"))
        clock = answered(clock, utc("2026-07-06 15:04"))
        assert clock.acknowledged_at == utc("2026-07-06 15:00:20")
        assert clock.attempted_at == clock.contacted_at == utc("2026-07-06 15:04")

    def test_the_earliest_counts_whatever_order_it_is_heard_in(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "attempted", utc("2026-07-06 15:09"))
        clock = noted(clock, "attempted", utc("2026-07-06 15:03"))
        clock = noted(clock, "attempted", utc("2026-07-06 15:20"))
        assert clock.attempted_at == utc("2026-07-06 15:03")

    def test_a_reply_to_the_acknowledgement_is_contact_without_an_attempt(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "contacted", utc("2026-07-06 15:02"))
        assert clock.stopped_at is None

    def test_a_claimed_attempt_stops_the_alert_and_stands_apart(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "claimed", utc("2026-07-06 15:02"))
        assert clock.stopped_at == utc("2026-07-06 15:02")
        assert clock.attempted_at is None


class TestIntervals:
    def test_wall_and_business_seconds_differ_over_night(self) -> None:
        clock = noted(clock_of("2026-07-07 02:00"), "acknowledged", utc("2026-07-07 02:00:30"))
        clock = noted(clock, "attempted", utc("2026-07-07 13:10"))
        taken = intervals(clock, STORE)
        assert taken.acknowledged == Elapsed(wall_seconds=30, business_seconds=0)
        assert taken.attempted == Elapsed(wall_seconds=40_200, business_seconds=600)
        assert taken.contacted is None

    def test_elapsed_counts_whole_seconds(self) -> None:
        assert elapsed(STORE, utc("2026-07-06 15:00"), utc("2026-07-06 15:00:01.999")) == Elapsed(1, 1)


class TestPause:
    def test_what_was_left_is_left_still(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:02"), QUIET)
        clock = resumed(clock, utc("2026-07-06 16:00"), STORE)
        assert clock.due_at == utc("2026-07-06 16:03")
        assert clock.paused_business_seconds == 58 * 60
        assert clock.paused_at is clock.paused_by is None

    def test_is_not_blamed_on_the_person(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:02"), QUIET)
        clock = noted(resumed(clock, utc("2026-07-06 16:00"), STORE), "attempted", utc("2026-07-06 16:01"))
        assert intervals(clock, STORE).attempted == Elapsed(wall_seconds=61 * 60, business_seconds=180)

    def test_an_attempt_during_the_pause_counts_to_the_pause(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:02"), QUIET)
        clock = noted(clock, "attempted", utc("2026-07-06 15:30"))
        assert intervals(clock, STORE).attempted == Elapsed(wall_seconds=1800, business_seconds=120)

    def test_over_night_takes_no_business_time(self) -> None:
        clock = paused(clock_of("2026-07-06 23:53"), utc("2026-07-06 23:54"), QUIET)
        clock = resumed(clock, utc("2026-07-07 12:00"), STORE)
        assert clock.paused_business_seconds == 6 * 60
        assert clock.due_at == utc("2026-07-07 13:04")

    def test_before_the_clock_starts_changes_nothing(self) -> None:
        waiting = clock_of("2026-07-07 02:00")
        clock = resumed(paused(waiting, utc("2026-07-07 03:00"), QUIET), utc("2026-07-07 12:00"), STORE)
        assert clock == waiting

    def test_what_was_overdue_is_as_late_as_before(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:20"), QUIET)
        clock = resumed(clock, utc("2026-07-06 16:00"), STORE)
        assert utc("2026-07-06 16:00") - clock.due_at == 15 * MINUTE

    def test_ends_at_the_attempt_though_nobody_ended_it(self) -> None:
        clock = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:02"), QUIET)
        clock = resumed(noted(clock, "attempted", utc("2026-07-06 15:30")), utc("2026-07-06 18:00"), STORE)
        assert clock.paused_business_seconds == 28 * 60
        assert intervals(clock, STORE).attempted == Elapsed(wall_seconds=1800, business_seconds=120)

    def test_an_answered_clock_is_not_paused(self) -> None:
        clock = noted(clock_of("2026-07-06 15:00"), "claimed", utc("2026-07-06 15:02"))
        assert paused(clock, utc("2026-07-06 15:03"), QUIET) == clock

    def test_a_second_pause_does_not_move_the_first(self) -> None:
        once = paused(clock_of("2026-07-06 15:00"), utc("2026-07-06 15:01"), QUIET)
        assert paused(once, utc("2026-07-06 15:03"), Reason("consent.asked_to_wait")) == once

    def test_a_store_without_hours_keeps_its_minutes(self) -> None:
        shut = Calendar.from_rows("America/New_York", [])
        clock = paused(clock_of("2026-07-06 15:00", calendar=shut), utc("2026-07-06 15:02"), QUIET)
        assert resumed(clock, utc("2026-07-06 16:00"), shut).due_at == utc("2026-07-06 16:03")
