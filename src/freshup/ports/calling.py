"""Calls: bridging a person of ours with a customer, and what a provider is told while somebody is on the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from freshup.domain.calls import Step
from freshup.domain.consent import Permit
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Hook


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """The agent's phone rings first; the customer is dialled once somebody is there. Numbers in E.164.

    `reference` is our own id, carried back with each report.
    """

    agent_phone: str
    caller_id: str
    reference: int
    seconds: int = 25


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a provider that only pretends will report, and after how many seconds."""

    after_seconds: float
    kind: str
    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """The provider took it; `reports` of a real one come by themselves."""

    provider_id: str
    reports: tuple[Simulated, ...] = ()


class CallPlacer(Protocol):
    """Raises `ports.mail.UnableToSend` and `UnsureIfSent`, which mean the same on every channel."""

    @property
    def name(self) -> str: ...

    def bridge(self, call: OutgoingCall, *, permit: Permit) -> Placed:
        """Ring the agent. What is dialled then is asked of us (`voice-bridge`), and of the gate once more."""
        ...

    def drop(self, leg_id: str, *, reference: int) -> Placed:
        """Play a prepared message into the customer's leg and let the agent's go."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What a provider asks while a call goes on.

    `call_id` is the customer's own call. `part`: which question (`whisper`, `accept`, `message`, `announce`, or none).
    `stage` comes next if nobody `bridged`. `staff`: whose phone it is about; `reference`: our message.
    """

    call_id: str
    sender: str
    recipient: str
    part: str = ""
    stage: int = 0
    staff: int | None = None
    reference: int | None = None
    bridged: bool = False
    pressed: str = ""


class VoiceWords(Protocol):
    """One provider's way of asking and of being told."""

    def heard(self, hook: Hook) -> Heard: ...

    def told(self, steps: Sequence[Step], account: Account, *, reference: int | None = None) -> Answer: ...


# By these an event is found again among all that was reported, before there is a message to hang it on.
def rang_key(call_id: str) -> str:
    return f"voice-in:{call_id}"


def accepted_key(call_id: str, staff: int | str) -> str:
    return f"voice-accept:{call_id}:{staff}"


def over_key(call_id: str) -> str:
    return f"voice-over:{call_id}"


def ended_key(call_id: str) -> str:
    return f"voice-ended:{call_id}"
