"""The load: raw HTTP over kept connections, from a process of its own that loads no framework.

`python -m …benches.load` reads a `Plan` as JSON from standard input and prints a `Report` as JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Final, cast

import uvloop

HEAD_END: Final = b"\r\n\r\n"
# Answers that come later than this after the last request count as never.
SECONDS_TO_ANSWER_MAX: Final = 15.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send: closed (each connection sends when it was answered) or open (at `per_s`, come what may).

    `once`: a closed load ends when each request was sent, not when the time is over.
    """

    port: int
    requests: str
    seconds: float
    connections: int = 1
    per_s: float = 0.0
    seed: int = 1
    once: bool = False


@dataclass(slots=True)
class Report:
    """Milliseconds a request, in the order they were answered; for open load also from when it was due."""

    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    due_milliseconds: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    due_at: list[float] = field(default_factory=list)
    unanswered: int = 0
    connections: int = 0


def post(key: str, body: bytes) -> bytes:
    """One delivery to an intake key, as bytes on the wire."""
    head = (
        f"POST /in/{key}/ HTTP/1.1\r\nHost: localhost\r\nUser-Agent: freshup-bench\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def write_requests(path: Path, requests: Sequence[bytes]) -> None:
    with path.open("wb") as file:
        for one in requests:
            file.write(len(one).to_bytes(4, "big") + one)


def read_requests(path: Path) -> list[bytes]:
    content, found, at = path.read_bytes(), [], 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        found.append(content[at + 4 : at + 4 + size])
        at += 4 + size
    return found


class Line(asyncio.Protocol):
    """One connection: one request at a time, an answer by its Content-Length."""

    def __init__(self, sender: "Closed | Open") -> None:
        self._sender = sender
        self._received = b""
        self.sent_at = 0.0
        self.due_at = 0.0
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of a family of their own.
        self.transport = cast(asyncio.WriteTransport, transport)
        self._sender.ready(self)

    def send(self, request: bytes, due_at: float) -> None:
        assert self.transport is not None
        self.sent_at, self.due_at = time.perf_counter(), due_at
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(HEAD_END)
        if not end:
            return
        length = content_length(head)
        if len(rest) < length:
            return
        self._received = rest[length:]
        self._sender.answered(self, head[9:12].decode(), rest[:length])

    def connection_lost(self, exc: Exception | None) -> None:
        self._sender.lost(self)


def content_length(head: bytes) -> int:
    """As the head of a request or an answer says; 0 where it says nothing."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


class Closed:
    """So many connections, each sending again as soon as it was answered, until the time is over."""

    def __init__(self, plan: Plan, requests: Sequence[bytes], report: Report) -> None:
        self._plan, self._report = plan, report
        self._requests: Iterator[bytes] = iter(requests) if plan.once else cycle(requests)
        self._counts: Counter[str] = Counter()
        self._running = plan.connections
        self._done = asyncio.Event()
        self._until = 0.0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        self._until = began + self._plan.seconds
        await asyncio.gather(
            *(
                loop.create_connection(lambda: Line(self), "127.0.0.1", self._plan.port)
                for _ in range(self._plan.connections)
            )
        )
        await asyncio.wait_for(self._done.wait(), self._plan.seconds + SECONDS_TO_ANSWER_MAX)
        self._report.seconds = time.perf_counter() - began
        self._report.connections = self._plan.connections
        self._report.statuses = dict(self._counts)

    def ready(self, line: Line) -> None:
        now = time.perf_counter()
        request = next(self._requests, None) if now < self._until else None
        if request is not None:
            line.send(request, now)
            return
        assert line.transport is not None
        line.transport.close()

    def answered(self, line: Line, status: str, body: bytes) -> None:
        self._counts[status] += 1
        self._report.milliseconds.append((time.perf_counter() - line.sent_at) * 1000)
        self.ready(line)

    def lost(self, line: Line) -> None:
        self._running -= 1
        if not self._running:
            self._done.set()


class Open:
    """Requests at random moments, on average `per_s` a second, whether or not earlier ones were answered.

    Whoever waits for an answer before sending again measures a slow server kindly; customers do not wait for
    each other.
    """

    def __init__(self, plan: Plan, requests: Sequence[bytes], report: Report) -> None:
        self._plan, self._requests, self._report = plan, requests, report
        self._idle: deque[Line] = deque()
        self._counts: Counter[str] = Counter()
        self._open = 0
        self._waiting = 0
        self._epoch = 0.0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        chance = Random(self._plan.seed)
        self._epoch = time.time() - time.perf_counter()
        began = due = time.perf_counter()
        sending: list[asyncio.Task[None]] = []
        for request in self._requests:
            due += chance.expovariate(self._plan.per_s)
            if due > began + self._plan.seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sending.append(loop.create_task(self._send(request, due)))
        await asyncio.gather(*sending)
        until = time.perf_counter() + SECONDS_TO_ANSWER_MAX
        while self._waiting and time.perf_counter() < until:
            await asyncio.sleep(0.01)
        self._report.seconds = time.perf_counter() - began
        self._report.unanswered, self._report.connections = self._waiting, self._open
        self._report.statuses = dict(self._counts)

    async def _send(self, request: bytes, due: float) -> None:
        self._waiting += 1
        if self._idle:
            line = self._idle.popleft()
        else:
            loop = asyncio.get_running_loop()
            _, line = await loop.create_connection(lambda: Line(self), "127.0.0.1", self._plan.port)
        line.send(request, due)

    def ready(self, line: Line) -> None:
        self._open += 1

    def answered(self, line: Line, status: str, body: bytes) -> None:
        now = time.perf_counter()
        self._waiting -= 1
        self._counts[status] += 1
        self._report.milliseconds.append((now - line.sent_at) * 1000)
        self._report.due_milliseconds.append((now - line.due_at) * 1000)
        self._report.due_at.append(self._epoch + line.due_at)
        self._report.receipts.append(str(json.loads(body).get("receipt", "")) if status == "202" else "")
        self._idle.append(line)

    def lost(self, line: Line) -> None:
        if line in self._idle:
            self._idle.remove(line)


async def carry_out(plan: Plan) -> Report:
    report = Report()
    requests = read_requests(Path(plan.requests))
    kind = Open if plan.per_s else Closed
    await kind(plan, requests, report).run()
    return report


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    report = uvloop.run(carry_out(plan))
    json.dump(asdict(report), sys.stdout)


if __name__ == "__main__":
    main()
