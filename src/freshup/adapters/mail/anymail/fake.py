"""The services as far as sending goes, on this machine: they check the key, take a mail, or do as they are told.

For tests and for trying out: an account's API address is pointed at `url`. Nothing is ever handed on.
"""

import base64
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Final
from urllib.parse import parse_qsl

KEY: Final = "test-key"
SECOND_KEY: Final = "test-secret"
DOMAIN: Final = "mail.example.com"
PATHS: Final = {
    "postmark": "/email",
    "mailgun": f"/{DOMAIN}/messages",
    "sendgrid": "/mail/send",
    "brevo": "/smtp/email",
    "mailjet": "/send",
    "resend": "/emails",
    "sparkpost": "/transmissions/",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An answer it is told to give once. `silent`: the mail is taken, and nothing answered at all."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One mail as it came."""

    path: str
    headers: Mapping[str, str]
    said: Any


class FakeService:
    """`with FakeService("postmark") as service:` – `service.url` is its address, `service.taken` what it took.

    `told`: what it answers to the first ones, instead.
    """

    def __init__(self, provider: str, *told: Told) -> None:
        self.provider = provider
        self.taken: list[Asked] = []
        self.told: deque[Told] = deque(told)
        self.over = Event()
        self._repeated: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        # A mail that is never answered keeps its thread until then.
        self._server.block_on_close = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "FakeService":
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: Asked) -> Told:
        if not _key_is_right(self.provider, asked.headers):
            return Told(401, {"ErrorCode": 10, "code": "unauthorized", "message": "The key is wrong"})
        if asked.path != PATHS[self.provider]:
            return Told(404, {"message": "There is nothing here"})
        if self.told:
            told = self.told.popleft()
            if told.silent or told.status < 300:
                self.taken.append(asked)
            return told
        if self.provider == "mailjet" and "Message-ID" in (asked.said["Globals"].get("Headers") or {}):
            return Told(400, {"Messages": [{"Status": "error", "Errors": [{"ErrorCode": "send-0011"}]}]})
        key = asked.headers.get("idempotency-key", "")
        if key in self._repeated:
            return Told(200, {"id": self._repeated[key]})
        self.taken.append(asked)
        id = f"{self.provider}-{len(self.taken)}"
        if key:
            self._repeated[key] = id
        return TAKEN[self.provider](id, asked)


def _key_is_right(provider: str, headers: Mapping[str, str]) -> bool:
    expected = {
        "postmark": ("x-postmark-server-token", KEY),
        "mailgun": ("authorization", _basic("api", KEY)),
        "sendgrid": ("authorization", f"Bearer {KEY}"),
        "brevo": ("api-key", KEY),
        "mailjet": ("authorization", _basic(KEY, SECOND_KEY)),
        "resend": ("authorization", f"Bearer {KEY}"),
        "sparkpost": ("authorization", KEY),
    }
    name, value = expected[provider]
    return headers.get(name) == value


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


TAKEN: Final[dict[str, Callable[[str, Asked], Told]]] = {
    "postmark": lambda id, asked: Told(
        200, {"ErrorCode": 0, "Message": "OK", "MessageID": id, "To": asked.said["To"]}
    ),
    "mailgun": lambda id, asked: Told(
        200, {"id": asked.said.get("h:Message-Id", f"<{id}@{DOMAIN}>"), "message": "Queued. Thank you."}
    ),
    "sendgrid": lambda id, asked: Told(202),
    "brevo": lambda id, asked: Told(201, {"messageId": f"<{id}@relay.example.net>"}),
    "mailjet": lambda id, asked: Told(
        200,
        {
            "Messages": [
                {
                    "Status": "success",
                    "To": [
                        {"Email": to["Email"], "MessageID": int(id.rpartition("-")[2]), "MessageUUID": id}
                        for to in asked.said["Messages"][0]["To"]
                    ],
                }
            ]
        },
    ),
    "resend": lambda id, asked: Told(200, {"id": id}),
    "sparkpost": lambda id, asked: Told(
        200, {"results": {"total_rejected_recipients": 0, "total_accepted_recipients": 1, "id": id}}
    ),
}


def _handler(service: FakeService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            is_form = "urlencoded" in headers.get("content-type", "")
            said = dict(parse_qsl(content.decode())) if is_form else json.loads(content)
            told = service.answer(Asked(self.path, headers, said))
            if told.silent:
                service.over.wait(30)
                self.close_connection = True
                return
            body = b"" if told.body is None else json.dumps(told.body).encode()
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler
