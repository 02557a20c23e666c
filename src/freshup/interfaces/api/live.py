"""`GET /live/`: server-sent events for open pages, so that nobody has to ask again whether something happened.

A plain ASGI function, called before Django: a streaming view of Django's holds a thread for every open page, this
holds none. One connection a process listens for notices, which carry ids only; each is weighed against what the
person behind a page may see before it is put into that page's queue. A page that hears of something asks for it
through the usual doors, behind both walls of tenancy.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from psycopg.conninfo import make_conninfo

from freshup.bootstrap.database import libpq_parameters
from freshup.interfaces.api.asking import Receive, Reply, Scope, Send, headers_of, refusal
from freshup.operations.response.alerts import LIVE_CHANNEL
from freshup.queries import access
from freshup.queries.viewers import viewers

log = logging.getLogger(__name__)

PATH: Final = "/live/"
# Granian counts open streams towards its backpressure of 1,024, beyond which new requests hang.
STREAMS_MAX: Final = 600
STREAMS_A_USER_MAX: Final = 12
WAITING_MAX: Final = 64
HEARTBEAT_S: Final = 15.0
RECHECK_S: Final = 60.0
RETRY_MS: Final = 2_000
SECONDS_BEFORE_RECONNECTING: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
# A listener that only listens would not notice for hours that the other end is gone.
KEEPALIVE: Final = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
RESYNC: Final = b"event: resync\ndata: {}\n\n"
# News for the one it is about and for nobody else, not even for those who see the whole store.
PERSONAL: Final = frozenset({"alert"})

NOT_GET: Final = refusal(405, "not_get", "Events are read with GET.", allow="GET")
NOT_SIGNED_IN: Final = refusal(401, "not_signed_in", "Sign in first.")
NO_STORE: Final = refusal(403, "no_store", "You have no place at any store yet.")
FULL: Final = refusal(503, "full", "Too many pages are open; ask again in a while.", wait=59)
TOO_MANY: Final = refusal(503, "too_many_pages", "You have too many pages open.", wait=59)
UNAVAILABLE: Final = refusal(503, "unavailable", "The database does not answer.", wait=4)
HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
Viewers = Callable[[Collection[str]], Mapping[str, access.Scope]]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about these opportunities of a store changed; `users` are those to whom it is news."""

    rooftop_id: int
    what: str
    opportunity_ids: tuple[int, ...]
    users: frozenset[int]

    @classmethod
    def read(cls, payload: str) -> "Notice | None":
        """None for whatever is no notice of ours."""
        try:
            said = json.loads(payload)
            what = said["w"]
            ids, users = tuple(map(int, said["o"])), frozenset(map(int, said.get("u", ())))
            rooftop_id = int(said["r"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        # It becomes a line of the stream: a word, and nothing that could begin another line.
        if not (isinstance(what, str) and what.isalpha() and what.isascii() and len(what) <= 20):
            return None
        return cls(rooftop_id, what, ids, users)

    def event(self, *, mine: bool) -> bytes:
        data = {"r": self.rooftop_id, "o": self.opportunity_ids, "mine": mine}
        return f"event: {self.what}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


@dataclass(eq=False, slots=True)
class Subscriber:
    """One open page. Its queue is bounded: a page that reads too slowly loses the oldest and is told to look anew."""

    session_key: str
    scope: access.Scope
    waiting: deque[bytes] = field(default_factory=partial(deque, maxlen=WAITING_MAX))
    overflowed: bool = False
    ended: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def may_hear(self, notice: Notice) -> bool:
        mine = self.scope.user_id in notice.users
        if notice.what in PERSONAL or notice.rooftop_id not in self.scope.rooftops:
            return mine and notice.rooftop_id in self.scope.stores
        return True

    def put(self, event: bytes) -> None:
        self.overflowed |= len(self.waiting) == WAITING_MAX
        self.waiting.append(event)
        self.news.set()

    def take(self) -> bytes:
        """What is to be written now; nothing where there is nothing."""
        parts = ([RESYNC] if self.overflowed else []) + list(self.waiting)
        self.overflowed = False
        self.waiting.clear()
        self.news.clear()
        return b"".join(parts)

    def end(self) -> None:
        self.ended = True
        self.news.set()


class Hub:
    """The open pages of this process."""

    def __init__(self) -> None:
        self.subscribers: set[Subscriber] = set()
        # Asked for but not yet let in: they count too, or a rush would pass the cap.
        self.entering = 0

    @property
    def is_full(self) -> bool:
        return len(self.subscribers) + self.entering >= STREAMS_MAX

    def pages_of(self, user_id: int | None) -> int:
        return sum(1 for one in self.subscribers if one.scope.user_id == user_id)

    def tell(self, notice: Notice) -> None:
        events = {mine: notice.event(mine=mine) for mine in (True, False)}
        for one in self.subscribers:
            if one.may_hear(notice):
                one.put(events[one.scope.user_id in notice.users])

    def resync(self) -> None:
        """Something may have been missed: every page looks for itself."""
        for one in self.subscribers:
            one.put(RESYNC)

    def refresh(self, scopes: Mapping[str, access.Scope], asked: Collection[str]) -> None:
        """Scopes as they are now; whoever was asked about and is missing, or has no store any more, is ended."""
        for one in self.subscribers:
            if one.session_key not in asked:
                continue
            scope = scopes.get(one.session_key, access.NOBODY)
            if scope.sees_anything:
                one.scope = scope
            else:
                one.end()


class LiveDoor:
    def __init__(self, hub: Hub, see: Viewers) -> None:
        self._hub = hub
        self._see = see
        # Sessions are read here, two at a time, whatever number of pages comes at once.
        self._threads = ThreadPoolExecutor(2, "live sessions")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        admitted = await self._admit(scope)
        if isinstance(admitted, Reply):
            await admitted.send(send)
            return
        self._hub.subscribers.add(admitted)
        try:
            await _stream(admitted, receive, send)
        finally:
            self._hub.subscribers.discard(admitted)

    async def _admit(self, scope: Scope) -> "Subscriber | Reply":
        if scope["method"] != "GET":
            return NOT_GET
        key = session_key_in(headers_of(scope).get("cookie", ""))
        if not key:
            return NOT_SIGNED_IN
        if self._hub.is_full:
            return FULL
        self._hub.entering += 1
        try:
            seen = await self.see([key])
        except (DatabaseError, InterfaceError, psycopg.Error):
            return UNAVAILABLE
        finally:
            self._hub.entering -= 1
        if key not in seen:
            return NOT_SIGNED_IN
        if not seen[key].sees_anything:
            return NO_STORE
        if self._hub.pages_of(seen[key].user_id) >= STREAMS_A_USER_MAX:
            return TOO_MANY
        return Subscriber(key, seen[key])

    async def see(self, keys: Collection[str]) -> Mapping[str, access.Scope]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._see, keys)

    async def run(self) -> None:
        """What this process does for its open pages, until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listen(self._hub))
            tasks.create_task(self._recheck())

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_S)
            keys = {one.session_key for one in self._hub.subscribers}
            if not keys:
                continue
            try:
                self._hub.refresh(await self.see(keys), keys)
            # Outermost: whatever goes wrong once, the pages are looked at again a minute later.
            except Exception as error:
                log.warning("open pages could not be looked at again: %s", type(error).__name__)


async def _stream(one: Subscriber, receive: Receive, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    # The comment fills the first packet's worth that some proxies hold back for.
    await send(_part(f"retry: {RETRY_MS}\n: hello\n\n".encode()))
    leaving = asyncio.create_task(_until_gone(receive, one))
    try:
        while not one.ended:
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await one.news.wait()
            except TimeoutError:
                await send(_part(b": still here\n\n"))
                continue
            if (events := one.take()) and not one.ended:
                await send(_part(events))
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        leaving.cancel()


async def _until_gone(receive: Receive, one: Subscriber) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    one.end()


def _part(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def listen(hub: Hub) -> None:
    """Hear notices for ever; a connection that breaks is opened again, and then every page looks anew."""
    failures = 0
    heard_before = False
    while True:
        try:
            # Outside the pool: it is held for as long as the process lives.
            line = await psycopg.AsyncConnection.connect(
                make_conninfo(**libpq_parameters() | KEEPALIVE), autocommit=True
            )
            async with line:
                await line.execute(f"LISTEN {LIVE_CHANNEL}")
                if heard_before:
                    hub.resync()
                heard_before, failures = True, 0
                async for heard in line.notifies():
                    if (notice := Notice.read(heard.payload)) is not None:
                        hub.tell(notice)
        # Outermost: a listener that has ended would leave every page deaf until the next start.
        except Exception as error:
            log.warning("open pages hear nothing for a moment: %s", type(error).__name__)
        await asyncio.sleep(SECONDS_BEFORE_RECONNECTING[min(failures, len(SECONDS_BEFORE_RECONNECTING) - 1)])
        failures += 1


def session_key_in(cookies: str) -> str:
    """The session named by a Cookie header; empty where there is none."""
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel is not None else ""


def _see(keys: Collection[str]) -> Mapping[str, access.Scope]:
    try:
        return viewers(keys, now=datetime.now(UTC))
    finally:
        # Back to the pool: the thread stays, and would keep it.
        connection.close()


@cache
def live_door() -> LiveDoor:
    """The one of this process."""
    return LiveDoor(Hub(), _see)
