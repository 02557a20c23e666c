"""Fetches by urllib3, connected to the very address that was checked.

Checking a name and then connecting by name would resolve it twice, and the second answer may be another one (DNS
rebinding). So the connection goes to the checked address, while the certificate and `Host` keep the name.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from freshup.adapters.fetching.addresses import Resolver, is_public, resolved
from freshup.ports.fetching import Fetched, UnableToFetch

REDIRECTS_MAX: Final = 3
SECONDS_MAX: Final = 60.0
CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 15.0
CHUNK: Final = 64 * 1024
HTTPS_PORT: Final = 443
REDIRECTING: Final = (301, 302, 303, 307, 308)
# Not there yet, too many at once, or the provider's own trouble: another try may help.
PASSING: Final = (404, 408, 425, 429)
URL_LENGTH_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Hop:
    """One address on the way, checked: where to connect, and what to ask there."""

    parts: SplitResult
    host: str
    port: int
    address: str
    plain: bool

    @property
    def target(self) -> str:
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")


class HttpFetcher:
    """`plain_hosts`: `host:port` of fakes and of gateways of one's own, reached by http wherever they lie."""

    def __init__(self, plain_hosts: frozenset[str] = frozenset(), *, resolver: Resolver = resolved) -> None:
        self._plain_hosts = plain_hosts
        self._resolver = resolver

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        bytes_max: int,
        hosts: frozenset[str] = frozenset(),
    ) -> Fetched:
        deadline = time.monotonic() + SECONDS_MAX
        first: str | None = None
        for _ in range(REDIRECTS_MAX + 1):
            hop = self._checked(url, hosts)
            origin = f"{hop.parts.scheme}://{hop.host}:{hop.port}"
            first = first or origin
            # Credentials are for whom they were meant, not for where they point to.
            sent = dict(headers or {}) if origin == first else {}
            with _pool(hop) as pool:
                response = _asked(pool, hop, sent)
                try:
                    onward = response.headers.get("location", "")
                    if response.status in REDIRECTING and onward:
                        url = urljoin(url, onward)
                        continue
                    _accepted(response.status)
                    return Fetched(_read(response, bytes_max, deadline), _media_type(response))
                finally:
                    response.close()
        raise UnableToFetch("it was passed on too often", permanent=True)

    def _checked(self, url: str, hosts: frozenset[str]) -> _Hop:
        """Raises UnableToFetch for whatever is no public https address of a host that was named."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as broken:
            raise UnableToFetch("the address makes no sense", permanent=True) from broken
        host = (parts.hostname or "").rstrip(".").lower()
        if not host or len(url) > URL_LENGTH_MAX or parts.username is not None or parts.password is not None:
            raise UnableToFetch("the address makes no sense", permanent=True)
        plain = parts.scheme == "http" and f"{host}:{port or 80}" in self._plain_hosts
        if not plain and (parts.scheme != "https" or (port or HTTPS_PORT) != HTTPS_PORT):
            raise UnableToFetch("only https is fetched", permanent=True)
        if hosts and host not in hosts and not plain:
            raise UnableToFetch("the file is not kept at this provider", permanent=True)
        port = port or (80 if plain else HTTPS_PORT)
        return _Hop(parts, host, port, self._address(host, port, plain), plain)

    def _address(self, host: str, port: int, plain: bool) -> str:
        """Every address of the name is checked, not the used one alone: one private answer among several is a trap."""
        try:
            found = self._resolver(host, port)
        except (OSError, UnicodeError) as unknown:
            raise UnableToFetch("the host is not found") from unknown
        if not found:
            raise UnableToFetch("the host is not found")
        if not plain and not all(is_public(one) for one in found):
            raise UnableToFetch("the address is not on the open internet", permanent=True)
        return found[0]


def _pool(hop: _Hop) -> HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    if hop.plain:
        return urllib3.HTTPConnectionPool(hop.address, hop.port, timeout=timeout, retries=False, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        hop.address,
        hop.port,
        timeout=timeout,
        retries=False,
        maxsize=1,
        cert_reqs="CERT_REQUIRED",
        server_hostname=hop.host,
        assert_hostname=hop.host,
    )


def _asked(pool: HTTPConnectionPool, hop: _Hop, headers: Mapping[str, str]) -> BaseHTTPResponse:
    port = "" if hop.parts.port is None else f":{hop.port}"
    # Compressed, a few kilobytes could become gigabytes here.
    asked = {"Host": f"{hop.host}{port}", "Accept-Encoding": "identity", "User-Agent": "Freshup", **headers}
    try:
        return pool.urlopen(
            "GET", hop.target, headers=asked, redirect=False, preload_content=False, decode_content=False
        )
    except HTTPError as failed:
        raise UnableToFetch("the provider does not answer") from failed


def _accepted(status: int) -> None:
    if status == 200:
        return
    passing = status in PASSING or status >= 500
    raise UnableToFetch(f"the provider answered {status}", permanent=not passing)


def _read(response: BaseHTTPResponse, bytes_max: int, deadline: float) -> bytes:
    said = response.headers.get("content-length", "")
    if said.isdigit() and int(said) > bytes_max:
        raise UnableToFetch("the file is too large", permanent=True)
    content = bytearray()
    try:
        for chunk in response.stream(CHUNK, decode_content=False):
            content += chunk
            if len(content) > bytes_max:
                raise UnableToFetch("the file is too large", permanent=True)
            # A server that sends a byte now and then would hold a worker for ever.
            if time.monotonic() > deadline:
                raise UnableToFetch("the file did not arrive in time")
    except HTTPError as failed:
        raise UnableToFetch("the line broke while the file was fetched") from failed
    return bytes(content)


def _media_type(response: BaseHTTPResponse) -> str:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()[:100]
