"""What somebody says happened between the store and a customer, and what each of these counts as (RSP-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from freshup.domain.events import Event
from freshup.domain.leads.stages import Fact
from freshup.domain.response import counts_as_attempt, counts_as_contact

# Two taps on a slow phone are one call: nobody places two to the same customer in ten seconds.
SAME_TAP_WITHIN = timedelta(seconds=10)


class Outcome(StrEnum):
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    EMAILED = "emailed"
    TEXTED = "texted"
    SPOKE = "spoke"
    CUSTOMER_WROTE = "customer_wrote"
    CAME_IN = "came_in"
    BAD_NUMBER = "bad_number"


@dataclass(frozen=True, slots=True)
class Meaning:
    """How an outcome is written down (`event`, `channel`), counted (`kind`) and moves the stage (`fact`)."""

    event: Event
    kind: str
    channel: str
    fact: Fact

    @property
    def is_attempt(self) -> bool:
        # Written elsewhere and told here: the person's own words, so `edited`.
        return counts_as_attempt(self.kind, automated=False, edited=True)

    @property
    def is_contact(self) -> bool:
        return counts_as_contact(self.kind, automated=False)

    @property
    def is_conversation(self) -> bool:
        """The customer spoke with us: acknowledged, attempted and contacted at once."""
        return self.is_attempt and self.is_contact


MEANINGS = {
    Outcome.NO_ANSWER: Meaning(Event.CALLED, "call_placed", "phone", Fact.ATTEMPTED),
    Outcome.LEFT_MESSAGE: Meaning(Event.CALLED, "voicemail_left", "phone", Fact.ATTEMPTED),
    Outcome.EMAILED: Meaning(Event.WROTE, "email_sent", "email", Fact.ATTEMPTED),
    Outcome.TEXTED: Meaning(Event.WROTE, "text_sent", "text", Fact.ATTEMPTED),
    Outcome.SPOKE: Meaning(Event.SPOKE, "call_connected", "phone", Fact.TWO_WAY_CONTACT),
    Outcome.CUSTOMER_WROTE: Meaning(Event.CUSTOMER_WROTE, "message_received", "", Fact.TWO_WAY_CONTACT),
    # A wrong or dead number: the call was placed, so the alert falls silent; that nobody can be reached so is a fact.
    Outcome.BAD_NUMBER: Meaning(Event.BAD_NUMBER, "call_placed", "phone", Fact.ATTEMPTED),
    Outcome.CAME_IN: Meaning(Event.VISITED, "visit", "showroom", Fact.VISITED),
}

# What a provider reports, whoever claims what.
VERIFIED_MESSAGE = Meaning(Event.WROTE, "message_sent", "", Fact.ATTEMPTED)
VERIFIED_CALL = Meaning(Event.CALLED, "call_placed", "phone", Fact.ATTEMPTED)
VERIFIED_REPLY = Meaning(Event.CUSTOMER_WROTE, "message_received", "", Fact.TWO_WAY_CONTACT)
# By which a customer is there already while their inquiry is written down.
SPOKEN_CHANNELS = frozenset({"phone", "walk_in"})
CALL_OUTCOMES = frozenset({Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.SPOKE, Outcome.BAD_NUMBER})

# Which open tasks an outcome has done: whoever was spoken with is owed neither the call nor the message.
_ALL_WORDS = ("call", "callback", "reply", "text", "email")
DONE_BY = {
    Outcome.NO_ANSWER: ("call", "callback"),
    Outcome.LEFT_MESSAGE: ("call", "callback"),
    Outcome.BAD_NUMBER: ("call", "callback"),
    Outcome.SPOKE: _ALL_WORDS,
    Outcome.EMAILED: ("email", "reply"),
    Outcome.TEXTED: ("text", "reply"),
    Outcome.CUSTOMER_WROTE: (),
    Outcome.CAME_IN: _ALL_WORDS,
}
# What an outcome is to the cadence that runs; the others only release or hold its next step.
CADENCE_EVENTS = {
    Outcome.SPOKE: "contact",
    Outcome.CUSTOMER_WROTE: "reply",
    Outcome.CAME_IN: "visit",
    Outcome.BAD_NUMBER: "bad_number",
}
# What it is when somebody who has asked before calls, or walks in.
MET_BY = {"phone": Outcome.SPOKE, "walk_in": Outcome.CAME_IN}
