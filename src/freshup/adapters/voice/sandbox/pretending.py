"""What a pretended call reports, and when."""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import blake2b
from math import pi, sin
from typing import Any, Final

from freshup.adapters.voice.sandbox.reading import RECORDING, STATUS
from freshup.domain.consent import Permit
from freshup.ports.accounts import Account
from freshup.ports.calling import (
    OutgoingCall,
    Placed,
    Simulated,
    accepted_key,
    ended_key,
    over_key,
    rang_key,
)
from freshup.ports.mail import UnableToSend

# Of a hundred customers: who answers, who lets it ring, who is on the phone; the rest have a machine.
ANSWERS: Final = 40
LETS_IT_RING: Final = 80
IS_BUSY: Final = 90
AGENT_AFTER: Final = 2.0
RINGS_AFTER: Final = 4.0
ANSWERS_AFTER: Final = 9.0
GIVES_UP_AFTER: Final = 30.0
BUSY_AFTER: Final = 6.0
RATE: Final = 8_000
TONE_SECONDS: Final = 2


class SandboxCalls:
    """`ports.calling.CallPlacer` without a telephone; what a customer does depends on number and call alone."""

    name = "sandbox"

    def __init__(self, account: Account) -> None:
        self._account = account

    def bridge(self, call: OutgoingCall, *, permit: Permit) -> Placed:
        """Raises UnableToSend without a number of one's own."""
        if not call.agent_phone:
            raise UnableToSend("no number to ring first", permanent=True)
        id = f"SBC{call.reference}"
        said = {"call": id, "ours": call.reference}
        agent = [
            _report(said, "agent", "ringing", 0.5),
            _report(said, "agent", "answered", AGENT_AFTER),
        ]
        return Placed(id, (*agent, *_customer(said, permit.address, call.reference)))

    def drop(self, leg_id: str, *, reference: int) -> Placed:
        """The machine takes the words; a few seconds later it is over."""
        said = {"call": f"SBC{reference}", "ours": reference}
        return Placed(leg_id, (_report(said, "customer", "completed", 5.0, seconds=20, again="drop"),))

    def close(self) -> None:
        """There is nothing to let go of."""


def _customer(said: Mapping[str, Any], number: str, reference: int) -> list[Simulated]:
    digest = blake2b(f"{number}:{reference}".encode(), digest_size=4).digest()
    chance = int.from_bytes(digest, "big") % 100
    talk = 30 + digest[0] % 90
    rings = _report(said, "customer", "ringing", RINGS_AFTER)
    if LETS_IT_RING <= chance < IS_BUSY:
        return [rings, _report(said, "customer", "busy", BUSY_AFTER)]
    if ANSWERS <= chance < LETS_IT_RING:
        return [rings, _report(said, "customer", "no_answer", GIVES_UP_AFTER)]
    # A machine picks up like a person; only whoever listens can tell.
    seconds = talk if chance < ANSWERS else 12
    return [
        rings,
        _report(said, "customer", "answered", ANSWERS_AFTER),
        _report(said, "customer", "completed", ANSWERS_AFTER + seconds, seconds=seconds),
        _report(said, "agent", "completed", ANSWERS_AFTER + seconds),
    ]


def incoming_call(
    call_id: str, sender: str, line: str, *, staff: int | None, seconds: int, words: str, consent: bool
) -> tuple[Simulated, ...]:
    """A customer's call that is over: answered by `staff`, or missed, with or without words left behind."""
    told: dict[str, Any] = {"call": call_id, "direction": "in", "from": sender, "to": line}
    rang = _event(STATUS, rang_key(call_id), 0, told | {"leg": "customer", "state": "ringing"})
    ended = told | {"leg": "customer", "state": "completed", "seconds": seconds, "words": words}
    if staff is None:
        reports = [rang, _event(STATUS, ended_key(call_id), 0, ended)]
        if words:
            reports.append(_recorded(call_id, seconds, voicemail=True))
        return tuple(reports)
    taken = told | {"leg": "agent", "state": "answered", "staff": str(staff)}
    over = told | {"leg": "agent", "state": "completed", "seconds": seconds, "staff": str(staff)}
    reports = [
        rang,
        _event(STATUS, accepted_key(call_id, staff), 0, taken),
        _event(STATUS, over_key(call_id), 0, over),
        _event(STATUS, ended_key(call_id), 0, ended),
    ]
    if consent:
        reports.append(_recorded(call_id, seconds, voicemail=False))
    return tuple(reports)


def _report(
    said: Mapping[str, Any],
    leg: str,
    state: str,
    after: float,
    *,
    seconds: int | None = None,
    again: str = "",
) -> Simulated:
    body = {**said, "leg": leg, "state": state, "seconds": seconds, "leg_id": f"{said['call']}-{leg}"}
    return _event(STATUS, f"{said['call']}:{leg}:{state}{again}", after, body)


def _recorded(call_id: str, seconds: int, *, voicemail: bool) -> Simulated:
    body = {
        "call": call_id,
        "recording": f"{call_id}-{'voicemail' if voicemail else 'recording'}",
        "seconds": seconds,
        "voicemail": voicemail,
        "url": f"data:audio/wav;base64,{b64encode(tone()).decode()}",
    }
    return _event(RECORDING, f"{body['recording']}:completed", 0, body)


def _event(kind: str, key: str, after: float, body: Mapping[str, Any]) -> Simulated:
    return Simulated(after, kind, key, json.dumps(body).encode())


def tone() -> bytes:
    """Two quiet seconds of 440 Hz as a WAV file: nobody's voice is invented."""
    samples = bytes(128 + round(24 * sin(2 * pi * 440 * n / RATE)) for n in range(RATE * TONE_SECONDS))
    head = b"RIFF" + (36 + len(samples)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    shape = b"".join(
        value.to_bytes(size, "little")
        for value, size in ((1, 2), (1, 2), (RATE, 4), (RATE, 4), (1, 2), (8, 2))
    )
    return head + shape + b"data" + len(samples).to_bytes(4, "little") + samples
