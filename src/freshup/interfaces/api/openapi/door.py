"""Serves the document, made once a process."""

import json
from hashlib import sha256
from typing import Final

from freshup.interfaces.api.asking import Receive, Scope, Send, headers_of, refusal
from freshup.interfaces.api.openapi.document import document

PATH: Final = "/api/openapi.json"
SECONDS: Final = 300
NOT_GET: Final = refusal(405, "not_get", "This is read with GET.", allow="GET, HEAD")


class DescriptionDoor:
    def __init__(self) -> None:
        self._content = json.dumps(document(), indent=1).encode() + b"\n"
        self._mark = f'"{sha256(self._content).hexdigest()[:20]}"'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await NOT_GET.send(send)
            return
        known = headers_of(scope).get("if-none-match") == self._mark
        content = b"" if known or scope["method"] == "HEAD" else self._content
        headers = {
            "content-type": "application/json",
            "etag": self._mark,
            "cache-control": f"public, max-age={SECONDS}",
            # Tools that show it are pages of other sites; it holds nothing of anybody.
            "access-control-allow-origin": "*",
            "x-content-type-options": "nosniff",
        }
        if not known:
            headers["content-length"] = str(len(self._content))
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 304 if known else 200, "headers": pairs})
        await send({"type": "http.response.body", "body": content})


def description_door() -> DescriptionDoor:
    return DescriptionDoor()
