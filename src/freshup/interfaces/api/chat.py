"""`/chat/<form key>/<what>/`: the chat widget of a store's site speaks with us.

Plain JSON, no cookie. `config` (GET) says whether there is a chat and how it looks; `start` begins one and gives its
token, which is asked for in `Authorization: Bearer …` ever after: `say`, `lines?after=`, `end`. Answers are for the
sites the key allows and nobody else's scripts. Everything anybody wrote goes in and out as text.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from freshup.bootstrap.intake import storage
from freshup.domain.website.chat_rules import COLOURS
from freshup.domain.website.chat_words import label
from freshup.domain.website.hours import hours_words
from freshup.domain.website.visits import is_token
from freshup.interfaces.api.asking import client_address
from freshup.interfaces.api.limits import Buckets, network
from freshup.operations.intake.receive import FoundKey, find_keys
from freshup.operations.website import widget
from freshup.operations.website.chat_rows import ChatEnded, NothingToSay
from freshup.operations.website.widget import (
    Contact,
    Handing,
    Opening,
    TooManyLines,
    Words,
    WordsChanged,
)
from freshup.queries import access
from freshup.queries.website import VisitorLine, consent_of, find_chat, rules_of, store_of

BODY_BYTES_MAX: Final = 8 * 1024
KEY_LENGTH_MAX: Final = 100
TOKEN_BYTES: Final = 32
# A minute: a window that is open asks every two to ten seconds, and a lot's free WLAN is one address.
ASKED_BY_ADDRESS: Final = 600
STARTED_BY_ADDRESS: Final = 20
ASKED_IN_CHAT: Final = 60
SAID_IN_CHAT: Final = 20
GUESSES: Final = 60
# A browser asks once in so many seconds whether it may ask.
PREFLIGHT_SECONDS: Final = 7_200


class Answer(Exception):
    """An answer that is no ordinary one. `error` is a code for the widget."""

    def __init__(self, status: int, error: str, *, wait: int = 0) -> None:
        super().__init__(error)
        self.status, self.error, self.wait = status, error, wait


@dataclass
class ChatLimits:
    """Counted in memory, for each process."""

    addresses: Buckets = field(default_factory=lambda: Buckets(ASKED_BY_ADDRESS))
    starts: Buckets = field(default_factory=lambda: Buckets(STARTED_BY_ADDRESS))
    chats: Buckets = field(default_factory=lambda: Buckets(ASKED_IN_CHAT))
    said: Buckets = field(default_factory=lambda: Buckets(SAID_IN_CHAT))
    guesses: Buckets = field(default_factory=lambda: Buckets(GUESSES))
    lock: Lock = field(default_factory=Lock)

    def take(self, bucket: Buckets, name: str, now: float) -> None:
        """Raises Answer where there is nothing left to take."""
        with self.lock:
            if not bucket.take(name, now):
                raise Answer(429, "too_many", wait=int(bucket.seconds_to_wait(name, now)) + 1)

    def check(self, bucket: Buckets, name: str, now: float) -> None:
        with self.lock:
            wait = bucket.seconds_to_wait(name, now)
        if wait:
            raise Answer(429, "too_many", wait=int(wait) + 1)


@cache
def chat_limits() -> ChatLimits:
    """The one of this process."""
    return ChatLimits()


@csrf_exempt
def chat_door(request: HttpRequest, key: str, what: str) -> HttpResponse:
    origin = request.headers.get("origin")
    allowed: str | None = None
    try:
        found = _key(request, key)
        if found.refusal(datetime.now(UTC), origin) is not None:
            raise Answer(403, "origin_not_allowed")
        allowed = origin
        response = _preflight() if request.method == "OPTIONS" else _dispatched(request, found, key, what)
    except Answer as answer:
        response = JsonResponse({"error": answer.error}, status=answer.status)
        if answer.wait:
            response["Retry-After"] = str(answer.wait)
    if allowed:
        response["Access-Control-Allow-Origin"] = allowed
        response["Access-Control-Expose-Headers"] = "Retry-After"
    response["Vary"] = "Origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, POST"
    response["Access-Control-Allow-Headers"] = "authorization, content-type"
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def _dispatched(request: HttpRequest, found: FoundKey, key: str, what: str) -> HttpResponse:
    doors: Mapping[tuple[str, str], Callable[[HttpRequest, FoundKey, str], dict[str, Any]]] = {
        ("config", "GET"): _config,
        ("start", "POST"): _start,
        ("say", "POST"): _say,
        ("lines", "GET"): _lines,
        ("end", "POST"): _end,
    }
    door = doors.get((what, request.method or ""))
    if door is None:
        known = any(name == what for name, _ in doors)
        raise Answer(405 if known else 404, "not_allowed" if known else "unknown")
    return JsonResponse(door(request, found, key))


# -- the five doors ----------------------------------------------------------------------------------------


def _config(request: HttpRequest, found: FoundKey, key: str) -> dict[str, Any]:
    _enter(found.rooftop_id, found.group_id)
    rules, store = rules_of(found.rooftop_id), store_of(found.rooftop_id)
    open_now = hours_words(store.calendar, datetime.now(UTC), "en").open_now
    text, version = consent_of(found.id)
    return {
        "on": rules.enabled and (open_now or rules.closed == "answers"),
        "store": store.name,
        "language": store.language if store.language in ("en", "es") else "en",
        "colour": COLOURS[rules.colour],
        "open": open_now,
        "consent": {"text": text, "version": version} if text else None,
    }


def _start(request: HttpRequest, found: FoundKey, key: str) -> dict[str, Any]:
    said, now = _body(request), datetime.now(UTC)
    chat_limits().take(chat_limits().starts, network(_address(request)), time.monotonic())
    _enter(found.rooftop_id, found.group_id)
    rules, store = rules_of(found.rooftop_id), store_of(found.rooftop_id)
    is_open = hours_words(store.calendar, now, "en").open_now
    if not rules.enabled or (rules.closed == "hidden" and not is_open):
        raise Answer(409, "off")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    visitor = said.get("visitor")
    opening = Opening(
        rooftop_id=found.rooftop_id,
        key_id=found.id,
        language=_text(said, "language", 8)[:2],
        page=_page(_text(said, "page", 400)),
        vin=_text(said, "vin", 17),
        stock=_text(said, "stock", 30),
        visitor_token=str(visitor) if is_token(visitor) else "",
        remote_address=_address(request),
    )
    id = widget.start(opening, token_hash=_hash(token), now=now)
    return {"token": token, **_shown(id, after=0, now=now)}


def _say(request: HttpRequest, found: FoundKey, key: str) -> dict[str, Any]:
    said, now = _body(request), datetime.now(UTC)
    id = _chat(request, found, chat_limits().said)
    handing = Handing(key=key.strip().lower(), receipt=uuid4(), storage=storage())
    after = said.get("after")
    try:
        widget.visitor_says(id, _words(said), handing, now=now)
    except ChatEnded:
        raise Answer(409, "ended") from None
    except NothingToSay:
        raise Answer(422, "nothing_said") from None
    except WordsChanged:
        raise Answer(409, "consent_changed") from None
    except TooManyLines:
        raise Answer(429, "too_long", wait=3_600) from None
    return _shown(id, after=after if isinstance(after, int) and after >= 0 else 0, now=now)


def _lines(request: HttpRequest, found: FoundKey, key: str) -> dict[str, Any]:
    after = request.GET.get("after", "0")[:18]
    id = _chat(request, found, chat_limits().chats)
    return _shown(id, after=int(after) if after.isascii() and after.isdigit() else 0, now=datetime.now(UTC))


def _end(request: HttpRequest, found: FoundKey, key: str) -> dict[str, Any]:
    id, now = _chat(request, found, chat_limits().said), datetime.now(UTC)
    widget.leave(id, now=now)
    return {"state": "ended"}


# -- what they share ---------------------------------------------------------------------------------------


def _shown(id: int, *, after: int, now: datetime) -> dict[str, Any]:
    chat, lines = widget.look(id, after=after, now=now)
    latest = [one for one in lines if one.who == "person"]
    return {
        "state": chat.state,
        "language": chat.language,
        "thinking": "thinking" in chat.flow,
        "person": latest[-1].name if latest else None,
        "lines": [_line(one, chat.language) for one in lines],
    }


def _line(one: VisitorLine, language: str) -> dict[str, Any]:
    data = dict(one.data)
    if "choices" in data:
        data["choices"] = [{"code": code, "label": label(code, language)} for code in data["choices"]]
    line: dict[str, Any] = {"id": one.id, "who": one.who, "words": one.words, **data}
    if one.name:
        line["name"] = one.name
    if one.by_model:
        line["model"] = True
    return line


def _key(request: HttpRequest, key: str) -> FoundKey:
    key, moment = key.strip().lower(), time.monotonic()
    who, limits = network(_address(request)), chat_limits()
    limits.check(limits.guesses, who, moment)
    limits.take(limits.addresses, who, moment)
    found = find_keys([key]).get(key) if len(key) <= KEY_LENGTH_MAX else None
    if found is None or found.kind != "form":
        with limits.lock:
            limits.guesses.take(who, moment)
        raise Answer(404, "unknown_key")
    return found


def _chat(request: HttpRequest, found: FoundKey, bucket: Buckets) -> int:
    """The chat of the token that was sent, if it is one of this key's store. Enters that store's scope."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(token) <= 100:
        raise Answer(401, "no_token")
    marked = _hash(token)
    chat_limits().take(bucket, marked.hex(), time.monotonic())
    chat = find_chat(marked)
    if chat is None or chat[1] != found.rooftop_id:
        raise Answer(404, "unknown_chat")
    _enter(chat[1], chat[2])
    return chat[0]


def _enter(rooftop_id: int, group_id: int) -> None:
    access.enter(access.of_stores([rooftop_id], [group_id]))


def _body(request: HttpRequest) -> dict[str, Any]:
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > BODY_BYTES_MAX:
        raise Answer(413, "too_large")
    body = request.read(BODY_BYTES_MAX + 1)
    if len(body) > BODY_BYTES_MAX:
        raise Answer(413, "too_large")
    try:
        said = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Answer(400, "not_json") from None
    if not isinstance(said, dict):
        raise Answer(400, "not_json")
    return said


def _words(said: Mapping[str, Any]) -> Words:
    contact = said.get("contact")
    if isinstance(contact, dict):
        version = contact.get("consent_version")
        return Words(
            contact=Contact(
                name=_text(contact, "name", 120),
                phone=_text(contact, "phone", 40),
                email=_text(contact, "email", 254),
                consent=contact.get("consent") is True,
                consent_version=version if isinstance(version, int) else 0,
            )
        )
    return Words(text=_text(said, "words", 2_000), choice=_text(said, "choice", 20))


def _text(said: Mapping[str, Any], name: str, most: int) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        return ""
    # A lone surrogate or a NUL is no text that PostgreSQL keeps.
    return value[:most].replace("\0", "").encode("utf-8", "replace").decode()


def _page(url: str) -> str:
    """Without its query, which may hold anything."""
    return url.partition("?")[0].partition("#")[0]


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _address(request: HttpRequest) -> str | None:
    forwarded = request.headers.get("x-forwarded-for", "")
    return client_address(request.META.get("REMOTE_ADDR"), forwarded, settings.FRESHUP_TRUSTED_PROXIES)
