from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.response import SENTENCES, Due, ResponseTargets, due
from freshup.domain.stores import Calendar, is_open

STORE = Calendar.from_rows(
    "America/New_York", [(day, 540, 1200) for day in range(6)], [(date(2026, 7, 11), "Fair", None, None)]
)
TARGETS = ResponseTargets()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due_for(
    received_at: str, targets: ResponseTargets = TARGETS, calendar: Calendar = STORE, **facts: str
) -> Due:
    facts = {"source_kind": "first_party", "channel": "web", **facts}
    return due(
        utc(received_at), calendar, targets, source_kind=facts["source_kind"], channel=facts["channel"]
    )


class TestInOpeningHours:
    def test_five_minutes_from_receipt(self) -> None:
        promise = due_for("2026-07-06 15:00:07")
        assert promise.clock_starts_at == utc("2026-07-06 15:00:07")
        assert promise.due_at == utc("2026-07-06 15:05:07")
        assert promise.reason.code == "response.in_hours"

    def test_fits_to_the_second_before_closing(self) -> None:
        assert due_for("2026-07-06 23:55").due_at == utc("2026-07-07 00:00")

    def test_two_minutes_before_closing_is_due_half_an_hour_after_opening(self) -> None:
        promise = due_for("2026-07-06 23:58")
        assert promise.clock_starts_at == utc("2026-07-06 23:58")
        assert promise.due_at == utc("2026-07-07 13:30")
        assert promise.reason.code == "response.before_closing"

    def test_the_stores_own_target_holds(self) -> None:
        assert due_for("2026-07-06 15:00", ResponseTargets(response_minutes=10)).due_at == utc(
            "2026-07-06 15:10"
        )


class TestAfterHours:
    def test_the_clock_starts_at_opening_and_is_due_half_an_hour_later(self) -> None:
        promise = due_for("2026-07-07 02:00")
        assert promise.clock_starts_at == utc("2026-07-07 13:00")
        assert promise.due_at == utc("2026-07-07 13:30")
        assert promise.reason.code == "response.after_hours"

    def test_a_closed_saturday_and_sunday_are_waited_for(self) -> None:
        assert due_for("2026-07-11 15:00").due_at == utc("2026-07-13 13:30")

    def test_is_never_tighter_than_the_target_in_hours(self) -> None:
        slow = ResponseTargets(response_minutes=60)
        assert due_for("2026-07-07 02:00", slow).due_at == utc("2026-07-07 14:00")

    def test_runs_on_when_the_opening_is_shorter_than_the_target(self) -> None:
        short = Calendar.from_rows("America/New_York", [(1, 540, 550), (1, 600, 1200)])
        assert due_for("2026-07-07 02:00", calendar=short).due_at == utc("2026-07-07 14:20")


class TestThirdParty:
    def test_has_its_own_target_when_the_store_set_one(self) -> None:
        promise = due_for(
            "2026-07-06 15:00", ResponseTargets(third_party_minutes=15), source_kind="third_party"
        )
        assert promise.due_at == utc("2026-07-06 15:15")
        assert promise.reason.code == "response.third_party"

    def test_otherwise_the_stores(self) -> None:
        assert due_for("2026-07-06 15:00", source_kind="third_party").due_at == utc("2026-07-06 15:05")

    def test_the_setting_is_for_third_parties_only(self) -> None:
        assert due_for("2026-07-06 15:00", ResponseTargets(third_party_minutes=15)).due_at == utc(
            "2026-07-06 15:05"
        )


class TestMetAtOnce:
    @pytest.mark.parametrize(("channel", "answered"), [("walk_in", False), ("phone", True)])
    def test_nothing_is_left_waiting(self, channel: str, answered: bool) -> None:
        at = utc("2026-07-07 02:00")
        promise = due(at, STORE, TARGETS, source_kind="first_party", channel=channel, answered=answered)
        assert promise.met_at_once
        assert promise.due_at == at

    def test_a_missed_call_waits_like_any_inquiry(self) -> None:
        promise = due_for("2026-07-06 15:00", channel="phone")
        assert not promise.met_at_once
        assert promise.due_at == utc("2026-07-06 15:05")


class TestStoreWithoutHours:
    def test_the_clock_runs_day_and_night(self) -> None:
        promise = due_for("2026-07-06 03:00", calendar=Calendar.from_rows("America/New_York", []))
        assert promise.due_at == utc("2026-07-06 03:05")
        assert promise.reason.code == "response.no_hours"


class TestReasons:
    @pytest.mark.parametrize("received_at", ["2026-07-06 15:00", "2026-07-06 23:58", "2026-07-07 02:00"])
    def test_can_be_said(self, received_at: str) -> None:
        reason = due_for(received_at).reason
        assert "minutes" in SENTENCES[reason.code] % reason.params


class TestAlways:
    @settings(deadline=None, max_examples=200, database=None)
    @given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    def test_is_due_at_a_moment_somebody_is_there_with_time_to_act(self, received_at: datetime) -> None:
        promise = due(received_at, STORE, TARGETS, source_kind="first_party", channel="web")
        assert promise.due_at - max(received_at, promise.clock_starts_at) >= timedelta(minutes=5)
        assert is_open(STORE, promise.due_at - timedelta(microseconds=1))
        assert is_open(STORE, promise.clock_starts_at)
