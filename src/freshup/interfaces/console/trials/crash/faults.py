"""The faults: each is one blow to a running installation, over when the call returns. Nothing is repaired here."""

import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from random import Random
from threading import Event
from typing import Final

import psycopg

from freshup.adapters.postgres.roles import LOGINS
from freshup.interfaces.console.trials.crash.fabric import Clock, Disk
from freshup.interfaces.console.trials.crash.installation import DATABASE, Installation, kill
from freshup.interfaces.console.trials.crash.providers import HOLE, LATE, NORMAL
from freshup.interfaces.console.trials.proc import children_of, command_of

SECONDS_FOR_A_CHANCE: Final = 8.0
HOUR: Final = 3600
CLOCK_SECONDS: Final = 4.0
DISK_SECONDS: Final = 5.0
STORM_SOCKETS: Final = 2000
STORM_SECONDS: Final = 5.0
DATABASE_CONNECTIONS_MAX: Final = 200
SLOW_CLIENTS: Final = 200
SLOW_SECONDS: Final = 8.0
# Longer than the product waits for an answer.
HOLE_SECONDS: Final = 23.0
LATE_SECONDS: Final = 6.0
SECONDS_TO_RETURN_MAX: Final = 60.0
SENDING: Final = "SELECT count(*) FROM message WHERE state = 'sending'"
BACKENDS: Final = """
SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'freshup w%'
"""


@dataclass(slots=True)
class Blows:
    """What a fault may lay its hands on."""

    place: Installation
    clock: Clock
    disk: Disk
    chance: Random
    stopping: Event


def kill_sender(blows: Blows) -> None:
    """Between the claim and the record: at a moment when messages are on their way."""
    until = time.monotonic() + SECONDS_FOR_A_CHANCE
    while time.monotonic() < until and not blows.stopping.is_set():
        with suppress(psycopg.Error):
            if blows.place.rows(SENDING)[0][0]:
                break
        time.sleep(0.02)
    _kill_one(blows, "sender")


def kill_worker(blows: Blows) -> None:
    _kill_one(blows, "worker")


def kill_web(blows: Blows) -> None:
    """The one that serves, or the one that looks after it."""
    found = blows.place.children("web")
    if not found:
        return
    served_by = [pid for one in found for pid in children_of(one) if "spawn_main" in command_of(pid)]
    kill(blows.chance.choice([*found, *served_by]), signal.SIGKILL)


def kill_mail(blows: Blows) -> None:
    _kill_one(blows, "mail")


def kill_backend(blows: Blows) -> None:
    """One process of the database that works for us; the server then throws everybody out and recovers."""
    with suppress(psycopg.Error):
        if found := blows.place.rows(BACKENDS):
            kill(blows.chance.choice(found)[0], signal.SIGKILL)


def kill_database(blows: Blows) -> None:
    if (pid := blows.place.postmaster()) is not None:
        kill(pid, signal.SIGKILL)


def roll(blows: Blows) -> None:
    """SIGTERM to one after the other, each when the one before is back."""
    for kind in ("web", "worker", "sender", "mail"):
        for pid in blows.place.children(kind):
            others = len(blows.place.children(kind))
            kill(pid, signal.SIGTERM)
            _until(partial(_returned, blows, pid, kind, others))


def _returned(blows: Blows, gone: int, kind: str, others: int) -> bool:
    here = blows.place.children(kind)
    return gone not in here and len(here) >= others and (kind != "web" or blows.place.answers())


def jump(blows: Blows) -> None:
    """An hour forward and back, then an hour back and forward."""
    for ahead in (HOUR, 0, -HOUR, 0):
        blows.clock.set(ahead)
        blows.stopping.wait(CLOCK_SECONDS)


def fill_disk(blows: Blows) -> None:
    try:
        until = time.monotonic() + DISK_SECONDS
        while time.monotonic() < until and not blows.stopping.is_set():
            blows.disk.fill()
            # What it had laid by for its log is used up: a busy server comes there by itself.
            with suppress(psycopg.Error):
                blows.place.rows("SELECT pg_switch_wal()")
            blows.stopping.wait(0.2)
    finally:
        blows.disk.free()


def storm(blows: Blows) -> None:
    """Thousands of lines to the web, and every connection the database gives."""
    with ExitStack() as lines:
        for _ in range(STORM_SOCKETS):
            with suppress(OSError):
                lines.enter_context(socket.create_connection(("127.0.0.1", blows.place.http), timeout=1))
        address = blows.place.cluster.conninfo(DATABASE, user=LOGINS["owner"])
        for _ in range(DATABASE_CONNECTIONS_MAX):
            try:
                lines.enter_context(psycopg.connect(address, connect_timeout=3))
            except psycopg.Error:
                break
        blows.stopping.wait(STORM_SECONDS)


def crawl(blows: Blows) -> None:
    """Clients that say a byte at a time: half of them never finish their head, half never their body."""
    head = b"POST /in/trialslow00000000000/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    with ExitStack() as lines:
        clients = []
        for number in range(SLOW_CLIENTS):
            with suppress(OSError):
                line = lines.enter_context(
                    socket.create_connection(("127.0.0.1", blows.place.http), timeout=1)
                )
                line.sendall(head + b"\r\n" if number % 2 else b"")
                clients.append((line, number))
        until, said = time.monotonic() + SLOW_SECONDS, 0
        while time.monotonic() < until and not blows.stopping.wait(0.2):
            for line, number in clients:
                with suppress(OSError):
                    line.send(b"x" if number % 2 else head[said : said + 1] or b"x")
            said += 1


def swallow(blows: Blows) -> None:
    _in_a_mood(blows, HOLE, HOLE_SECONDS)


def answer_late(blows: Blows) -> None:
    _in_a_mood(blows, LATE, LATE_SECONDS)


def _in_a_mood(blows: Blows, mood: str, seconds: float) -> None:
    blows.place.providers.mood(mood)
    try:
        blows.stopping.wait(seconds)
    finally:
        blows.place.providers.mood(NORMAL)


def _kill_one(blows: Blows, kind: str) -> None:
    if found := blows.place.children(kind):
        kill(blows.chance.choice(found), signal.SIGKILL)


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS_TO_RETURN_MAX
    while not true() and time.monotonic() < until:
        time.sleep(0.1)


@dataclass(frozen=True, slots=True)
class Fault:
    """`moments`: how often it befalls a full round. `needs`: `clock` or `disk`."""

    words: str
    strike: Callable[[Blows], None]
    moments: int = 3
    needs: str = ""
    mixes: bool = False


# The sender first: what it leaves in flight is settled five minutes later, while the others are on.
FAULTS: Final[dict[str, Fault]] = {
    "none": Fault("nothing: for comparison", lambda blows: None, 1),
    "sender": Fault("kill -9 of the sender between claim and record", kill_sender, mixes=True),
    "web": Fault("kill -9 of the web process", kill_web, mixes=True),
    "worker": Fault("kill -9 of a worker", kill_worker, mixes=True),
    "mail": Fault("kill -9 of the mail listener", kill_mail, 2, mixes=True),
    "backend": Fault("kill -9 of one process of the database", kill_backend, 2, mixes=True),
    "database": Fault("kill -9 of the database as a whole", kill_database, 2, mixes=True),
    "rolling": Fault("SIGTERM to everybody, one after the other", roll, 1),
    "clock": Fault("the clock jumps an hour, both ways", jump, 1, needs="clock"),
    "disk": Fault("the disk is full for five seconds", fill_disk, 1, needs="disk"),
    "storm": Fault("2,000 lines to the web, all connections of the database", storm, 1),
    "slow": Fault("200 clients that say a byte at a time", crawl, 1),
    "hole": Fault("providers take and never answer", swallow, 1),
    "late": Fault("providers answer when nobody waits any more", answer_late, 1),
    "mixed": Fault("kill -9 of anybody at random moments", lambda blows: mixed(blows), 6),
}


def mixed(blows: Blows) -> None:
    one = blows.chance.choice([fault for fault in FAULTS.values() if fault.mixes])
    one.strike(blows)
