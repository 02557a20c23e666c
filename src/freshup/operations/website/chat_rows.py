"""A chat in hand, and the lines written into it: one writer at a time, so that they appear in order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from freshup.data.models import Chat, ChatLine
from freshup.domain.website.talk import Captured, Line, Talk

WORDS_LENGTH_MAX: Final = 2_000


class UnableToChat(Exception):
    """A chat can't be changed like this. Nothing was written."""


class NoSuchChat(UnableToChat):
    """There is none with this id in the person's scope."""


class ChatEnded(UnableToChat):
    """It is over: the visitor would never read it."""


class NothingToSay(UnableToChat):
    """A line without words."""


def held(chat_id: int) -> Chat:
    """The chat, held until the transaction ends. Raises NoSuchChat."""
    found = Chat.objects.select_for_update(no_key=True).filter(id=chat_id).first()
    if found is None:
        raise NoSuchChat
    return found


def add(
    chat: Chat,
    who: str,
    words: str,
    *,
    at: datetime,
    user_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    **more: bool,
) -> ChatLine:
    """One more line. `more`: draft, by_model."""
    chat.last_at = max(chat.last_at, at)
    return ChatLine.objects.create(
        rooftop_id=chat.rooftop_id,
        chat=chat,
        who=who,
        user_id=user_id,
        at=at,
        words=words[:WORDS_LENGTH_MAX],
        data=dict(data or {}),
        **more,
    )


def add_all(chat: Chat, lines: tuple[Line, ...], *, at: datetime) -> None:
    """What the script says; only ids and codes beside the words."""
    for one in lines:
        data: dict[str, Any] = {}
        if one.units:
            data["units"] = [unit.id for unit in one.units]
        if one.choices:
            data["choices"] = list(one.choices)
        if one.ask:
            data["ask"] = one.ask
        add(chat, "bot", one.words, at=at, data=data)


def talk_of(chat: Chat) -> Talk:
    return Talk.from_json(chat.flow.get("talk", {}))


def captured_of(chat: Chat) -> Captured:
    return Captured.from_json(chat.captured)


def keep(chat: Chat, talk: Talk, captured: Captured) -> None:
    """Into the row, without saving it."""
    chat.flow = {**chat.flow, "talk": talk.to_json()}
    chat.captured = captured.to_json()


def clean(words: str) -> str:
    """What somebody typed, as text: no signs that steer a terminal or hide a word."""
    kept = "".join(one if one.isprintable() or one == "\n" else " " for one in words)
    return "\n".join(" ".join(line.split()) for line in kept.strip().split("\n"))[:WORDS_LENGTH_MAX]
