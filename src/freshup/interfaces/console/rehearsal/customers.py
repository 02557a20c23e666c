"""What customers do with what reaches them: whether they answer, when, and in which words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.rehearsal import phrases
from freshup.interfaces.console.rehearsal.looking import Outgoing
from freshup.operations.conversations import Incoming

# Of a hundred messages that reach somebody, how many are answered: what a person wrote is, far more than a step's.
ANSWERED: Final = {("text", True): 0.14, ("email", True): 0.05, ("text", False): 0.34, ("email", False): 0.1}
ACKNOWLEDGEMENT_ANSWERED: Final = 0.03
REFUSED: Final = {"text": 0.02, "email": 0.02}
# A text is answered within the hour or not today, an e-mail in the evening: the median in minutes, and the spread.
DELAYS: Final = {"text": (24, 1.35), "email": (210, 1.2)}
AWAKE: Final = (7, 22)
DELAY_MAX: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back to one message, and when."""

    at: datetime
    to: Outgoing
    words: str
    refuses: bool = False


def answer_to(message: Outgoing, zone: ZoneInfo, rng: Random) -> Answer | None:
    """What the customer answers, None for most."""
    if message.sent_at is None or message.purpose == "confirmation":
        return None
    chance = ANSWERED[message.channel, message.automatic]
    if message.purpose == "acknowledgement":
        chance = ACKNOWLEDGEMENT_ANSWERED
    luck = rng.random()
    refuses = luck > 1 - REFUSED[message.channel] and message.automatic and message.purpose == "follow_up"
    if luck >= chance and not refuses:
        return None
    median, spread = DELAYS[message.channel]
    delay = timedelta(minutes=1 + median * rng.lognormvariate(0, spread))
    at = _awake(message.sent_at + min(delay, DELAY_MAX), zone, rng)
    return Answer(at, message, words_of(message, rng, refuses=refuses), refuses)


def words_of(message: Outgoing, rng: Random, *, refuses: bool) -> str:
    language = "es" if message.language == "es" else "en"
    return rng.choice(phrases.REFUSALS[message.channel][language] if refuses else phrases.ANSWERS[language])


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


def _awake(at: datetime, zone: ZoneInfo, rng: Random) -> datetime:
    """Who would answer at night answers in the morning."""
    local = at.astimezone(zone)
    if AWAKE[0] <= local.hour < AWAKE[1]:
        return at
    day = local.date() + timedelta(days=1 if local.hour >= AWAKE[1] else 0)
    morning = datetime(day.year, day.month, day.day, AWAKE[0], tzinfo=zone)
    return (morning + timedelta(minutes=rng.uniform(10, 200))).astimezone(UTC)
