"""Pages that are open: as many event streams as asked for, in a process of their own, and when each event came.

Run as a module it reads one JSON plan from standard input, says `open` when every stream is, listens until its
standard input ends, and writes what came as JSON.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

SECONDS_TO_OPEN_MAX: Final = 60.0
FILES_MAX: Final = 4_096


@dataclass(frozen=True, slots=True)
class Watching:
    """`sessions` are cookies, one a page; the port is the web process's on the loopback."""

    port: int
    cookie: str
    sessions: Sequence[str]


@dataclass(slots=True)
class Heard:
    """By page, in the order of the plan: (number of the event, monotonic seconds at which it came)."""

    refused: int = 0
    resyncs: int = 0
    pages: list[list[tuple[int, float]]] = field(default_factory=list)


class _Page(asyncio.Protocol):
    """One stream. The clock is read when the bytes arrive, before they are understood."""

    def __init__(self, watching: Watching, number: int, heard: Heard, opened: "asyncio.Future[None]") -> None:
        self._watching, self._number, self._heard, self._opened = watching, number, heard, opened
        self._rest = b""

    def connection_made(self, transport: Any) -> None:
        cookie = f"{self._watching.cookie}={self._watching.sessions[self._number]}"
        transport.write(f"GET /live/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        self._rest += data
        if not self._opened.done():
            head, end, self._rest = self._rest.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            self._heard.refused += not head.startswith(b"HTTP/1.1 200")
            self._opened.set_result(None)
        *blocks, self._rest = self._rest.split(b"\n\n")
        for block in blocks:
            if b"event: resync" in block:
                self._heard.resyncs += 1
            elif (start := block.find(b"data: ")) >= 0 and b"event: " in block:
                said = json.loads(block[start + 6 :])
                self._heard.pages[self._number].append((said["o"][0], at))

    def connection_lost(self, error: Exception | None) -> None:
        if not self._opened.done():
            self._heard.refused += 1
            self._opened.set_result(None)


async def watch(watching: Watching) -> Heard:
    loop = asyncio.get_running_loop()
    heard = Heard(pages=[[] for _ in watching.sessions])
    opened = [loop.create_future() for _ in watching.sessions]
    lines = []
    async with asyncio.timeout(SECONDS_TO_OPEN_MAX):
        for number, one in enumerate(opened):
            line, _ = await loop.create_connection(
                lambda number=number, one=one: _Page(watching, number, heard, one),  # type: ignore[misc]
                "127.0.0.1",
                watching.port,
            )
            lines.append(line)
        await asyncio.gather(*opened)
    print("open", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    for line in lines:
        line.close()
    return heard


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES_MAX, hard), hard))
    heard = asyncio.run(watch(Watching(**json.loads(sys.stdin.readline()))))
    print(json.dumps({"refused": heard.refused, "resyncs": heard.resyncs, "pages": heard.pages}))


if __name__ == "__main__":
    main()
