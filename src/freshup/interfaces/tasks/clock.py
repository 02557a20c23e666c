"""A clock that was set back: without this, what the clock wakes would sleep until it has caught up.

Procrastinate remembers the moment of each tick, in the process and in a table, and gives out none twice; after a step
of an hour back no sweep would run for an hour.
"""

import asyncio
import logging
import time
from typing import Final

from procrastinate.app import App

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS: Final = 5.0
# Smaller steps are caught up with before anybody notices.
SECONDS_BACK_MIN: Final = 10.0
FORGET: Final = "DELETE FROM procrastinate_periodic_defers WHERE defer_timestamp > %(now)s"


def ahead() -> float:
    """Seconds by which the clock on the wall leads the one that only counts; changes where the wall's is set."""
    return time.time() - time.monotonic()


async def until_set_back() -> None:
    """Returns when the clock was set back."""
    known = ahead()
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        now = ahead()
        if now < known - SECONDS_BACK_MIN:
            log.warning("the clock was set back by %.0f s; the sweeps begin anew", known - now)
            return
        known = now


async def forget_ticks_to_come(queue: App) -> None:
    """Ticks that were given out while the clock was ahead."""
    await queue.connector.execute_query_async(FORGET, now=int(time.time()))
