"""Waiting with a bound, and with a word to whoever is watching."""

import time
from collections.abc import Callable

from freshup.adapters.postgres.errors import PostgresUnavailable

SECONDS_BETWEEN_LOOKS = 0.05
SECONDS_BETWEEN_WORDS = 5


def wait_until(
    done: Callable[[], bool], *, seconds_max: float, what: str, say: Callable[[str], None]
) -> None:
    """Looks until it is done, saying every few seconds what for. Raises PostgresUnavailable at the end."""
    begun = said = time.monotonic()
    while not done():
        now = time.monotonic()
        if now - begun > seconds_max:
            raise PostgresUnavailable(f"{what}: gave up after {seconds_max:.0f} s")
        if now - said >= SECONDS_BETWEEN_WORDS:
            said = now
            say(f"{what} ({now - begun:.0f} s)")
        time.sleep(SECONDS_BETWEEN_LOOKS)
