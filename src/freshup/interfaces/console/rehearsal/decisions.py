"""What customers do with what reaches them: answer, refuse, complain, come, buy. Decisions only, no engine.

Whoever makes a past or a present of a store (the demo, too) may ask them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.rehearsal import phrases
from freshup.interfaces.console.rehearsal.parameters import Parameters

AWAKE: Final = (7, 22)
DELAY_MAX: Final = timedelta(days=3)
ALL: Final = ("",)
TEXTS: Final = ("text",)
# In their own words, with the channels that these close: "" is all of them.
REFUSALS: Final = {
    ("text", "en"): (
        ("STOP", ALL), ("Stop", ALL), ("stop texting me", TEXTS), ("unsubscribe", ALL),
        ("I bought elsewhere, please do not text me again.", TEXTS),
        ("No more texts please, we got one from my brother in law.", TEXTS),
        ("Please leave me alone. Do not contact me again.", ALL),
        ("Wrong person, take me off your list", ALL),
    ),
    ("text", "es"): (("ALTO", ALL), ("STOP", ALL), ("Ya compré en otro lugar, no me escriban más.", ALL)),
    ("email", "en"): (
        ("Please unsubscribe me from these e-mails.", ("email",)),
        ("We bought a car last week. Please take me off your list.", ALL),
    ),
    ("email", "es"): (("Por favor quíteme de su lista.", ALL),),
}  # fmt: skip
ANGRY: Final = {
    "en": (
        "This is ridiculous. Nobody called me back and your price was a lie. I will leave a terrible review.",
        "You people are scammers. I drove an hour and the car was already sold!",
    ),
    "es": ("Esto es una estafa. Manejé una hora y el carro ya estaba vendido. Qué mal servicio.",),
}
ABSENT: Final = "I am out of the office until Monday and will answer then."


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back: `sense` is answer, refusal, angry or absent; a refusal closes `channels`."""

    at: datetime
    channel: str
    words: str
    sense: str
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """A message in front of somebody who reads it. `other`: they could answer by the other channel as well."""

    channel: str
    automatic: bool
    purpose: str
    at: datetime
    zone: ZoneInfo
    language: str
    other: bool


def reply_to(message: Reached, asked: Parameters, rng: Random) -> Reply | None:
    """What the customer answers; None for most."""
    if message.purpose == "confirmation":
        return None
    luck, more = rng.random(), rng.random()
    follows_up = message.automatic and message.purpose in ("follow_up", "marketing")
    if follows_up and luck > 1 - float(asked.of("contact", "refuses")[message.channel]):
        return _refusal(message, asked, rng)
    if luck >= _chance(message, asked):
        return None
    if more < asked.share("contact", "absent") and message.channel == "email":
        return Reply(message.at + timedelta(seconds=20), "email", ABSENT, "absent")
    at = _answered_at(message, asked, rng)
    channel = message.channel
    if message.other and rng.random() < asked.share("contact", "other_channel"):
        channel = "text" if channel == "email" else "email"
    angry = more > 1 - asked.share("contact", "angry")
    return Reply(at, channel, rng.choice((ANGRY if angry else phrases.ANSWERS)[_tongue(message)]),
                 "angry" if angry else "answer")  # fmt: skip


def complains(message: Reached, asked: Parameters, rng: Random) -> bool:
    """Whether they report it as spam at their mail provider."""
    return (
        message.channel == "email"
        and message.automatic
        and rng.random() < asked.share("contact", "complains")
    )


def answers_call(grade: str, attempt: int, minutes: float, asked: Parameters, rng: Random) -> bool:
    """Whether somebody picks up: the n-th attempt (the first is 0), the first made so many minutes after they asked."""
    chance = float(asked.of("contact", "answers_call").get(grade, 0.1))
    chance *= asked.delay_factor(minutes) * asked.attempt_factor(attempt)
    return rng.random() < chance


def agrees_to(asked: Parameters, rng: Random) -> str:
    """What somebody who was reached agrees to: `visit`, `callback`, or nothing."""
    luck, comes = rng.random(), asked.share("visits", "agrees")
    return "visit" if luck < comes else "callback" if luck < comes + asked.share("visits", "callback") else ""


def keeps(asked: Parameters, rng: Random) -> str:
    """What becomes of an appointment: shown, no_show or cancelled."""
    luck = rng.random()
    cancels, away = asked.share("visits", "cancels"), asked.share("visits", "stays_away")
    return "cancelled" if luck < cancels else "no_show" if luck < cancels + away else "shown"


def _refusal(message: Reached, asked: Parameters, rng: Random) -> Reply:
    words, channels = rng.choice(REFUSALS[message.channel, _tongue(message)])
    return Reply(_answered_at(message, asked, rng), message.channel, words, "refusal", channels)


def _chance(message: Reached, asked: Parameters) -> float:
    answers = asked.of("contact", "answers")
    if message.purpose == "acknowledgement":
        return float(answers["acknowledgement"])
    return float(answers[f"{message.channel}_{'automatic' if message.automatic else 'personal'}"])


def _answered_at(message: Reached, asked: Parameters, rng: Random) -> datetime:
    """Who would answer at night answers in the morning; some do not care how late it is."""
    median, spread = asked.of("contact", "answers_after")[message.channel]
    at = message.at + min(timedelta(minutes=1 + median * rng.lognormvariate(0, spread)), DELAY_MAX)
    local = at.astimezone(message.zone)
    if AWAKE[0] <= local.hour < AWAKE[1] or rng.random() < asked.share("contact", "at_night"):
        return at
    day = local.date() + timedelta(days=1 if local.hour >= AWAKE[1] else 0)
    morning = datetime(day.year, day.month, day.day, AWAKE[0], tzinfo=message.zone)
    return (morning + timedelta(minutes=rng.uniform(10, 200))).astimezone(UTC)


def _tongue(message: Reached) -> str:
    return "es" if message.language == "es" else "en"
