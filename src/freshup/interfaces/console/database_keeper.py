"""The embedded database among the processes that are looked after."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Final

from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.launcher import Cluster

SECONDS_BETWEEN_LOOKS: Final = 0.5
# On a full disk it cannot start however often it is tried; once there is room it is back within this.
SECONDS_BEFORE_NEXT_TRY: Final = (0.5, 1.0, 3.0, 5.0)


@dataclass(frozen=True, slots=True)
class DatabaseKeeper:
    """Brings the server back when it died or was killed; one that somebody stopped is left alone."""

    cluster: Cluster
    say: Callable[[str], None]

    def watch(self, stopping: Event) -> None:
        """Looks after it until `stopping` is set."""
        failures, pause = 0, SECONDS_BETWEEN_LOOKS
        while not stopping.wait(pause):
            try:
                self._look()
                failures, pause = 0, SECONDS_BETWEEN_LOOKS
            # OSError: a disk that is full, or gone, while the places are looked for; ValueError: half a file there.
            except (PostgresUnavailable, OSError, ValueError) as error:
                if not failures:
                    self._tell(f"the database cannot be started, trying on: {error}")
                pause = SECONDS_BEFORE_NEXT_TRY[min(failures, len(SECONDS_BEFORE_NEXT_TRY) - 1)]
                failures += 1

    def _look(self) -> None:
        began = monotonic()
        if self.cluster.revive():
            self._tell(f"the database had ended; it runs again after {monotonic() - began:.1f} s")

    def _tell(self, words: str) -> None:
        """What it says may go to the very disk that is full."""
        with suppress(OSError):
            self.say(words)
