"""Thirty “left message” in five minutes is shown for what it is."""

from datetime import UTC, datetime, timedelta

from freshup.domain.response import too_fast

START = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)


def every(seconds: int, times: int) -> list[datetime]:
    return [START + n * timedelta(seconds=seconds) for n in range(times)]


class TestClaimedCalls:
    def test_thirty_in_five_minutes_cannot_be_true(self) -> None:
        assert too_fast(every(10, 30)) == 30

    def test_six_in_five_minutes_can(self) -> None:
        assert too_fast(every(50, 6)) == 0

    def test_seven_in_five_minutes_cannot(self) -> None:
        assert too_fast(every(50, 7)) == 7

    def test_a_steady_day_is_believed(self) -> None:
        assert too_fast(every(90, 200)) == 0

    def test_only_the_dense_stretch_is_doubted(self) -> None:
        slow = [START + timedelta(hours=2 + n) for n in range(5)]
        assert too_fast([*slow, *every(5, 10)]) == 10

    def test_nothing_said_is_nothing_doubted(self) -> None:
        assert too_fast([]) == 0
