"""What the pretended telephone wrote down, as reports."""

import json
from collections.abc import Sequence
from typing import Any, Final

from freshup.domain.connectors.reports import CallReport, RecordingReport, Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook, Unreadable

STATUS: Final = "voice-status"
RECORDING: Final = "voice-recording"
DETAILS: Final = ("direction", "from", "to", "staff", "words", "leg_id")


def read(hook: Hook, account: Account) -> Sequence[Report]:
    """Raises Unreadable."""
    try:
        said: dict[str, Any] = json.loads(hook.body)
        return [_recording(said, hook) if hook.kind == RECORDING else _call(said, hook)]
    except (ValueError, KeyError, TypeError) as broken:
        raise Unreadable("a report of the sandbox that is none") from broken


def _call(said: dict[str, Any], hook: Hook) -> CallReport:
    return CallReport(
        provider_id=said["call"],
        state=said["state"],
        at=hook.received_at,
        ours=said.get("ours"),
        seconds=said.get("seconds"),
        leg=said["leg"],
        details={name: str(said[name]) for name in DETAILS if said.get(name)},
    )


def _recording(said: dict[str, Any], hook: Hook) -> RecordingReport:
    return RecordingReport(
        provider_id=said["call"],
        recording_id=said["recording"],
        url=said["url"],
        at=hook.received_at,
        seconds=said.get("seconds"),
        voicemail=bool(said.get("voicemail")),
    )
