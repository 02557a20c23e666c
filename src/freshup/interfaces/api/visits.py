"""`POST /visits/<form key>/`: what the web tag on a store's site says of a page (CAP-13).

A plain ASGI function like the intake door, since a site has many pages: a batch of views is one commit. It answers 204
whatever it makes of a view, so that nobody learns from it who is known; only a key or a site that may not is told so.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from datetime import UTC, datetime
from functools import cache
from typing import Final
from urllib.parse import unquote

from django.conf import settings

from freshup.bootstrap.intake import storage
from freshup.domain.website.visits import BODY_BYTES_MAX, NotAView, is_wanted, read_view
from freshup.interfaces.api.asking import (
    Disconnected,
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
from freshup.interfaces.api.limits import Buckets, network
from freshup.operations.intake.receive import FoundKey, find_keys
from freshup.operations.website.visiting import Viewed, record_views

log = logging.getLogger(__name__)

PREFIX: Final = "/visits/"
KEY_LENGTH_MAX: Final = 100
BODY_SECONDS_MAX: Final = 10
KNOWN_FOR_SECONDS: Final = 15.0
KNOWN_MAX: Final = 5_000
# Pages a minute. A showroom full of people, or an office, is one address; somebody who reads is one visitor.
OF_A_VISITOR: Final = 60
OF_AN_ADDRESS: Final = 600
OF_A_KEY: Final = 12_000
GUESSES: Final = 60

UNKNOWN: Final = refusal(404, "unknown_key", "No store has this key.")
NOT_ALLOWED: Final = refusal(
    403, "origin_not_allowed", "This key may not be used from pages of this address."
)
NOT_POST: Final = refusal(405, "not_post", "Pages are told of with POST.", allow="POST, OPTIONS")
NOT_A_VIEW: Final = refusal(400, "not_a_view", "This is not what the web tag says.")
TOO_LARGE: Final = refusal(413, "too_large", "A page view may have 2 kB at most.")
SLOW: Final = refusal(408, "slow", "The body did not arrive in time.")
UNAVAILABLE: Final = refusal(503, "unavailable", "Not taken.", wait=4)

VisitBatcher = Batcher[Viewed, bool, FoundKey]


class VisitDoor:
    def __init__(self, batches: VisitBatcher, *, trusted_proxies: int = 0) -> None:
        self._batches = batches
        self._trusted_proxies = trusted_proxies
        self._visitors, self._addresses = Buckets(OF_A_VISITOR), Buckets(OF_AN_ADDRESS)
        self._keys, self._guesses = Buckets(OF_A_KEY), Buckets(GUESSES)
        self._known: OrderedDict[str, tuple[float, FoundKey | None]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._answer(scope, receive)
        except Disconnected:
            return
        await reply.send(send)

    async def _answer(self, scope: Scope, receive: Receive) -> Reply:
        key = key_in(scope["path"])
        headers = headers_of(scope)
        peer = scope["client"][0] if scope.get("client") else None
        who = network(client_address(peer, headers.get("x-forwarded-for", ""), self._trusted_proxies))
        moment = time.monotonic()
        wait = self._guesses.seconds_to_wait(who, moment)
        if wait or not (self._addresses.take(who, moment) and self._keys.take(key, moment)):
            return refusal(429, "too_many", "Not taken: too many at once.", wait=wait or 1)
        try:
            found = await self._find(key) if key else None
        except NotTaken:
            return UNAVAILABLE
        if found is None:
            self._guesses.take(who, moment)
            return UNKNOWN
        now, origin = datetime.now(UTC), headers.get("origin", "")
        if found.kind != "form" or found.refusal(now, origin) is not None:
            return NOT_ALLOWED
        cors = {"access-control-allow-origin": origin, "vary": "Origin"}
        if scope["method"] == "OPTIONS":
            return Reply(204, None, {**cors, "access-control-allow-methods": "POST"})
        if scope["method"] != "POST":
            return NOT_POST
        if not is_wanted(headers, now):
            return Reply(204, None, cors)
        return await self._take(found, now, receive, cors)

    async def _take(self, found: FoundKey, now: datetime, receive: Receive, cors: dict[str, str]) -> Reply:
        try:
            async with asyncio.timeout(BODY_SECONDS_MAX):
                body = await read_body(receive, take=lambda size: True, bytes_max=BODY_BYTES_MAX)
            view = read_view(body)
            if not self._visitors.take(view.visitor, time.monotonic()):
                return refusal(429, "too_many", "Not taken: too many at once.", wait=1)
            viewed = Viewed(found.rooftop_id, found.group_id, now, view, body)
            await asyncio.wrap_future(self._batches.submit([viewed]))
        except TooLarge:
            return TOO_LARGE
        except TimeoutError:
            return SLOW
        except NotAView:
            return NOT_A_VIEW
        except NotTaken:
            return UNAVAILABLE
        return Reply(204, None, cors)

    async def _find(self, key: str) -> FoundKey | None:
        """Remembered for some seconds: every page of a site asks for the same few keys."""
        now = time.monotonic()
        known = self._known.get(key)
        if known is not None and now - known[0] < KNOWN_FOR_SECONDS:
            return known[1]
        found = await asyncio.wrap_future(self._batches.find(key))
        self._known[key] = (now, found)
        self._known.move_to_end(key)
        while len(self._known) > KNOWN_MAX:
            self._known.popitem(last=False)
        return found


def key_in(path: str) -> str:
    """The key in `/visits/<key>/`; empty where there is none."""
    key = unquote(path[len(PREFIX) :]).strip("/").lower()
    return key if "/" not in key and len(key) <= KEY_LENGTH_MAX else ""


@cache
def visit_batcher() -> VisitBatcher:
    """The one of this process; its thread starts with the first page."""
    return Batcher(storage(), take=record_views, look_up=find_keys, name="visit batches")


def visit_door() -> VisitDoor:
    return VisitDoor(visit_batcher(), trusted_proxies=settings.FRESHUP_TRUSTED_PROXIES)
