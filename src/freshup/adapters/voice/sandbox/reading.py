"""What the pretended telephone wrote down, as reports."""

import json
from collections.abc import Sequence
from typing import Any, Final

from freshup.domain.connectors.reports import CallReport, RecordingReport, Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook, Unreadable

STATUS: Final = "voice-status"
RECORDING: Final = "voice-recording"
STATES: Final = frozenset({"ringing", "answered", "completed", "busy", "no_answer", "failed", "cancelled"})
NUMBER_MAX: Final = 2**63 - 1
# What JSON of another shape than ours makes of these readers.
FAULTS: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
DETAILS: Final = ("direction", "from", "to", "staff", "words", "leg_id")


def read(hook: Hook, account: Account) -> Sequence[Report]:
    """Raises Unreadable."""
    try:
        said: dict[str, Any] = json.loads(hook.body)
        return [_recording(said, hook) if hook.kind == RECORDING else _call(said, hook)]
    except FAULTS as broken:
        raise Unreadable("a report of the sandbox that is none") from broken


def _call(said: dict[str, Any], hook: Hook) -> CallReport:
    if said["state"] not in STATES:
        raise ValueError(said["state"])
    return CallReport(
        provider_id=str(said["call"]),
        state=said["state"],
        at=hook.received_at,
        ours=number(said.get("ours")),
        seconds=number(said.get("seconds")),
        leg=str(said["leg"]),
        details={name: str(said[name]) for name in DETAILS if said.get(name)},
    )


def _recording(said: dict[str, Any], hook: Hook) -> RecordingReport:
    if not (said["call"] and said["recording"] and said["url"]):
        raise ValueError("a recording without an id or an address")
    return RecordingReport(
        provider_id=str(said["call"]),
        recording_id=str(said["recording"]),
        url=str(said["url"]),
        at=hook.received_at,
        seconds=number(said.get("seconds")),
        voicemail=bool(said.get("voicemail")),
    )


def number(said: Any) -> int | None:
    """A whole number that the database can hold; None where none is said. Raises ValueError, TypeError."""
    if said is None:
        return None
    found = int(said)
    if not 0 <= found <= NUMBER_MAX:
        raise ValueError(found)
    return found
