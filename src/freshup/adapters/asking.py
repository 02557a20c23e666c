"""One question to a provider's web address, answered in JSON: short, without redirects, never larger than it may be."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

SECONDS_MAX: Final = 10.0
CONNECT_SECONDS: Final = 5.0
BYTES_MAX: Final = 1_000_000
CHUNK: Final = 16 * 1024
URL_LENGTH_MAX: Final = 2_000


class NoAnswer(Exception):
    """Nobody answers there, or not in time; says so in words that hold no address and no secret."""


class NotAllowed(ValueError):
    """The address is none that credentials may be sent to."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`said` is the document, where it was an object in JSON."""

    status: int
    said: Mapping[str, Any] = field(default_factory=dict)
    retry_after: str = ""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def get(url: str, headers: Mapping[str, str]) -> Answered:
    """Raises NoAnswer. A redirect is an answer like another: credentials do not follow it."""
    asked = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Freshup", **headers}
    # The sum of both waits, so that nobody who looks at a page waits longer.
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=SECONDS_MAX, total=SECONDS_MAX)
    began = time.monotonic()
    with urllib3.PoolManager(num_pools=1, timeout=timeout, retries=False) as pool:
        try:
            answer = pool.request("GET", url, headers=asked, redirect=False, preload_content=False)
            body = _read(answer, until=began + SECONDS_MAX)
            answer.close()
        except HTTPError as failed:
            raise NoAnswer("nobody answers at this address") from failed
    return Answered(answer.status, _object(body), answer.headers.get("retry-after", ""))


def _read(answer: BaseHTTPResponse, *, until: float) -> bytes:
    """A server that sends a byte now and then would hold a page, and a database connection, for ever."""
    body = bytearray()
    for chunk in answer.stream(CHUNK, decode_content=False):
        body += chunk
        if len(body) > BYTES_MAX:
            raise NoAnswer("the answer is too large")
        if time.monotonic() > until:
            raise NoAnswer("the answer did not come in time")
    return bytes(body)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def allowed(url: str, hosts: frozenset[str], plain_hosts: frozenset[str]) -> str:
    """The address without its last slash, if it is https at one of the provider's own hosts, or one that the
    installation named (`host:port`, fakes and gateways). Raises NotAllowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as broken:
        raise NotAllowed(url) from broken
    host = (parts.hostname or "").lower()
    ours = parts.scheme == "https" and host in hosts and port in (None, 443)
    named = parts.scheme in ("http", "https") and f"{host}:{port or 80}" in plain_hosts
    if not (ours or named) or parts.username is not None or parts.query or len(url) > URL_LENGTH_MAX:
        raise NotAllowed(url)
    return url.rstrip("/")
