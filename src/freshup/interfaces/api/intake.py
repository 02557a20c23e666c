"""`POST /in/<key>/`: whatever comes is written down and answered 202; understanding it comes later.

A plain ASGI function, called before Django: a Django view costs 2 ms and a thread, and this is the door that
must hold when everybody comes at once.
"""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import unquote
from uuid import uuid4

from django.conf import settings

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
    worth_keeping,
)
from freshup.interfaces.api.batching import IntakeBatcher, NoRoom, Unavailable, Unstorable, batcher
from freshup.interfaces.api.limits import BODY_BYTES_MAX, BODY_BYTES_WORDS, IntakeLimits, Room, intake_limits
from freshup.operations.intake.receive import Delivery, FoundKey, Refused, Taken

log = logging.getLogger(__name__)

PREFIX: Final = "/in/"
KEY_LENGTH_MAX: Final = 100
BODY_SECONDS_MAX: Final = 120
# A sender that is told "too large" while it still writes sees a broken line and not our answer; so as much
# again is read and thrown away first.
DISCARDED_BYTES_MAX: Final = 4 * BODY_BYTES_MAX
DISCARDED_SECONDS_MAX: Final = 20
PREFLIGHT_SECONDS: Final = 600

GONE: Final = {
    "unknown_key": refusal(404, "unknown_key", "No store has this intake key."),
    "key_disabled": refusal(410, "key_disabled", "The store has switched this intake key off."),
    "key_expired": refusal(410, "key_expired", "This intake key has expired; the store has a new one."),
    "origin_not_allowed": refusal(
        403, "origin_not_allowed", "This key may not be used from pages of this address."
    ),
}
TOO_LARGE: Final = refusal(413, "too_large", f"A submission may have {BODY_BYTES_WORDS} at most.")
EMPTY: Final = refusal(400, "empty", "The body is empty: there is nothing to keep.")
NOT_POST: Final = refusal(
    405, "not_post", "Hand inquiries in with POST, in any format.", allow="POST, OPTIONS"
)
UNAVAILABLE: Final = refusal(503, "unavailable", "Not taken: please send it again in a moment.", wait=4)
FULL: Final = refusal(
    507, "no_room", "Not taken: there is no room to keep it. Please send it again.", wait=59
)
BUSY: Final = refusal(503, "busy", "Not taken: too much is arriving at once. Please send it again.", wait=1)
SLOW: Final = refusal(408, "slow", f"The body did not arrive within {BODY_SECONDS_MAX} seconds.")
UNSTORABLE: Final = refusal(500, "not_stored", "Not taken: it could not be written down. The fault is ours.")


class IntakeDoor:
    def __init__(self, batches: IntakeBatcher, limits: IntakeLimits, *, trusted_proxies: int = 0) -> None:
        self._batches = batches
        self._limits = limits
        self._room = Room()
        self._trusted_proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._answer(scope, receive)
        except Disconnected:
            return
        await reply.send(send)

    async def _answer(self, scope: Scope, receive: Receive) -> Reply:
        key = key_in(scope["path"])
        if key is None:
            return GONE["unknown_key"]
        headers = headers_of(scope)
        peer = scope["client"][0] if scope.get("client") else None
        address = client_address(peer, headers.get("x-forwarded-for", ""), self._trusted_proxies)
        turn = self._limits.ask(key, address, time.monotonic())
        if turn.is_refused:
            return refusal(
                429, "too_many", "Not taken: too many at once. Please send it again.", wait=turn.wait_seconds
            )
        origin = headers.get("origin")
        try:
            found = await asyncio.wrap_future(self._batches.find(key)) if origin else None
            cors = _cors(found, origin)
            if scope["method"] == "OPTIONS":
                return self._preflight(key, address, found, cors)
            if scope["method"] != "POST":
                return NOT_POST
            delivery = Delivery(
                key=key,
                receipt=uuid4(),
                channel="http",
                received_at=datetime.now(UTC),
                body=b"",
                content_type=headers.get("content-type", ""),
                headers=worth_keeping(headers),
                remote_address=address,
                origin=origin,
                over_limit=turn.over_limit,
            )
            return _with(await self._take(delivery, headers, receive), cors)
        except Unavailable:
            return UNAVAILABLE

    def _preflight(
        self, key: str, address: str | None, found: FoundKey | None, cors: dict[str, str]
    ) -> Reply:
        """A browser asks before it sends JSON from another site's page."""
        if found is None:
            self._unknown(key, address)
            return GONE["unknown_key"]
        if not cors:
            return GONE["origin_not_allowed"]
        allowed = {
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "content-type, x-requested-with",
            "access-control-max-age": str(PREFLIGHT_SECONDS),
        }
        return Reply(204, None, cors | allowed)

    async def _take(self, delivery: Delivery, headers: dict[str, str], receive: Receive) -> Reply:
        expected = headers.get("content-length", "")
        if expected.isdigit() and int(expected) > BODY_BYTES_MAX:
            await _discard(receive, headers)
            return TOO_LARGE
        held: list[int] = []
        try:
            async with asyncio.timeout(BODY_SECONDS_MAX):
                body = await read_body(receive, take=self._room.holder(held), bytes_max=BODY_BYTES_MAX)
            if expected.isdigit() and len(body) != int(expected):
                raise Disconnected
            return await self._hand_in(delivery, body) if body else EMPTY
        except TooLarge:
            await _discard(receive, headers)
            return TOO_LARGE
        except NoSpace:
            return BUSY
        except TimeoutError:
            return SLOW
        finally:
            self._room.give_back(sum(held))

    async def _hand_in(self, delivery: Delivery, body: bytes) -> Reply:
        try:
            (answer,) = await asyncio.wrap_future(self._batches.submit([replace(delivery, body=body)]))
        except NoRoom:
            return FULL
        except Unstorable:
            return UNSTORABLE
        if isinstance(answer, Refused):
            if answer.why == "unknown_key":
                self._unknown(delivery.key, delivery.remote_address)
            return GONE[answer.why]
        return self._taken(delivery, answer)

    def _taken(self, delivery: Delivery, taken: Taken) -> Reply:
        self._limits.found(delivery.key)
        return Reply(
            202,
            {
                "receipt": str(taken.receipt),
                "received": delivery.received_at.isoformat(timespec="milliseconds"),
            },
        )

    def _unknown(self, key: str, address: str | None) -> None:
        self._limits.guessed(key, address, time.monotonic())
        log.warning("unknown intake key %s… (%d characters) by HTTP", key[:2], len(key))


def key_in(path: str) -> str | None:
    """The key in `/in/<key>/` (the last slash may be missing); None where there is none."""
    rest = unquote(path[len(PREFIX) :]).strip()
    key = rest.removesuffix("/").lower()
    return key if key and "/" not in key and len(key) <= KEY_LENGTH_MAX else None


def _cors(found: FoundKey | None, origin: str | None) -> dict[str, str]:
    """Only a form's key, and only for the sites its store has named."""
    if found is None or origin is None or found.kind != "form" or origin not in found.allowed_origins:
        return {}
    return {"access-control-allow-origin": origin, "vary": "Origin"}


def _with(reply: Reply, headers: dict[str, str]) -> Reply:
    return Reply(reply.status, reply.body, {**reply.headers, **headers}) if headers else reply


async def _discard(receive: Receive, headers: dict[str, str]) -> None:
    """Let the sender finish writing, so that it reads our answer; one that asks first is answered at once."""
    if headers.get("expect", "").lower() == "100-continue":
        return
    size = 0
    try:
        async with asyncio.timeout(DISCARDED_SECONDS_MAX):
            while size <= DISCARDED_BYTES_MAX:
                message = await receive()
                if message["type"] != "http.request":
                    raise Disconnected
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def intake_door() -> IntakeDoor:
    return IntakeDoor(batcher(), intake_limits(), trusted_proxies=settings.FRESHUP_TRUSTED_PROXIES)
