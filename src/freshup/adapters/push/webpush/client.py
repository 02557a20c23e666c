"""Hands encrypted words to the push services of browsers' makers."""

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pywebpush import WebPushException, webpush

from freshup.ports.push import Device, SubscriptionGone, UnableToPush

log = logging.getLogger(__name__)

# A subscription's address comes from a browser, or from anybody who signs in: without this list it would have us
# POST to whatever host it names, also inside our own network.
PUSH_HOSTS: Final = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
SECONDS_MAX: Final = 5
# A message may have 4,096 bytes with its encryption; RFC 8030 promises no more.
PAYLOAD_BYTES_MAX: Final = 3_000
GONE: Final = frozenset({404, 410})
LATER: Final = frozenset({408, 425, 429})


class _Straight(requests.Session):
    """Follows no redirect: the next address would be anybody's choice."""

    def post(self, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        return super().post(url, *args, **{**kwargs, "allow_redirects": False})


class WebPush:
    """`private_key` is the raw P-256 key in base64url; `contact` an address the push service may complain to.

    `also` are further hosts, `host` or `host:port`; one with a port may be spoken to without TLS.
    """

    def __init__(self, private_key: str, *, contact: str, also: Sequence[str] = ()) -> None:
        self._private_key = private_key
        self._contact = contact
        self._also = frozenset(also)

    def accepts(self, endpoint: str) -> bool:
        parts = urlsplit(endpoint)
        host = (parts.hostname or "").lower()
        if parts.netloc in self._also:
            return parts.scheme in ("https", "http")
        known = any(host == one or host.endswith(f".{one}") for one in PUSH_HOSTS)
        return parts.scheme == "https" and (known or host in self._also) and parts.port in (None, 443)

    def send(self, device: Device, payload: bytes, *, ttl: int, topic: str = "") -> None:
        if not self.accepts(device.endpoint):
            raise UnableToPush("not the address of a push service", permanent=True)
        if len(payload) > PAYLOAD_BYTES_MAX:
            raise UnableToPush("too long", permanent=True)
        headers: dict[str, str | int | float] = {"urgency": "high"}
        if topic:
            # At most 32 characters of base64url; the service reads it, so it says nothing.
            headers["topic"] = sha256(topic.encode()).hexdigest()[:32]
        try:
            with _Straight() as session:
                webpush(
                    {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
                    data=payload.decode(),
                    vapid_private_key=self._private_key,
                    vapid_claims={"sub": self._contact},
                    ttl=ttl,
                    headers=headers,
                    timeout=SECONDS_MAX,
                    requests_session=session,
                )
        except WebPushException as error:
            raise _meaning(error) from error
        except requests.RequestException as error:
            raise UnableToPush(type(error).__name__) from error
        # Keys that are none: what a browser never gives.
        except ValueError as error:
            raise UnableToPush("the device's keys cannot be used", permanent=True) from error


def _meaning(error: WebPushException) -> Exception:
    status = error.status_code
    if status in GONE:
        return SubscriptionGone(str(status))
    if status is None:
        return UnableToPush("the device's keys cannot be used", permanent=True)
    return UnableToPush(f"status {status}", permanent=400 <= status < 500 and status not in LATER)


def public_key_of(private_key: str) -> str:
    """What a browser is given as `applicationServerKey`: the point, uncompressed, in base64url."""
    number = int.from_bytes(urlsafe_b64decode(private_key + "=" * (-len(private_key) % 4)))
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
