"""A provider of texts for `bench deliver`: takes everything after a tenth of a second, in a process of its own.

`python -m …benches.provider SECONDS` prints its port and serves on the loopback until its standard input ends.
"""

import asyncio
import json
import sys
from itertools import count
from typing import Final, cast

import uvloop

from freshup.interfaces.console.benches.load import content_length

HEAD_END: Final = b"\r\n\r\n"
MADE_AT: Final = "Tue, 17 Nov 2026 16:00:00 +0000"


class Line(asyncio.Protocol):
    """One kept connection: each request is answered after the pause, in its turn."""

    numbers = count(1)

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(HEAD_END)
        if end and len(rest) >= (length := content_length(head)):
            self._received = rest[length:]
            asyncio.get_running_loop().call_later(self._seconds, self._answer)

    def _answer(self) -> None:
        said = {"sid": f"SM{next(self.numbers):032x}", "status": "queued", "date_created": MADE_AT}
        body = json.dumps(said).encode()
        head = (
            f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if self._transport is not None:
            self._transport.write(head.encode() + body)


async def serve(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    uvloop.run(serve(float(sys.argv[1])))
