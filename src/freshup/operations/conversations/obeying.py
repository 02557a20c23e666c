"""What a message asks of us before anything else: to stop, to begin again, to say who we are (LAW-4).

Obeyed at once, on every channel it names, whatever channel it came by; confirmed once, by text only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.data.models import ContactPoint, Message, Opportunity
from freshup.domain.consent import OptOut, read_opt_out
from freshup.domain.events import Event
from freshup.domain.people.keys import email_key
from freshup.jobs import send_outbox_later
from freshup.operations.cadences.exits import happened_to
from freshup.operations.consent import lift, opt_out
from freshup.operations.conversations.talks import nothing_to_answer
from freshup.operations.timeline import note
from freshup.queries.stores import StoreSettings

CONFIRMATIONS: Final = {
    "en": "{store}: you will get no more texts from us. Reply START if you change your mind.",
    "es": "{store}: no recibira mas mensajes nuestros. Responda START si cambia de idea.",
}
HELP: Final = {
    "en": "{store}, {phone}. Reply STOP to end messages.",
    "es": "{store}, {phone}. Responda STOP para no recibir mas mensajes.",
}
# What a provider that answers keywords itself says it did (Twilio's OptOutType), in our words.
KEYWORDS: Final = {
    "STOP": OptOut(("text",), keyword=True),
    "START": OptOut(("text",), keyword=True, rejoins=True),
    "HELP": OptOut((), keyword=True, asks_help=True),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A message that came in, with whose it is. No `point`: it is somebody else's in the thread of a customer."""

    opportunity: Opportunity
    message: Message
    point: ContactPoint | None
    store: StoreSettings
    heard_at: datetime

    @property
    def words(self) -> str:
        """A mail without words may say it in its subject: so do links by which people take themselves off."""
        return self.message.body if self.message.body.strip() else self.message.subject

    @property
    def value(self) -> str:
        return self.point.value if self.point else email_key(self.message.sender) or self.message.sender


def asked_for(words: str, keyword: str = "") -> OptOut | None:
    """What these words ask of us; `keyword` is one that the provider has seen in them."""
    return read_opt_out(words) or KEYWORDS.get(keyword.upper())


def obeyed(said: Said, keyword: str, *, now: datetime) -> bool:
    """Do what was asked; False where the words are no such wish on this channel, so that somebody answers them.

    `keyword`: the provider has acted on it and answered it already.
    """
    asked = asked_for(said.words, keyword)
    if asked is None:
        return False
    if asked.rejoins:
        return _rejoined(said, now=now)
    if asked.asks_help:
        return _helped(said, keyword, now=now)
    closed = _closed(said, asked, now=now)
    # Said twice it is obeyed twice, and confirmed once; never where the provider has confirmed it.
    if closed and said.point is not None and said.message.channel == "text" and not keyword:
        say(said, CONFIRMATIONS, "confirmation", f"stop:{said.message.pk}", now=now)
    return True


def _closed(said: Said, asked: OptOut, *, now: datetime) -> int:
    """Somebody else's refusal closes their own address; the customer goes on being followed up."""
    opportunity, store, message = said.opportunity, said.store, said.message
    customer = said.point is not None
    closed = opt_out(
        group_id=store.group_id,
        points=_points(said, asked.channels),
        channels=asked.channels,
        how="keyword" if asked.keyword else "free_text",
        words=said.words,
        person_id=opportunity.person_id if customer else None,
        rooftop_id=store.id,
        # Since it reached us, not since we came to read it: the gate counts the minutes of its confirmation from there.
        now=said.heard_at,
    )
    if customer:
        data = {"channels": list(asked.channels), "message": message.pk}
        note(opportunity, Event.OPTED_OUT, data, now=now)
        happened_to(opportunity, "opt_out", now=now, store=store)
        if "" in asked.channels:
            nothing_to_answer(opportunity.pk)
    return closed


def _points(said: Said, channels: Sequence[str]) -> list[tuple[str, str, int | None]]:
    """The addresses it is about: the one it came from, or all of the person's where it names other channels."""
    if said.point is None:
        return [("email", said.value, None)]
    points = [said.point]
    if "" in channels or set(channels) - {said.message.channel}:
        points = list(ContactPoint.objects.filter(person=said.opportunity.person_id).order_by("id"))
    return [(one.kind, one.value, one.pk) for one in points]


def _rejoined(said: Said, *, now: datetime) -> bool:
    """In a mail a word like "start" only means this where there is an end to be lifted."""
    channel = said.message.channel
    lifted = lift(
        group_id=said.store.group_id,
        values=[said.value],
        channels=(channel,),
        words=said.words,
        person_id=said.opportunity.person_id if said.point else None,
        rooftop_id=said.store.id,
        by_user=None,
        now=now,
    )
    if not lifted and channel != "text":
        return False
    if said.point is not None:
        note(said.opportunity, Event.OPT_OUT_LIFTED, {"channel": channel}, now=now)
    return True


def _helped(said: Said, keyword: str, *, now: datetime) -> bool:
    if said.message.channel != "text" or said.point is None:
        return False
    if not keyword:
        say(said, HELP, "reply", f"help:{said.message.pk}", now=now)
    return True


def say(said: Said, words: dict[str, str], purpose: str, key: str, *, now: datetime) -> None:
    """One text by itself, of ours and no store's: what carriers and the law want said."""
    opportunity, store, point = said.opportunity, said.store, said.point
    if point is None:
        return
    language = opportunity.person.language if opportunity.person.language in words else store.language
    body = words.get(language, words["en"]).format(store=store.name, phone=store.phone_e164)
    Message.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        person_id=opportunity.person_id,
        contact_point=point,
        channel="text",
        direction="out",
        purpose=purpose,
        automatic=True,
        step_key=key,
        language=language,
        sender_name=store.name,
        sender=store.phone_e164,
        recipient=point.value.partition(";")[0],
        body=body,
        created_at=now,
        send_after=now,
        too_late_at=None,
    )
    send_outbox_later()
