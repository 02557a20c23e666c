"""What a chat remembers between two lines: where the flow stands, and what the visitor has told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from freshup.domain.consent import OptOut
from freshup.domain.vehicles import NOTHING, Matches, Unit, Wanted
from freshup.domain.website.hours import HoursWords


@dataclass(frozen=True, slots=True)
class Talk:
    """Codes and counts only. `asked`: what the assistant wants to know now (contact, trade, visit, vehicle)."""

    asked: str = ""
    misses: int = 0
    vehicle_turns: int = 0
    contact_asks: int = 0
    refused: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**{one.name: stored[one.name] for one in fields(cls) if one.name in stored})


@dataclass(frozen=True, slots=True)
class Captured:
    """What the visitor told, as they wrote it. `consent` is None until a box with the words of consent was shown."""

    name: str = ""
    phone: str = ""
    email: str = ""
    wanted: Wanted = field(default_factory=Wanted)
    trade: str = ""
    visit: str = ""
    wants: tuple[str, ...] = ()
    consent: bool | None = None
    consent_text: str = ""
    consent_version: int = 0

    @property
    def reachable(self) -> bool:
        return bool(self.phone or self.email)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        kept = {one.name: stored[one.name] for one in fields(cls) if one.name in stored}
        kept["wanted"] = Wanted(**kept.get("wanted", {}))
        kept["wants"] = tuple(kept.get("wants", ()))
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be said at this moment. `matches` are of `about`; `can_join`: people may be asked into the chat now.

    `waiting`: somebody has been asked already.
    """

    store: str
    language: str
    hours: HoursWords
    phone: str = ""
    address: str = ""
    about: Wanted = field(default_factory=Wanted)
    matches: Matches = NOTHING
    can_join: bool = False
    waiting: bool = False
    consent_text: str = ""
    consent_version: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the assistant. `ask`: contact shows the fields for it, with the words of consent."""

    words: str
    units: tuple[Unit, ...] = ()
    choices: tuple[str, ...] = ()
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What the assistant does about one line. `understood` False: nothing in it was recognised."""

    lines: tuple[Line, ...]
    talk: Talk
    captured: Captured
    wants_person: bool = False
    refusal: OptOut | None = None
    understood: bool = True
