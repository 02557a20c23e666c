"""The load host: sources that post to both web hosts, and browsers that have a page open at each.

`python -m …hosts.load` reads an `Errand` as one line of JSON, writes a line for every inquiry taken and every event
heard, and ends when each inquiry was taken and its standard input is closed. A source that gets no 202 asks the other
host, and goes on in turn: whoever sends leads for money does not give up after one.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from freshup.interfaces.console.benches.load import HEAD_END, content_length, read_requests

SECONDS_TO_ANSWER_MAX: Final = 5.0
SECONDS_BEFORE_THE_NEXT: Final = 0.5
SECONDS_TO_GIVE_UP: Final = 180.0
# The server says something every fifteen seconds; a browser asks again two seconds after it noticed.
SECONDS_OF_SILENCE_MAX: Final = 20.0
SECONDS_BEFORE_RECONNECTING: Final = 2.0
PORT: Final = 8000


@dataclass(frozen=True, slots=True)
class Errand:
    """`requests` is a file as `benches.load` writes it; a page is open at each web host with a session of its own."""

    requests: str
    hosts: Sequence[str]
    per_s: float
    seed: int
    cookie: str
    sessions: Sequence[str]


def say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


async def deliver(number: int, request: bytes, errand: Errand, due: float) -> None:
    """Until some host has taken it."""
    await asyncio.sleep(max(0.0, due - time.monotonic()))
    began, tries = time.monotonic(), 0
    refused: list[str] = []
    while time.monotonic() - began < SECONDS_TO_GIVE_UP:
        host = errand.hosts[(number + tries) % len(errand.hosts)]
        tries += 1
        status, body = await asked(host, request)
        if status == 202:
            receipt = json.loads(body)["receipt"]
            seconds = time.monotonic() - began
            say(
                taken=number, host=host, receipt=receipt, at=time.time(),
                seconds=round(seconds, 4), tries=tries, refused=refused,
            )  # fmt: skip
            return
        refused.append(f"{host} {status or 'no answer'}")
        await asyncio.sleep(SECONDS_BEFORE_THE_NEXT)
    say(given_up=number, refused=refused)


async def asked(host: str, request: bytes) -> tuple[int, bytes]:
    """The status and body of an answer; 0 for none in time."""
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER_MAX):
            reader, writer = await asyncio.open_connection(host, PORT)
            try:
                writer.write(request)
                head = await reader.readuntil(HEAD_END)
                body = await reader.readexactly(content_length(head))
            finally:
                writer.close()
        return int(head[9:12]), body
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
        return 0, b""


async def watch(host: str, errand: Errand, session: str) -> None:
    """A page that is open at this host, and is opened again whenever it hears nothing any more."""
    request = f"GET /live/ HTTP/1.1\r\nHost: {host}\r\nCookie: {errand.cookie}={session}\r\n\r\n".encode()
    while True:
        try:
            await _listen(host, request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            say(deaf=host, at=time.time())
        await asyncio.sleep(SECONDS_BEFORE_RECONNECTING)


async def _listen(host: str, request: bytes) -> None:
    async with asyncio.timeout(SECONDS_TO_ANSWER_MAX):
        reader, writer = await asyncio.open_connection(host, PORT)
    try:
        writer.write(request)
        head = await asyncio.wait_for(reader.readuntil(HEAD_END), SECONDS_TO_ANSWER_MAX)
        say(opened=host, status=int(head[9:12]), at=time.time())
        event = ""
        while line := await asyncio.wait_for(reader.readline(), SECONDS_OF_SILENCE_MAX):
            words = line.decode().strip()
            if words.startswith("event: "):
                event = words[7:]
            elif words.startswith("data: ") and event:
                say(heard=host, event=event, about=json.loads(words[6:]).get("o", []), at=time.time())
                event = ""
    finally:
        writer.close()


async def carry_out(errand: Errand) -> None:
    requests = read_requests(Path(errand.requests))
    chance = Random(errand.seed)
    pages = [
        asyncio.create_task(watch(host, errand, session))
        for host, session in zip(errand.hosts, errand.sessions, strict=True)
    ]
    due, deliveries = time.monotonic() + 1.0, []
    for number, request in enumerate(requests):
        due += chance.expovariate(errand.per_s)
        deliveries.append(asyncio.create_task(deliver(number, request, errand, due)))
    await asyncio.gather(*deliveries)
    say(all_sent=True)
    await asyncio.to_thread(sys.stdin.read)
    for page in pages:
        page.cancel()


if __name__ == "__main__":
    asyncio.run(carry_out(Errand(**json.loads(sys.stdin.readline()))))
