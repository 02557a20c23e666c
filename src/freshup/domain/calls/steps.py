"""What a call does next, in our words; an adapter says it in its provider's."""

from __future__ import annotations

from dataclasses import dataclass

from freshup.domain.consent import Permit


@dataclass(frozen=True, slots=True)
class Say:
    """Words for whoever is on the line."""

    words: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring these phones (staff id, number) at once for so long. `then`: the stage that follows when nobody comes."""

    phones: tuple[tuple[int, str], ...]
    seconds: int
    then: int
    record: bool = False
    accept_by_key: bool = True


@dataclass(frozen=True, slots=True)
class Voicemail:
    """Take a message after the tone."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Connect:
    """The customer's leg of a call of ours: only with the gate's permit, which alone knows the number.

    `announces`: the customer hears that it is recorded before anybody speaks.
    """

    permit: Permit
    caller_id: str
    seconds: int
    record: bool = False
    announces: bool = False


@dataclass(frozen=True, slots=True)
class Whisper:
    """Only the person of ours hears it; the call is theirs once a key is pressed."""

    words: str
    staff: int
    language: str = "en"
    seconds: int = 8


@dataclass(frozen=True, slots=True)
class HangUp:
    """It is over."""


Step = Say | Ring | Voicemail | Connect | Whisper | HangUp
