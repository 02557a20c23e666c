"""After the clock was set back the sweeps go on, instead of sleeping until it has caught up."""

import asyncio
import time

import pytest
from procrastinate.contrib.django import app
from procrastinate.psycopg_connector import PsycopgConnector

from freshup.interfaces.tasks import clock
from tests.live import LiveDatabase

SWEEP = "freshup.sweep.wake"


class TestTheClock:
    def test_is_noticed_when_it_is_set_back_and_not_when_it_is_set_ahead(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "SECONDS_BETWEEN_LOOKS", 0.001)
        steps = iter([100.0, 100.0, 3700.0, 3700.5, 100.0])
        seen: list[float] = []

        def ahead() -> float:
            seen.append(next(steps))
            return seen[-1]

        monkeypatch.setattr(clock, "ahead", ahead)
        asyncio.run(asyncio.wait_for(clock.until_set_back(), 5))
        assert seen[-1] == 100.0
        assert len(seen) == 5

    @pytest.mark.database
    def test_ticks_of_the_hour_that_comes_again_are_given_out_again(self, live: LiveDatabase) -> None:
        async def forget() -> None:
            connector = PsycopgConnector(conninfo=live.conninfo("worker"))
            async with app.with_connector(connector).open_async() as queue:
                await clock.forget_ticks_to_come(queue)

        now = int(time.time())
        with live.connect("owner") as connection:
            for at in (now - 60, now + 3600):
                connection.execute(
                    "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, periodic_id)"
                    " VALUES (%s, %s, '')",
                    [SWEEP, at],
                )
            asyncio.run(forget())
            left = connection.execute("SELECT defer_timestamp FROM procrastinate_periodic_defers").fetchall()
        assert left == [(now - 60,)]
