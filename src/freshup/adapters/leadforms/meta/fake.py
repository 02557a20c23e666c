"""Meta for tests and demonstrations: a Graph API on this host that knows its leads, its token and its proof."""

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


class FakeGraph:
    """`leads`: what was filled in, by id. `troubles`: (status, document) for the next questions."""

    def __init__(self, *, page_token: str, app_secret: str) -> None:
        self.page_token = page_token
        self.app_secret = app_secret
        self.leads: dict[str, dict[str, Any]] = {}
        self.troubles: deque[tuple[int, dict[str, Any]]] = deque()
        self.asked: list[str] = []
        self.url = ""

    @contextmanager
    def serving(self) -> Iterator["FakeGraph"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}/v23.0"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    @property
    def host(self) -> str:
        """As FRESHUP_PLAIN_HOSTS names it."""
        return urlsplit(self.url).netloc

    def answer(self, path: str, token: str) -> tuple[int, dict[str, Any]]:
        parts = urlsplit(path)
        self.asked.append(path)
        if self.troubles:
            return self.troubles.popleft()
        proof = hmac.new(self.app_secret.encode(), self.page_token.encode(), hashlib.sha256).hexdigest()
        if token != f"Bearer {self.page_token}":
            return error(401, 190, "The access token is not valid")
        if parse_qs(parts.query).get("appsecret_proof") != [proof]:
            return error(400, 100, "The proof of the app secret is wrong")
        name = parts.path.removeprefix("/v23.0/")
        if name == "me":
            return 200, {"id": "1001", "name": "Gulf Honda"}
        return (200, self.leads[name]) if name in self.leads else error(400, 100, "There is no such object")

    def signed(self, body: bytes) -> Mapping[str, str]:
        """The header under which Meta would deliver this."""
        made = hmac.new(self.app_secret.encode(), body, hashlib.sha256).hexdigest()
        return {"x-hub-signature-256": f"sha256={made}"}


def error(status: int, code: int, words: str) -> tuple[int, dict[str, Any]]:
    return status, {"error": {"message": words, "type": "OAuthException", "code": code}}


def delivery(*lead_ids: str) -> bytes:
    """One delivery of the webhook that speaks of these leads."""
    changes = [
        {
            "field": "leadgen",
            "value": {"leadgen_id": one, "page_id": "1001", "form_id": "2002", "created_time": 1_795_000_000},
        }
        for one in lead_ids
    ]
    return json.dumps(
        {"object": "page", "entry": [{"id": "1001", "time": 1_795_000_001, "changes": changes}]}
    ).encode()


def _handler(graph: FakeGraph) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is the standard library's
            status, said = graph.answer(self.path, self.headers.get("authorization", ""))
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    return Handler
