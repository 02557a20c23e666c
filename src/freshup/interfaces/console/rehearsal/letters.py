"""What the people of a store write: an answer, a short text, a letter or a video, by the way that is open."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Final, Protocol, TypeAlias

from freshup.interfaces.console.rehearsal import phrases
from freshup.operations.conversations import write_by_hand
from freshup.queries.access import Scope

# By language: (subject, body); no subject where it is an answer.
Bodies: TypeAlias = Mapping[str, tuple[tuple[str, str], ...]]


class Addressee(Protocol):
    """A customer, as far as whoever writes to them must know; None for a way that is missing or closed."""

    @property
    def first_name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def wanted(self) -> str: ...
    @property
    def phone_id(self) -> int | None: ...
    @property
    def email_id(self) -> int | None: ...


def _without_subject(said: Mapping[str, tuple[str, ...]]) -> Bodies:
    return {language: tuple(("", one) for one in bodies) for language, bodies in said.items()}


# By kind of task; whatever else is asked for is shown.
BODIES: Final[Mapping[str, Bodies]] = {
    "reply": _without_subject(phrases.REPLIES),
    "text": _without_subject(phrases.SHORT_TEXTS),
    "email": phrases.LETTERS,
    "video": {language: (one,) for language, one in phrases.VIDEO.items()},
}


def way_of(kind: str, channel: str) -> str:
    """By which way a task is done: an answer goes back as the question came."""
    return "text" if kind == "text" or channel == "text" else "email"


def write(
    scope: Scope,
    opportunity_id: int,
    to: Addressee,
    kind: str,
    channel: str,
    *,
    me: str,
    rng: Random,
    now: datetime,
) -> str:
    """The way by which it was queued, "" for none; a way that is closed or missing gives way to the other one."""
    ways = {"text": to.phone_id, "email": to.email_id}
    way = channel if ways[channel] is not None else "email" if channel == "text" else "text"
    point = ways[way]
    if point is None:
        return ""
    language = "es" if to.language == "es" else "en"
    subject, body = rng.choice(BODIES[kind][language])
    words = {
        "first": to.first_name or ("you" if language == "en" else ""),
        "me": me,
        "wanted": to.wanted or phrases.ABOUT_THEIR_CAR[language],
    }
    written = write_by_hand(
        scope,
        opportunity_id,
        point,
        channel=way,
        subject=(subject or "Re: {wanted}").format(**words) if way == "email" else "",
        body=body.format(**words),
        template="",
        edited=True,
        now=now,
        when_allowed=True,
    )
    return way if written.message_id is not None else ""
