"""What the faults of a trial need of the machine: a clock that can be set, a disk that can be filled; or why not."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FAKETIME: Final = tuple(
    Path(f"/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1") for machine in ("x86_64", "aarch64")
)
DISK_MB: Final = 2500
BALLAST: Final = "ballast"
MEGABYTE: Final = b"\0" * 1024 * 1024


class Clock:
    """The installation's clock: real time and so many seconds. The database and the providers keep their own."""

    def __init__(self, home: Path) -> None:
        self._file = home / "clock"
        self.library = next((one for one in FAKETIME if one.exists()), None)

    @property
    def missing(self) -> str:
        return "" if self.library else "libfaketime is not installed (Debian: libfaketime)"

    def environment(self) -> dict[str, str]:
        """Only the clock on the wall is set; intervals are counted by the other one, as after a step of NTP."""
        self.set(0)
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, ahead_seconds: int) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{ahead_seconds:+d}")
        draft.replace(self._file)


class Disk:
    """A disk of its own for the home, in memory, so that filling it fills nobody else's."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.missing = "" if os.geteuid() == 0 and shutil.which("mount") else "a disk of its own takes root"

    @contextmanager
    def mounted(self) -> Iterator[None]:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=711", "freshup-trial", str(self.home)],
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            self.missing = f"no disk could be mounted: {done.stderr.strip()[:120]}"
        try:
            yield
        finally:
            if done.returncode == 0:
                subprocess.run(["umount", "--lazy", str(self.home)], capture_output=True)

    def fill(self) -> None:
        """To the last byte; what others write meanwhile fails like ours."""
        with (self.home / BALLAST).open("ab", buffering=0) as ballast:
            for piece in (MEGABYTE, MEGABYTE[:4096], MEGABYTE[:1]):
                try:
                    while True:
                        ballast.write(piece)
                except OSError:
                    continue

    def free(self) -> None:
        (self.home / BALLAST).unlink(missing_ok=True)
