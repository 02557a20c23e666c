"""What the demo's customers do with what reaches them, as the same figures say that a simulated month is made of."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.rehearsal import phrases
from freshup.interfaces.console.rehearsal.decisions import Reached, reply_to
from freshup.interfaces.console.rehearsal.looking import Outgoing
from freshup.interfaces.console.rehearsal.parameters import parameters
from freshup.operations.conversations import Incoming

ASKED: Final = parameters()


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back to one message, and when."""

    at: datetime
    to: Outgoing
    words: str
    refuses: bool = False


def answer_to(message: Outgoing, zone: ZoneInfo, rng: Random) -> Answer | None:
    """What the customer answers, None for most. Absence notes are not answers, and nobody changes the channel here."""
    if message.sent_at is None:
        return None
    reached = Reached(
        message.channel,
        message.automatic,
        message.purpose,
        message.sent_at,
        zone,
        message.language,
        other=False,
    )
    reply = reply_to(reached, ASKED, rng)
    if reply is None or reply.sense == "absent":
        return None
    return Answer(reply.at, message, reply.words, refuses=reply.sense == "refusal")


def words_of(message: Outgoing, rng: Random) -> str:
    return rng.choice(phrases.ANSWERS["es" if message.language == "es" else "en"])


def incoming(message: Outgoing, words: str, id: str) -> Incoming:
    """The answer as the sandbox reports it."""
    return Incoming(
        provider="sandbox",
        provider_id=id,
        rooftop_id=message.rooftop_id,
        channel=message.channel,
        sender=message.recipient,
        body=words,
        subject=f"Re: {message.subject}" if message.channel == "email" else "",
        answers=message.id,
    )
