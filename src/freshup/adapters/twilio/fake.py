"""Twilio for tests, the bench and demonstrations: its REST API over HTTP, and its webhooks with real signatures.

It can be told to behave as the real one sometimes does: slow, throttling, failing, breaking the line after it has taken
a message, reporting twice, in the wrong order, or before it has answered.
"""

import base64
import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

from twilio.request_validator import HMAC_SHA1, SIGNATURE_SETTINGS_HEADER, RequestValidator

VERSION: Final = "2010-04-01"
ROUTE: Final = re.compile(
    rf"/{VERSION}/Accounts/(?P<account>\w+)/(?P<what>Messages|Calls)(?:/(?P<sid>\w+))?\.json"
)
USUAL: Final = ("queued", "sent", "delivered")
# How we are told: address, headers, body; what was answered.
Poster = Callable[[str, Mapping[str, str], bytes], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What becomes of the next request. `drops`: the message is taken, and the line breaks before the answer."""

    status: int = 0
    code: int = 0
    retry_after: str = ""
    delay_seconds: float = 0.0
    drops: bool = False


@dataclass(slots=True)
class Resource:
    """A message or a call as it was asked for, and how it stands."""

    sid: str
    kind: str
    fields: dict[str, str]
    lists: dict[str, list[str]]
    made_at: datetime
    status: str = "queued"
    inbound: bool = False

    @property
    def callback(self) -> str:
        return self.fields.get("StatusCallback", "")


class ApiServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@dataclass(slots=True)
class FakeTwilio:
    """`with FakeTwilio(clock) as twilio:` listens on the loopback; `twilio.url` is what an account's api_url names.

    `troubles` befall the next requests, one each; `delay_seconds` every one. `reports` are the statuses told by
    themselves after a message was taken, each `copies` times, with `first` before the answer to the request.
    """

    clock: Callable[[], datetime]
    account_sid: str = "AC00000000000000000000000000000001"
    auth_token: str = "fake-token"
    post: Poster | None = None
    algorithm: str = HMAC_SHA1
    delay_seconds: float = 0.0
    reports: Sequence[str] = ()
    copies: int = 1
    first: bool = False
    troubles: deque[Trouble] = field(default_factory=deque)
    made: dict[str, Resource] = field(default_factory=dict)
    # Bytes served below /media/, to whoever signs in with the account: pictures and recordings.
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    # What our own hooks answered, by the address they were told at.
    answers: list[tuple[str, int, bytes]] = field(default_factory=list)
    connections: int = 0
    _numbers: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ApiServer | None = None
    _told: threading.Condition = field(default_factory=threading.Condition)
    _telling: int = 0

    def __enter__(self) -> "FakeTwilio":
        self._server = ApiServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="fake twilio", daemon=True
        ).start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def messages(self) -> list[Resource]:
        """Texts that were taken, oldest first."""
        return [one for one in list(self.made.values()) if one.kind == "Messages" and not one.inbound]

    # -- what it tells us --------------------------------------------------------------------------------

    def report(self, sid: str, status: str, *, code: int = 0) -> tuple[int, bytes]:
        """Tell the status of a message, signed, at the address it was sent with."""
        one = self.made[sid]
        one.status = status
        told = {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "AccountSid": self.account_sid,
            "From": one.fields.get("From", ""),
            "To": one.fields.get("To", ""),
            "ApiVersion": VERSION,
        }
        return self.tell(one.callback, told | ({"ErrorCode": str(code)} if code else {}))

    def text(
        self, url: str, *, sender: str, recipient: str, body: str, media: Sequence[tuple[str, str]] = (),
        sid: str = "", **more: str,
    ) -> tuple[int, bytes]:  # fmt: skip
        """A customer writes to a number of the account. `media`: (address, type); the same `sid` is the same text."""
        sid = sid or self._sid("SM")
        told = {
            "MessageSid": sid,
            "SmsMessageSid": sid,
            "SmsStatus": "received",
            "AccountSid": self.account_sid,
            "From": sender,
            "To": recipient,
            "Body": body,
            "NumMedia": str(len(media)),
            "NumSegments": "1",
            "ApiVersion": VERSION,
            **more,
        }
        for n, (address, media_type) in enumerate(media):
            told |= {f"MediaUrl{n}": address, f"MediaContentType{n}": media_type}
        return self.tell(url, told)

    def tell(self, url: str, fields: Mapping[str, str]) -> tuple[int, bytes]:
        """POST these fields to one of our addresses with a signature; what it answered."""
        body = urlencode(fields).encode()
        status, answer = (self.post or post)(url, self.signed(url, fields), body)
        self.answers.append((url, status, answer))
        return status, answer

    def signed(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        """The headers of such a request."""
        signature = RequestValidator(self.auth_token).compute_signature(url, dict(fields), self.algorithm)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": signature,
        }
        if self.algorithm != HMAC_SHA1:
            headers[SIGNATURE_SETTINGS_HEADER] = f"key=webhooks_sharedkey_1,algorithm={self.algorithm}"
        return headers

    def wait_until_told(self, *, seconds: float = 10.0) -> bool:
        """Until every report that tells itself has been told."""
        with self._told:
            return self._told.wait_for(lambda: self._telling == 0, seconds)

    # -- what it is asked --------------------------------------------------------------------------------

    def respond(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> "Reply":
        """One request of the SDK's."""
        where = ROUTE.fullmatch(path)
        if not self._may(headers) or (where and where["account"] != self.account_sid):
            return refused(401, 20003, "Authenticate")
        if path.startswith("/media/") and path[7:] in self.files:
            content, media_type = self.files[path[7:]]
            return Reply(200, content, {"Content-Type": media_type})
        if where is None:
            return refused(404, 20404, "The requested resource was not found")
        trouble = self.troubles.popleft() if self.troubles else Trouble()
        if wait := trouble.delay_seconds or self.delay_seconds:
            time.sleep(wait)
        if trouble.status:
            return refused(trouble.status, trouble.code or 20000 + trouble.status, "Trouble", trouble)
        if method == "GET":
            return self._listed(where["what"], where["sid"], dict(parse_qsl(query)))
        made = self._made(where["what"], where["sid"], body)
        return made if not trouble.drops or made.status >= 300 else Reply(0)

    def _may(self, headers: Mapping[str, str]) -> bool:
        word = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        return headers.get("authorization") == f"Basic {word}"

    def _made(self, what: str, sid: str | None, body: bytes) -> "Reply":
        lists: dict[str, list[str]] = {}
        for name, value in parse_qsl(body.decode(), keep_blank_values=True):
            lists.setdefault(name, []).append(value)
        fields = {name: values[-1] for name, values in lists.items()}
        if sid is not None:
            return self._changed(sid, fields)
        if (wrong := _wrong(what, fields)) is not None:
            return wrong
        new = self._sid("SM" if what == "Messages" else "CA")
        one = self.made[new] = Resource(new, what, fields, lists, self.clock())
        if what == "Messages" and one.callback and self.reports:
            self._report_by_itself(one)
        return Reply.of(201, self.shown(one))

    def _changed(self, sid: str, fields: dict[str, str]) -> "Reply":
        one = self.made.get(sid)
        if one is None:
            return refused(404, 20404, "The requested resource was not found")
        one.fields |= fields
        one.status = fields.get("Status", one.status)
        return Reply.of(200, self.shown(one))

    def _listed(self, what: str, sid: str | None, asked: Mapping[str, str]) -> "Reply":
        if sid is not None:
            one = self.made.get(sid)
            return Reply.of(200, self.shown(one)) if one else refused(404, 20404, "Not found")
        found = [
            one
            for one in reversed(self.made.values())
            if one.kind == what and asked.get("To", one.fields.get("To")) == one.fields.get("To")
        ]
        page = found[: int(asked.get("PageSize", "50"))]
        return Reply.of(
            200,
            {
                what.lower(): [self.shown(one) for one in page],
                "page": 0,
                "page_size": len(page),
                "next_page_uri": None,
                "uri": f"/{VERSION}/Accounts/{self.account_sid}/{what}.json",
            },
        )

    def _report_by_itself(self, one: Resource) -> None:
        with self._told:
            self._telling += 1
        teller = threading.Thread(target=self._tell_all, args=(one,), daemon=True)
        teller.start()
        if self.first:
            teller.join()

    def _tell_all(self, one: Resource) -> None:
        try:
            for status in self.reports:
                for _ in range(self.copies):
                    self.report(one.sid, status)
        finally:
            with self._told:
                self._telling -= 1
                self._told.notify_all()

    def _sid(self, prefix: str) -> str:
        with self._lock:
            self._numbers += 1
            return f"{prefix}{self._numbers:032x}"

    def shown(self, one: Resource) -> dict[str, Any]:
        """A resource as the API shows it."""
        made_at = format_datetime(one.made_at.astimezone(UTC))
        common: dict[str, Any] = {
            "sid": one.sid,
            "account_sid": self.account_sid,
            "to": one.fields.get("To", ""),
            "from": one.fields.get("From"),
            "status": one.status,
            "date_created": made_at,
            "date_updated": made_at,
            "api_version": VERSION,
            "direction": "inbound" if one.inbound else "outbound-api",
            "uri": f"/{VERSION}/Accounts/{self.account_sid}/{one.kind}/{one.sid}.json",
            "subresource_uris": {},
        }
        if one.kind == "Calls":
            return common | {"start_time": None, "end_time": None, "duration": None}
        return common | {
            "body": one.fields.get("Body", ""),
            "messaging_service_sid": one.fields.get("MessagingServiceSid"),
            "num_media": str(len(one.lists.get("MediaUrl", []))),
            "num_segments": "1",
            "date_sent": None,
            "error_code": None,
            "error_message": None,
            "price": None,
            "price_unit": "USD",
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; status 0: the line breaks instead."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, status: int, said: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> "Reply":
        return cls(status, json.dumps(said).encode(), {"Content-Type": "application/json", **(headers or {})})


def refused(status: int, code: int, words: str, trouble: Trouble | None = None) -> Reply:
    headers = {"Retry-After": trouble.retry_after} if trouble and trouble.retry_after else {}
    said = {"code": code, "message": words, "more_info": f"error {code}", "status": status}
    return Reply.of(status, said, headers)


def _wrong(what: str, fields: Mapping[str, str]) -> Reply | None:
    """The refusals of the real API that a sender of texts meets first."""
    if not re.fullmatch(r"\+\d{8,15}", fields.get("To", "")):
        return refused(400, 21211, "The 'To' number is not a valid phone number.")
    if what == "Calls":
        return None
    if not fields.get("From") and not fields.get("MessagingServiceSid"):
        return refused(400, 21603, "A 'From' phone number is required")
    if not fields.get("Body") and not fields.get("MediaUrl"):
        return refused(400, 21602, "Message body is required")
    return None


def _handler(twilio: FakeTwilio) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body go out as two writes; without this each answer waits 40 ms for an acknowledgement.
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            twilio.connections += 1

        def do_POST(self) -> None:
            self._respond(self.rfile.read(int(self.headers.get("content-length", 0))))

        def do_GET(self) -> None:
            self._respond(b"")

        def _respond(self, body: bytes) -> None:
            address = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = twilio.respond(self.command, address.path, address.query, headers, body)
            if not reply.status:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    return Handler


def post(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """By HTTP, to a server on this machine."""
    if urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
        raise ValueError("a fake reports to this machine alone")
    try:
        with urlopen(Request(url, body, dict(headers)), timeout=10) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()
