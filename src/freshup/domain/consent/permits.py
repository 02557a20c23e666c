"""The three answers of the gate. A permit can be read by anybody and made by the gate alone."""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from datetime import datetime
from typing import Final

from freshup.domain.reasons import Reason


class PermitForged(TypeError):
    """Somebody other than the gate tried to make a permit."""


# Known to `decision` and to nobody else: the package does not pass it on.
SEAL: Final = object()


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send this one message. The sending port takes nothing else; only `decide` can make one."""

    message_id: int | str
    purpose: str
    channel: str
    address: str
    rule: str
    decided_at: datetime
    reason: Reason = Reason("consent.none")
    states: tuple[str, ...] = ()
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not SEAL:
            raise PermitForged("a permit is made by freshup.domain.consent.decide and by nothing else")


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now: ask again at `until`, the next lawful minute. `states` are those whose law was asked."""

    until: datetime
    rule: str
    reason: Reason
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not at all."""

    rule: str
    reason: Reason
    states: tuple[str, ...] = ()
