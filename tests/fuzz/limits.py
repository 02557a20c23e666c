"""What one input may cost: seconds of the processor, and memory beyond what was there before."""

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

SECONDS_MAX: Final = 2.0
MEGABYTES_MAX: Final = 256
_PEAK: Final = re.compile(r"VmHWM:\s+(\d+) kB")


class TooDear(AssertionError):
    """An input that keeps a worker busy, or takes its memory."""


def bounded(target: Callable[[bytes], None], content: bytes, *, seconds: float = SECONDS_MAX) -> None:
    """Time of the processor, not of the clock: a busy machine is no bomb."""
    began = time.process_time()
    target(content)
    took = time.process_time() - began
    if took > seconds:
        raise TooDear(f"{len(content)} bytes took {took:.1f} seconds")


@contextmanager
def stopped_after(seconds: float = SECONDS_MAX) -> Iterator[None]:
    """Stops what would go on for ever, which a look at the clock afterwards never sees. Main thread only."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise TooDear(f"not done after {seconds} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Peak:
    """The most memory this process has held since `forget`, in megabytes (Linux; elsewhere always 0)."""

    def __init__(self) -> None:
        self._status, self._forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")

    def forget(self) -> float:
        if self._forget.exists():
            self._forget.write_text("5")
        return self.megabytes

    @property
    def megabytes(self) -> float:
        found = _PEAK.search(self._status.read_text()) if self._status.exists() else None
        return int(found[1]) / 1024 if found else 0.0
