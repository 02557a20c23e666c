"""Why something was decided, as a code and its numbers; the words are made where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


def N_(sentence: str) -> str:
    """Mark a sentence for translation without translating it: the reader's language is not known here."""
    return sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a decision: `code` names a sentence in some `SENTENCES`, `params` fill its blanks."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def to_json(self) -> dict[str, str | int]:
        return {"code": self.code, **self.params}

    @classmethod
    def from_json(cls, stored: Mapping[str, str | int]) -> Self:
        params = {name: value for name, value in stored.items() if name != "code"}
        return cls(str(stored["code"]), params)
