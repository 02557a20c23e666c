"""What a bench says: progress on stderr while it runs, the result on stdout at the end."""

import json
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final, TextIO

MUST_BE_ON: Final = ("fsync", "synchronous_commit", "full_page_writes")
SHOWN: Final = (
    *MUST_BE_ON, "server_version", "shared_buffers", "wal_level", "max_wal_size", "checkpoint_timeout",
    "wal_compression", "work_mem", "jit",
)  # fmt: skip


class Progress:
    """Lines with the seconds since the start; a line that begins like the last one replaces it on a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._born = time.monotonic()
        self._said_at = 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._born

    def __call__(self, words: str) -> None:
        self._stream.write(f"{self.seconds:6.1f} s  {words}\n")
        self._stream.flush()

    def now_and_then(self, words: str, *, seconds: float = 1.0) -> None:
        """Says it unless it has just said something of the kind."""
        if self.seconds - self._said_at >= seconds:
            self._said_at = self.seconds
            self(words)


def machine() -> dict[str, Any]:
    """What the figures were reached on, and what else the machine was doing: processes that wanted to run."""
    return {
        "cpus": os.cpu_count() or 1,
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed (nearest rank); 0 of nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    rank = max(1, -(-int(share * 1000) * len(ordered) // 1000))
    return ordered[min(rank, len(ordered)) - 1]


def shown(result: Mapping[str, Any], *, as_json: bool) -> str:
    """One JSON object on one line, or lines for people."""
    return json.dumps(result, ensure_ascii=False) if as_json else "\n".join(_lines(result))


def _lines(value: Mapping[str, Any], indent: str = "") -> list[str]:
    lines = []
    for name, one in value.items():
        if isinstance(one, Mapping) and any(isinstance(part, Mapping) for part in one.values()):
            lines += [f"{indent}{name}", *_lines(one, indent + "  ")]
        elif isinstance(one, Mapping):
            inner = "  ".join(f"{key} {_said(part)}" for key, part in one.items())
            lines.append(f"{indent}{name:22} {inner}")
        else:
            lines.append(f"{indent}{name:22} {_said(one)}")
    return lines


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return " ".join(map(_said, value))
    return str(value)
