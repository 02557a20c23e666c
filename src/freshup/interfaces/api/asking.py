"""A request as the plain ASGI doors see it, and how they answer."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

KEPT_HEADERS: Final = {"content-type", "user-agent", "origin", "referer", "date", "message-id"}
# An x- header may carry a password of the sender's; it is none of our business.
SECRET_WORDS: Final = ("auth", "cookie", "token", "secret", "key", "password", "session", "csrf", "signature")
HEADERS_MAX: Final = 40
HEADER_LENGTH_MAX: Final = 2_000


class Disconnected(Exception):
    """The sender went away before everything was there."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A short answer in JSON; `error` is a code for programs, `detail` a sentence for people."""

    status: int
    body: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, send: Send) -> None:
        content = b"" if self.body is None else json.dumps(self.body).encode() + b"\n"
        headers = {
            "content-length": str(len(content)),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            **({"content-type": "application/json"} if content else {}),
            **self.headers,
        }
        pairs = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": pairs})
        await send({"type": "http.response.body", "body": content})


def refusal(status: int, error: str, detail: str, *, wait: float = 0, **headers: str) -> Reply:
    """`wait` in seconds becomes Retry-After, rounded up."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if wait:
        named["retry-after"] = str(int(wait) + 1)
    return Reply(status, {"error": error, "detail": detail}, named)


def headers_of(scope: Scope) -> dict[str, str]:
    """By lower-case name; of several with one name the last."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def worth_keeping(headers: Mapping[str, str]) -> dict[str, str]:
    """What may help to understand a submission later, and never what lets somebody in."""
    kept = {
        name: value[:HEADER_LENGTH_MAX]
        for name, value in headers.items()
        if name in KEPT_HEADERS or (name.startswith("x-") and not any(word in name for word in SECRET_WORDS))
    }
    return dict(list(kept.items())[:HEADERS_MAX])


def client_address(peer: str | None, forwarded: str, trusted_proxies: int) -> str | None:
    """Who is at the other end. `forwarded` is X-Forwarded-For: each proxy of ours adds one entry on the right,
    and what stands left of those is hearsay."""
    said = peer or ""
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if trusted_proxies and hops:
        said = hops[-min(trusted_proxies, len(hops))]
    try:
        return str(ip_address(said.strip("[]")))
    except ValueError:
        return None


async def read_body(receive: Receive, *, take: Callable[[int], bool], bytes_max: int) -> bytes:
    """The whole body. Raises Disconnected, TooLarge, or NoSpace when `take` refuses to hold more."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > bytes_max:
            raise TooLarge
        if chunk and not take(len(chunk)):
            raise NoSpace
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


class TooLarge(Exception):
    """More bytes than one body may have."""


class NoSpace(Exception):
    """This process holds as many unfinished bodies as it can."""
