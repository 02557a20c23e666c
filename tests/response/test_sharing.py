from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from freshup.domain.response import shares_clock

NOW = datetime(2026, 7, 6, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


class TestSharesClock:
    @pytest.mark.parametrize(
        ("hours", "shared"), [(0, True), (24, True), (24.001, False), (-1, True), (-25, False)]
    )
    def test_within_a_day_in_either_order(self, hours: float, shared: bool) -> None:
        assert shares_clock(NOW - hours * HOUR, NOW) is shared
