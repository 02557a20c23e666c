"""What the load and the provider say while the trial runs, a JSON object a line."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Final

from freshup.interfaces.console.trials.verdict import TrialFailed

SECONDS_BETWEEN_LOOKS: Final = 0.05


@dataclass(slots=True)
class Told:
    """Everything one process has said so far; read by a thread, so that it never waits for us."""

    running: "subprocess.Popen[bytes]"
    lines: list[dict[str, Any]] = field(default_factory=list)
    _reader: Thread | None = None

    def listen(self) -> "Told":
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def _read(self) -> None:
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self.lines.append(json.loads(line))

    def of(self, what: str) -> list[dict[str, Any]]:
        """The lines that say something of this kind."""
        return [line for line in list(self.lines) if what in line]

    def wait(self, true: Callable[[], bool], seconds_max: float, what: str) -> None:
        """Raises TrialFailed when it does not come true, or when the process ends before."""
        until = time.monotonic() + seconds_max
        while not true():
            if self.running.poll() is not None:
                raise TrialFailed(f"{what}: the process ended with {self.running.returncode}")
            if time.monotonic() > until:
                raise TrialFailed(f"{what}: not within {seconds_max:.0f} s")
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def close(self) -> None:
        """Its standard input ends, and with it the process."""
        if self.running.stdin is not None and not self.running.stdin.closed:
            self.running.stdin.close()
        self.running.wait()
        if self._reader is not None:
            self._reader.join()
