"""What the gate is asked: one message about to go out, with the facts its rules need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.domain.consent.places import Place
from freshup.domain.intake.prospect import MailFacts

CHANNELS: Final = ("email", "text", "call")
PURPOSES: Final = (
    "acknowledgement",
    "follow_up",
    "reply",
    "appointment",
    "marketing",
    "confirmation",
    "staff",
)
# Ascending: whoever agreed in writing agreed to everything below it too.
LEVELS: Final = ("none", "inquiry", "express", "written")


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One message or call about to go out.

    `suppressed`: an opt-out or do-not-call stands on this address for this channel. `acknowledged_at`: the last
    acknowledgement to this contact point. `mail`: the mail being answered, if any. `attempts`: calls and texts to
    this person within 24 hours, by whomever; `automated_attempts` those of them nobody made by hand. `wrote_at`:
    the customer's last message or call to us; `named_at`: the hour at which they asked to be reached. `running`:
    False once the cadence of this step has ended. `places`: where the customer may be; empty when unknown.
    `asks_if_looking`: the words are "still in the market?", whoever sends them.
    `registered`: the store's number may be texted from (A2P 10DLC). `scrubbed`: the group goes by the national
    do-not-call list, and so `listed` says whether the number is on it and `list_loaded_at` how old that is.
    """

    message_id: int | str
    purpose: str
    channel: str
    address: str | None
    automated: bool = True
    suppressed: bool = False
    handling: str = "work"
    grade: str = "B"
    acknowledged_at: datetime | None = None
    mail: MailFacts | None = None
    stopped: bool = False
    closed_as: str = ""
    bought: bool = False
    reachability: str = "unverified"
    phone_kind: str = ""
    places: tuple[Place, ...] = ()
    consent: str = "none"
    inquired_at: datetime | None = None
    bought_at: datetime | None = None
    attempts: tuple[datetime, ...] = ()
    automated_attempts: tuple[datetime, ...] = ()
    wrote_at: datetime | None = None
    named_at: datetime | None = None
    running: bool = True
    too_late_at: datetime | None = None
    opted_out_at: datetime | None = None
    can_text: bool = True
    asks_if_looking: bool = False
    registered: bool = True
    scrubbed: bool = False
    listed: bool = False
    list_loaded_at: datetime | None = None
