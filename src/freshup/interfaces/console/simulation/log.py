"""What the world saw, as JSON lines in order of happening: the only thing the judge reads.

A line has `at` (ISO 8601, UTC) and `kind`, then its facts; docs/simulation.md says which facts a kind has.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any


class MessageLog:
    """Writes lines in the order in which things happened."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.lines = 0

    def write(self, kind: str, at: datetime, **facts: Any) -> None:
        told = {
            name: _moment(value) if isinstance(value, datetime) else value for name, value in facts.items()
        }
        self._file.write(json.dumps({"at": _moment(at), "kind": kind, **told}, ensure_ascii=False) + "\n")
        self.lines += 1


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a log. Raises ValueError for one that is none, with its number."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number} is no JSON") from error


def digest(path: Path) -> str:
    """SHA-256 of a log: two runs of the same arguments have the same."""
    with path.open("rb") as file:
        found = sha256()
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()
