"""What people of the store do in a chat: take it, write in it, send a draft, give it back, stop the machine, end it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from freshup.data.models import Chat, ChatLine, User
from freshup.domain.website.chat_words import said
from freshup.operations.response.alerts import tell_pages
from freshup.operations.website.chat_rows import (
    ChatEnded,
    NoSuchChat,
    NothingToSay,
    UnableToChat,
    add,
    clean,
)
from freshup.operations.website.mirroring import answered, mirror
from freshup.queries.access import Scope
from freshup.queries.website import chats

__all__ = [
    "ChatEnded",
    "NoSuchChat",
    "NothingToSay",
    "UnableToChat",
    "end",
    "hand_back",
    "person_says",
    "send_draft",
    "stop_model",
    "take",
]


def take(scope: Scope, chat_id: int, *, now: datetime) -> None:
    """This person talks from here on; script and model are silent. Raises NoSuchChat, ChatEnded."""
    chat = _open(scope, chat_id)
    _take(scope, chat, now=now)
    _saved(chat, "message", now=now)


def person_says(scope: Scope, chat_id: int, words: str, *, now: datetime) -> int:
    """Write to the visitor, and take the chat if it is another's or nobody's; the line's id comes back.

    Raises NoSuchChat, ChatEnded, NothingToSay.
    """
    chat = _open(scope, chat_id)
    return _say(scope, chat, words, now=now)


def send_draft(scope: Scope, line_id: int, words: str, *, now: datetime) -> int:
    """Send what the model suggested, as this person left it: their words from here on. Raises UnableToChat."""
    draft = ChatLine.objects.filter(id=line_id, draft=True).first()
    if draft is None:
        raise NoSuchChat
    chat = _open(scope, draft.chat_id)
    draft.refresh_from_db()
    if draft.data.get("settled"):
        raise NoSuchChat
    sent = _say(scope, chat, words, now=now, by_model=True)
    draft.data = {**draft.data, "settled": sent}
    draft.save(update_fields=["data"])
    return sent


def hand_back(scope: Scope, chat_id: int, *, now: datetime) -> None:
    """The assistant goes on, and the visitor is told so. Raises NoSuchChat, ChatEnded."""
    chat = _open(scope, chat_id)
    if chat.state != "person":
        return
    words = said("handed_back", chat.language, name=_first_name(scope))
    add(chat, "bot", words, at=now, data={"event": "handed_back"})
    chat.state, chat.staff_id = "bot", None
    chat.flow = {name: value for name, value in chat.flow.items() if name != "person_spoke"}
    answered(chat, now=now)
    _saved(chat, "message", now=now)


def end(scope: Scope, chat_id: int, *, now: datetime) -> None:
    """It is over; a second time changes nothing. Raises NoSuchChat."""
    chat = _held(scope, chat_id)
    if chat.state == "ended":
        return
    add(chat, "bot", said("ended", chat.language), at=now, data={"event": "ended"})
    chat.state, chat.ended_at = "ended", now
    answered(chat, now=now)
    _saved(chat, "message", now=now)


def stop_model(scope: Scope, chat_id: int, *, now: datetime) -> None:
    """No model writes in this chat any more, whatever it is just thinking. Raises NoSuchChat."""
    chat = _held(scope, chat_id)
    chat.flow = {**chat.flow, "model_stopped": True}
    _settle_drafts(chat, but=0)
    _saved(chat, "message", now=now)


def _say(scope: Scope, chat: Chat, words: str, *, now: datetime, by_model: bool = False) -> int:
    text = clean(words)
    if not text:
        raise NothingToSay
    if chat.state != "person" or chat.staff_id != scope.places.get(chat.rooftop_id):
        _take(scope, chat, now=now)
    line = add(chat, "person", text, at=now, user_id=scope.user_id, by_model=by_model)
    chat.flow = {**chat.flow, "person_spoke": True}
    # Suggestions for what was just answered are of no use any more.
    _settle_drafts(chat, but=line.pk)
    answered(chat, now=now)
    _saved(chat, "message", now=now)
    return line.pk


def _take(scope: Scope, chat: Chat, *, now: datetime) -> None:
    if chat.state == "person" and chat.staff_id == scope.places.get(chat.rooftop_id):
        return
    words = said("joined", chat.language, name=_first_name(scope))
    add(chat, "bot", words, at=now, user_id=scope.user_id, data={"event": "joined"})
    chat.state, chat.taken_at = "person", now
    chat.staff_id = scope.places.get(chat.rooftop_id)
    chat.flow = {name: value for name, value in chat.flow.items() if name not in ("thinking", "ask_model")}


def _settle_drafts(chat: Chat, *, but: int) -> None:
    for one in ChatLine.objects.filter(chat=chat, draft=True).order_by("-id")[:20]:
        if not one.data.get("settled"):
            one.data = {**one.data, "settled": but or True}
            one.save(update_fields=["data"])


def _saved(chat: Chat, what: str, *, now: datetime) -> None:
    chat.save()
    mirror(chat, now=now)
    named: Sequence[Any] = [chat.opportunity_id] if chat.opportunity_id else []
    tell_pages(chat.rooftop_id, named, what)


def _open(scope: Scope, chat_id: int) -> Chat:
    chat = _held(scope, chat_id)
    if chat.state == "ended":
        raise ChatEnded
    return chat


def _held(scope: Scope, chat_id: int) -> Chat:
    found = chats(scope).select_for_update(no_key=True, of=("self",)).filter(id=chat_id).first()
    if found is None:
        raise NoSuchChat
    return found


def _first_name(scope: Scope) -> str:
    user = User.objects.filter(id=scope.user_id or 0).only("name").first()
    return user.name.partition(" ")[0] if user else ""
