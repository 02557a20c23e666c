"""Mid-load one web host and one worker host are cut off, and later are back. What is seen meanwhile, in seconds."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from threading import Event, Thread
from typing import Any, Final

from freshup.interfaces.console.trials.hosts.installation import WEB_PORT, Installation
from freshup.interfaces.console.trials.hosts.network import Host
from freshup.interfaces.console.trials.hosts.reading import Told

WEBS: Final = ("web1", "web2")
WORKERS: Final = ("worker1", "worker2")
CUT_AT: Final = 0.15
# The load may take twice as long as it should on a busy machine, and its last source three minutes more.
SECONDS_OF_SLACK: Final = 240.0
SECONDS_TO_CATCH_ONE: Final = 5.0
SECONDS_BETWEEN_LOOKS: Final = 0.25
# A worker in the middle of a batch holds lanes; cut at that moment it holds them until the server gives it up.
BUSY: Final = """
SELECT host(client_addr) FROM pg_stat_activity
WHERE usename = 'freshup_worker' AND state <> 'idle' AND backend_xid IS NOT NULL AND client_addr IS NOT NULL LIMIT 1
"""
SESSIONS: Final = "SELECT count(*) FROM pg_stat_activity WHERE client_addr = ANY (%s::inet[])"
SESSIONS_SINCE: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE client_addr = %s::inet AND backend_start > to_timestamp(%s) AND usename = 'freshup_worker'
"""
IN_FLIGHT: Final = "SELECT count(*) FROM message WHERE state = 'sending'"
# Whether such a key exists is asked of the database; that it does not is answered 404.
NOBODYS_KEY: Final = "/in/nobodys-key-of-a-trial/"


@dataclass(slots=True)
class Seen:
    """Seconds are since the cut, or since the cable was back; None for what did not happen."""

    web: str = ""
    worker: str = ""
    cut_at: float = 0.0
    back_at: float = 0.0
    in_flight_at_cut: int = 0
    half_open_at_cut: int = 0
    half_open_gone_s: float | None = None
    # What the web host answers on its own side of the cut, and from which second on.
    ready_said: list[tuple[float, Any]] = field(default_factory=list)
    inquiry_said: list[tuple[float, Any]] = field(default_factory=list)
    web_took_again_s: float | None = None
    worker_back_s: float | None = None


def take(
    installation: Installation,
    load: Told,
    *,
    leads: int,
    seconds: float,
    seed: int,
    say: Callable[[str], None],
) -> Seen:
    """Returns when the load is over and both hosts work again."""
    bound = 2 * seconds + SECONDS_OF_SLACK
    load.wait(lambda: len(load.of("taken")) >= leads * CUT_AT, bound, "the first inquiries")
    seen = Seen(web=Random(seed).choice(WEBS), worker=_busy_worker(installation, seed))
    web, worker = installation.network[seen.web], installation.network[seen.worker]
    with _cut(web, worker):
        _note_the_cut(installation, seen)
        say(f"{seen.web} and {seen.worker} are cut off; {seen.in_flight_at_cut} messages are under way")
        _watch_the_cut(installation, seen, seconds)
    seen.back_at = time.time()
    say(f"both are back after {seen.back_at - seen.cut_at:.0f} s")
    load.wait(lambda: _is_back(installation, load, seen), 240.0, "the hosts that were cut off")
    load.wait(lambda: bool(load.of("all_sent")), bound, "the last inquiries")
    return seen


@contextmanager
def _cut(*hosts: Host) -> Iterator[None]:
    for host in hosts:
        host.cut()
    try:
        yield
    finally:
        for host in hosts:
            host.rejoin()


def _busy_worker(installation: Installation, seed: int) -> str:
    """The worker that is in the middle of a batch at this moment, else one of them by the seed."""
    by_address = {installation.network[name].address: name for name in WORKERS}
    until = time.monotonic() + SECONDS_TO_CATCH_ONE
    with installation.database.connect() as connection:
        while time.monotonic() < until:
            row = connection.execute(BUSY).fetchone()
            if row is not None and row[0] in by_address:
                return by_address[row[0]]
            time.sleep(0.002)
    return Random(seed).choice(WORKERS)


def _note_the_cut(installation: Installation, seen: Seen) -> None:
    seen.cut_at = time.time()
    seen.in_flight_at_cut = installation.ask(IN_FLIGHT)[0][0]
    seen.half_open_at_cut = _half_open(installation, seen)


def _half_open(installation: Installation, seen: Seen) -> int:
    addresses = [installation.network[name].address for name in (seen.web, seen.worker)]
    return int(installation.ask(SESSIONS, [addresses])[0][0])


def _watch_the_cut(installation: Installation, seen: Seen, seconds: float) -> None:
    web, over = installation.network[seen.web], Event()
    # Beside us, and beside each other: they may be long in answering.
    asking = [
        Thread(target=partial(web.inside, partial(_ask, *question, seen.cut_at, over)), daemon=True)
        for question in (("GET", "/readyz/", seen.ready_said), ("POST", NOBODYS_KEY, seen.inquiry_said))
    ]
    for thread in asking:
        thread.start()
    while time.time() < seen.cut_at + seconds:
        if seen.half_open_gone_s is None and _half_open(installation, seen) == 0:
            seen.half_open_gone_s = round(time.time() - seen.cut_at, 1)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    # Not waited for: an answer that comes when the cable is back says nothing about the cut.
    over.set()


def _ask(method: str, path: str, said: list[tuple[float, Any]], since: float, over: Event) -> None:
    """Until the cut is over; each new answer with the second at which it came."""
    while not over.wait(SECONDS_BETWEEN_LOOKS):
        status = _status(method, path)
        if not over.is_set() and (not said or said[-1][1] != status):
            said.append((round(time.time() - since, 1), status))


def _is_back(installation: Installation, load: Told, seen: Seen) -> bool:
    since = seen.back_at
    if seen.web_took_again_s is None:
        address = installation.network[seen.web].address
        later = [one["at"] for one in load.of("taken") if one["host"] == address and one["at"] > since]
        if later:
            seen.web_took_again_s = round(later[0] - since, 1)
    if seen.worker_back_s is None:
        address = installation.network[seen.worker].address
        if installation.ask(SESSIONS_SINCE, [address, since])[0][0] or _kept_its_sessions(installation, seen):
            seen.worker_back_s = round(time.time() - since, 1)
    none_left = bool(load.of("all_sent"))
    return seen.worker_back_s is not None and (seen.web_took_again_s is not None or none_left)


def _kept_its_sessions(installation: Installation, seen: Seen) -> bool:
    """A cut shorter than anybody's patience: the lines simply go on."""
    return seen.half_open_gone_s is None and _half_open(installation, seen) >= seen.half_open_at_cut


def _status(method: str, path: str) -> Any:
    asked = http.client.HTTPConnection("127.0.0.1", WEB_PORT, timeout=12)
    try:
        asked.request(method, path, body=b"x" if method == "POST" else None)
        return asked.getresponse().status
    except (OSError, http.client.HTTPException):
        return "silent"
    finally:
        asked.close()
