"""What every decoder is told, and the list in which it notes what it mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


class Notes:
    """Repairs in the order they were made, each said once."""

    __slots__ = ("_said",)

    def __init__(self, *already: str) -> None:
        self._said: dict[str, None] = dict.fromkeys(already)

    def add(self, sentence: str) -> None:
        self._said[sentence] = None

    def extend(self, sentences: tuple[str, ...]) -> None:
        self._said.update(dict.fromkeys(sentences))

    def said(self) -> tuple[str, ...]:
        return tuple(self._said)

    def __bool__(self) -> bool:
        return bool(self._said)


@dataclass(frozen=True, slots=True)
class Context:
    """Times without an offset are in `zone`; dates after `received_at` (UTC) are not believed."""

    zone: ZoneInfo
    received_at: datetime
