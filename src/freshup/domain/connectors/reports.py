"""What providers report, in our words: every webhook reader makes these, every operation takes them.

`ours` is the id of our message where the provider carried it back to us; a status may come before the answer to the
call that sent the message, so that the provider's own id is not written down yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How far a message came: `delivery` is one of domain.conversations.delivery.DELIVERIES; `code` the provider's."""

    provider_id: str
    delivery: str
    at: datetime
    ours: int | None = None
    code: str = ""
    # For mail: the address that bounced or complained.
    address: str = ""


@dataclass(frozen=True, slots=True)
class EngagementReport:
    """A mail was opened or its link clicked, as the provider saw it."""

    provider_id: str
    kind: str
    at: datetime
    ours: int | None = None
    url: str = ""
    user_agent: str = ""
    remote_address: str = ""


@dataclass(frozen=True, slots=True)
class TextReport:
    """A text came in. Numbers as the provider wrote them; `media`: (address, media type) of its pictures."""

    provider_id: str
    sender: str
    recipient: str
    body: str
    at: datetime
    media: tuple[tuple[str, str], ...] = ()
    opt_out: str = ""


@dataclass(frozen=True, slots=True)
class MailReport:
    """A mail came in, whole; `recipients` are those of the envelope."""

    provider_id: str
    mail: bytes
    at: datetime
    recipients: tuple[str, ...] = ()
    envelope_from: str | None = None


@dataclass(frozen=True, slots=True)
class CallReport:
    """A call moved on; `leg` is the customer's or the agent's.

    `state`: ringing, answered, completed, busy, no_answer, failed, cancelled.
    """

    provider_id: str
    state: str
    at: datetime
    ours: int | None = None
    seconds: int | None = None
    leg: str = "customer"
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordingReport:
    """A recording or a voicemail is ready at the provider."""

    provider_id: str
    recording_id: str
    url: str
    at: datetime
    ours: int | None = None
    seconds: int | None = None
    voicemail: bool = False


@dataclass(frozen=True, slots=True)
class LeadReport:
    """A lead form was filled in: the document as it is handed to intake. A test of the provider's makes no lead."""

    provider_id: str
    document: bytes
    at: datetime
    content_type: str = "application/json"
    test: bool = False


Report = (
    DeliveryReport | EngagementReport | TextReport | MailReport | CallReport | RecordingReport | LeadReport
)
