"""What a lead source told us, in the trade's terms: the shape every decoder fills and every rule reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

Outcome = Literal["parsed", "repaired", "quarantined", "not_a_lead"]
PhoneKind = Literal["voice", "cell", "home", "work", "fax", "pager"]
KindHint = Literal["vehicle", "sell", "service", "parts", "hiring", "vendor", "general"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as written, and in E.164 where it can be dialled."""

    raw: str
    e164: str | None = None
    kind: PhoneKind = "voice"
    extension: str | None = None
    preferred_time: str | None = None

    @property
    def reaches_a_person(self) -> bool:
        return self.e164 is not None and self.kind not in ("fax", "pager")


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle wanted, offered or traded; the price in cents, the odometer in the unit it names."""

    interest: str | None = None
    status: str | None = None
    certified: bool = False
    year: int | None = None
    year_to: int | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    vin: str | None = None
    stock: str | None = None
    odometer: int | None = None
    odometer_unit: str | None = None
    color: str | None = None
    body: str | None = None
    price_cents: int | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True)
class SourceId:
    """The number a system on the lead's way gave it; `source` is empty where none was named."""

    source: str
    id: str


@dataclass(frozen=True, slots=True)
class ConsentClaim:
    """What a form says the customer agreed to: evidence with its place, not consent by itself."""

    channel: str
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Prospect:
    """One person's inquiry, as one document told it. Absent is None or empty, never a placeholder."""

    first: str | None = None
    last: str | None = None
    middle: str | None = None
    company: str | None = None
    email: str | None = None
    emails: tuple[str, ...] = ()
    email_masked: bool = False
    phones: tuple[Phone, ...] = ()
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    vehicles: tuple[Vehicle, ...] = ()
    trade_ins: tuple[Vehicle, ...] = ()
    comments: str | None = None
    timeframe: str | None = None
    timeframe_days: tuple[int | None, int | None] | None = None
    wants_finance: bool | None = None
    provider: str | None = None
    vendor: str | None = None
    vendor_ids: tuple[SourceId, ...] = ()
    source_ids: tuple[SourceId, ...] = ()
    requested_at: datetime | None = None
    resend: bool = False
    consent_claims: tuple[ConsentClaim, ...] = ()
    language: str | None = None
    extensions: Mapping[str, str] = field(default_factory=dict)
    kind_hint: KindHint = "general"

    @property
    def can_be_reached(self) -> bool:
        return bool(self.email) or any(phone.reaches_a_person for phone in self.phones)


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What the envelope and headers say about who wrote, and whether answering would talk to a machine.

    `mail_from` is empty for a null return path, None where nobody said.
    """

    message_id: str | None = None
    mail_from: str | None = None
    sender: str | None = None
    subject: str | None = None
    auto_submitted: bool = False
    bulk: bool = False
    no_reply: bool = False
    bounce: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """What could be understood of a document. `reason` says why it was not taken as it is."""

    outcome: Outcome
    reason: str | None = None
    repairs: tuple[str, ...] = ()
    prospects: tuple[Prospect, ...] = ()
    mail: MailFacts | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes exactly as they came, and what the door knows: `zone` is the store's, `received_at` UTC."""

    body: bytes
    content_type: str
    headers: Mapping[str, str]
    zone: ZoneInfo
    received_at: datetime
    envelope_from: str | None = None
    filename: str | None = None
