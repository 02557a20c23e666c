"""`POST /hooks/<key>/<kind>/`: what providers report. Signature first, then written down, then answered.

A plain ASGI function like the intake door: callbacks come by the hundred a second, and a Django view costs 2 ms and a
thread. What a provider must be told at once (how a call goes on) is decided in a thread, in a transaction of its own.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Final
from urllib.parse import parse_qsl

from django.conf import settings

from freshup.bootstrap.connectors import Talk, reader_of, talk_of
from freshup.bootstrap.intake import storage
from freshup.interfaces.api.asking import (
    Disconnected,
    NoSpace,
    Receive,
    Reply,
    Scope,
    Send,
    TooLarge,
    client_address,
    headers_of,
    read_body,
    refusal,
)
from freshup.interfaces.api.batching import Batcher, NotTaken
from freshup.interfaces.api.limits import IntakeLimits, Room
from freshup.interfaces.api.talking import talked
from freshup.operations.connectors.finding import FoundConnector, find_connectors
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.ports.hooks import Answer, Forged, Hook, HookReader

log = logging.getLogger(__name__)

PREFIX: Final = "/hooks/"
BODY_BYTES_MAX: Final = 40 * 1024 * 1024
BODY_SECONDS_MAX: Final = 60
KEY_LENGTH_MAX: Final = 100
KNOWN_FOR_SECONDS: Final = 5.0
KNOWN_MAX: Final = 5_000
# What comes with every callback is no inquiry: far more of it is ordinary.
LIMITS: Final = {"soft": 60_000.0, "hard": 600_000.0, "per_address": 600_000.0}

UNKNOWN: Final = refusal(404, "unknown_key", "No store has this address.")
OFF: Final = refusal(410, "disconnected", "The store has disconnected this provider.")
NO_SUCH_KIND: Final = refusal(404, "unknown_kind", "This provider reports nothing here.")
FORGED: Final = refusal(403, "forged", "The signature is missing, wrong or too old.")
SEALED: Final = refusal(503, "sealed", "The account must be set up again.", wait=59)
NOT_POST: Final = refusal(405, "not_post", "Reports come by POST.", allow="POST")
TOO_LARGE: Final = refusal(413, "too_large", "A report may have 40 MB at most.")
SLOW: Final = refusal(408, "slow", "The body did not arrive in time.")
BUSY: Final = refusal(503, "busy", "Not taken: too much is arriving at once. Please send it again.", wait=1)
UNAVAILABLE: Final = refusal(503, "unavailable", "Not taken: please send it again in a moment.", wait=4)

HookBatcher = Batcher[RawReport, bool, FoundConnector]


@dataclass(frozen=True, slots=True)
class Spoken(Reply):
    """An answer in the provider's own language."""

    content_type: str = ""
    content: bytes = b""

    async def send(self, send: Send) -> None:
        headers = [
            (b"content-length", str(len(self.content)).encode()),
            (b"cache-control", b"no-store"),
            *([(b"content-type", self.content_type.encode())] if self.content_type else []),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.content})


def spoken(answer: Answer) -> Reply:
    return Spoken(answer.status, None, {}, answer.content_type, answer.body)


class HookDoor:
    def __init__(
        self,
        batches: HookBatcher,
        limits: IntakeLimits,
        *,
        base_url: str,
        trusted_proxies: int = 0,
        readers: Callable[[str], HookReader | None] = reader_of,
        talks: Callable[[str, str], Talk | None] = talk_of,
    ) -> None:
        self._batches = batches
        self._limits = limits
        self._base_url = base_url
        self._trusted_proxies = trusted_proxies
        self._readers = readers
        self._talks = talks
        self._room = Room()
        self._known: OrderedDict[str, tuple[float, FoundConnector | None]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._answer(scope, receive)
        except Disconnected:
            return
        await reply.send(send)

    async def _answer(self, scope: Scope, receive: Receive) -> Reply:
        key, kind = parts_of(scope["path"])
        if not key:
            return UNKNOWN
        headers = headers_of(scope)
        peer = scope["client"][0] if scope.get("client") else None
        address = client_address(peer, headers.get("x-forwarded-for", ""), self._trusted_proxies)
        turn = self._limits.ask(key, address, time.monotonic())
        if turn.is_refused:
            return refusal(429, "too_many", "Not taken: too many at once.", wait=turn.wait_seconds)
        try:
            found = await self._find(key)
        except NotTaken:
            return UNAVAILABLE
        if found is None:
            self._limits.guessed(key, address, time.monotonic())
            log.warning("unknown webhook key %s… (%d characters)", key[:2], len(key))
            return UNKNOWN
        self._limits.found(key)
        if found.disabled_at is not None:
            return OFF
        reader = self._readers(found.provider)
        if reader is None or kind not in reader.kinds:
            return NO_SUCH_KIND
        if found.account is None:
            return SEALED
        query = scope.get("query_string", b"").decode("latin-1")
        hook = Hook(
            kind=kind,
            url=f"{self._base_url}{scope['path']}{'?' if query else ''}{query}",
            method=scope["method"],
            headers=headers,
            body=b"",
            received_at=datetime.now(UTC),
            query=dict(parse_qsl(query)),
        )
        return await self._take(hook, reader, found, address, receive)

    async def _take(
        self, hook: Hook, reader: HookReader, found: FoundConnector, address: str | None, receive: Receive
    ) -> Reply:
        assert found.account is not None
        if hook.method == "GET":
            try:
                greeting = reader.handshake(hook, found.account)
            except Forged:
                return self._forged(found, hook)
            return NOT_POST if greeting is None else spoken(greeting)
        if hook.method != "POST":
            return NOT_POST
        held: list[int] = []
        try:
            async with asyncio.timeout(BODY_SECONDS_MAX):
                body = await read_body(receive, take=self._room.holder(held), bytes_max=BODY_BYTES_MAX)
            return await self._hand_in(replace(hook, body=body), reader, found, address)
        except TooLarge:
            return TOO_LARGE
        except NoSpace:
            return BUSY
        except TimeoutError:
            return SLOW
        finally:
            self._room.give_back(sum(held))

    async def _hand_in(
        self, hook: Hook, reader: HookReader, found: FoundConnector, address: str | None
    ) -> Reply:
        assert found.account is not None
        try:
            reader.check(hook, found.account)
        except Forged:
            return self._forged(found, hook)
        talk = self._talks(found.provider, hook.kind)
        if talk is not None:
            return spoken(await asyncio.to_thread(talked, talk, hook, found.account))
        report = RawReport(
            connector_id=found.id,
            rooftop_id=found.rooftop_id,
            group_id=found.group_id,
            kind=hook.kind,
            key=reader.event_key(hook),
            received_at=hook.received_at,
            body=hook.body,
            content_type=hook.headers.get("content-type", ""),
            query=hook.query,
            remote_address=address,
        )
        try:
            await asyncio.wrap_future(self._batches.submit([report]))
        except NotTaken:
            return UNAVAILABLE
        return spoken(reader.answer(hook))

    def _forged(self, found: FoundConnector, hook: Hook) -> Reply:
        """Said to nobody but the log: whose connector, and what for. Never the signature or the body."""
        log.warning("a forged %s report for connector %d was turned away", hook.kind, found.id)
        return FORGED

    async def _find(self, key: str) -> FoundConnector | None:
        """Remembered for a few seconds: a burst of callbacks asks the database once."""
        now = time.monotonic()
        known = self._known.get(key)
        if known is not None and now - known[0] < KNOWN_FOR_SECONDS:
            return known[1]
        found = await asyncio.wrap_future(self._batches.find(key))
        if found is not None:
            self._known[key] = (now, found)
            self._known.move_to_end(key)
            while len(self._known) > KNOWN_MAX:
                self._known.popitem(last=False)
        return found


def parts_of(path: str) -> tuple[str, str]:
    """Key and kind in `/hooks/<key>/<kind>/`; empty where there is none."""
    parts = path[len(PREFIX) :].strip("/").split("/")
    if len(parts) != 2 or len(parts[0]) > KEY_LENGTH_MAX:
        return "", ""
    return parts[0], parts[1][:16]


@cache
def hook_batcher() -> HookBatcher:
    """The one of this process; its thread starts with the first report."""
    return Batcher(storage(), take=take_in, look_up=find_connectors, name="report batches")


def hook_door() -> HookDoor:
    return HookDoor(
        hook_batcher(),
        IntakeLimits(**LIMITS),
        base_url=settings.FRESHUP_BASE_URL,
        trusted_proxies=settings.FRESHUP_TRUSTED_PROXIES,
    )
