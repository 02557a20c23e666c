"""One look at the database, shared by everybody who asks at the same moment and kept for a little while.

Outside the pool of the pages: what is asked when pages are in trouble must not wait behind them.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Generic, TypeVar

from django.db import DatabaseError, InterfaceError, connection

from freshup.interfaces.api.batching import own_connection

OUTAGES: Final = (DatabaseError, InterfaceError)
Seen = TypeVar("Seen")


class NoAnswer(Exception):
    """The database did not answer, or not in time; the text says which, and no address."""


class Looker(Generic[Seen]):
    """`look` runs in a thread of its own with a connection of its own; one at a time, however many ask."""

    def __init__(
        self, look: Callable[[], Seen], *, seconds_max: float, kept_seconds: float, name: str
    ) -> None:
        self._look = look
        self._seconds_max = seconds_max
        self._kept_seconds = kept_seconds
        self._thread = ThreadPoolExecutor(1, name, initializer=own_connection)
        self._running: asyncio.Future[Seen] | None = None
        self._kept: tuple[float, Seen | NoAnswer] | None = None

    async def __call__(self) -> Seen:
        """What was seen at most `kept_seconds` ago. Raises NoAnswer."""
        if self._kept is None or time.monotonic() - self._kept[0] >= self._kept_seconds:
            seen_now = await self._seen()
            self._kept = (time.monotonic(), seen_now)
        seen = self._kept[1]
        if isinstance(seen, NoAnswer):
            raise seen
        return seen

    async def _seen(self) -> Seen | NoAnswer:
        # A look that hangs is not joined by another one: it is waited for again.
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().run_in_executor(self._thread, self._twice)
        await asyncio.wait({self._running}, timeout=self._seconds_max)
        if not self._running.done():
            return NoAnswer(f"no answer within {self._seconds_max:g} s")
        if (error := self._running.exception()) is not None:
            return error if isinstance(error, NoAnswer) else NoAnswer(type(error).__name__)
        return self._running.result()

    def _twice(self) -> Seen:
        """A connection that was kept may have died since, which says nothing about the next one."""
        kept = connection.connection is not None
        try:
            return self._look()
        except OUTAGES as error:
            connection.close()
            if not kept:
                raise NoAnswer(type(error).__name__) from error
        try:
            return self._look()
        except OUTAGES as error:
            connection.close()
            raise NoAnswer(type(error).__name__) from error

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
