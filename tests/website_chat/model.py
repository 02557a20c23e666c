"""A language model on the loopback that speaks OpenAI's interface and says what a test tells it to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeModel:
    """`says` is its answer; `status` another one than 200; `drips` sends a byte now and then and never ends."""

    says: str = "A person at the store will answer that."
    status: int = 200
    raw: bytes | None = None
    drips: bool = False
    to: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    during: Any = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def prompt(self) -> str:
        return json.dumps(self.asked[-1]["messages"])


@contextmanager
def running_model() -> Iterator[FakeModel]:
    model = FakeModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            model.asked.append(json.loads(self.rfile.read(size)))
            model.keys.append(self.headers.get("authorization", ""))
            if model.during is not None:
                model.during()
            content = model.raw
            if content is None:
                message = {"role": "assistant", "content": model.says}
                content = json.dumps({"choices": [{"index": 0, "message": message}]}).encode()
            self.send_response(model.status)
            if model.to:
                self.send_header("Location", model.to)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content) + (10_000 if model.drips else 0)))
            self.end_headers()
            try:
                self.wfile.write(content)
                while model.drips:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.02)
            except OSError:
                return

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.drips = False
        server.shutdown()
        server.server_close()
