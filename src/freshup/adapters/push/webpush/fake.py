"""A push service for tests and demonstrations: speaks HTTP, opens what was sent, checks who signed it."""

import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_bytes
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from freshup.ports.push import Device


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one device received."""

    device: str
    payload: dict[str, Any]
    claims: dict[str, Any]
    headers: dict[str, str]


@dataclass(slots=True)
class _Keys:
    private: ec.EllipticCurvePrivateKey
    secret: bytes


@dataclass(slots=True)
class FakePushService:
    """`with FakePushService(time.time) as service:` listens on the loopback; `.device("phone")` subscribes one.

    `answers` are statuses for the next requests; where there is none, what is sent is opened and kept.
    """

    clock: Callable[[], float]
    received: list[Pushed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: deque[int] = field(default_factory=deque)
    _devices: dict[str, _Keys] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> "FakePushService":
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                status = service._take(
                    self.path.strip("/"), {k.lower(): v for k, v in self.headers.items()}, body
                )
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self._server.server_port if self._server else 0}"

    def device(self, name: str) -> Device:
        keys = _Keys(ec.generate_private_key(ec.SECP256R1()), token_bytes(16))
        self._devices[name] = keys
        point = keys.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Device(f"http://{self.netloc}/{name}", _b64(point), _b64(keys.secret))

    def _take(self, device: str, headers: dict[str, str], body: bytes) -> int:
        if self.answers:
            return self.answers.popleft()
        if device not in self._devices:
            return 410
        try:
            claims = self._claims(headers["authorization"])
            keys = self._devices[device]
            opened = http_ece.decrypt(
                body, private_key=keys.private, auth_secret=keys.secret, version="aes128gcm"
            )
            self.received.append(Pushed(device, json.loads(opened), claims, headers))
        # What does not open is what a test wants to know about.
        except (KeyError, ValueError, InvalidSignature, http_ece.ECEException) as error:
            self.refused.append(f"{type(error).__name__}: {error}")
            return 403
        return 201

    def _claims(self, authorization: str) -> dict[str, Any]:
        """What the VAPID token claims, its signature checked. Raises ValueError, InvalidSignature."""
        scheme, _, rest = authorization.partition(" ")
        fields = dict(part.strip().split("=", 1) for part in rest.split(","))
        if scheme.lower() != "vapid":
            raise ValueError(f"authorization is {scheme}")
        head, claims, signature = fields["t"].split(".")
        raw = _unb64(signature)
        whole = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _unb64(fields["k"]))
        point.verify(whole, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        said: dict[str, Any] = {**json.loads(_unb64(claims)), "key": fields["k"]}
        if said["aud"] != f"http://{self.netloc}" or not 0 < said["exp"] - self.clock() < 86_400:
            raise ValueError(f"claims {said}")
        return said


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
