"""`freshup bench live`: how long an event takes from its commit to every page that is open and may hear of it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

from django.conf import settings

from freshup.interfaces.console.benches.processes import ProcessDied, Web, start_web
from freshup.interfaces.console.benches.reading import open_session
from freshup.interfaces.console.benches.report import machine, percentile
from freshup.interfaces.console.benches.seeding import open_stores
from freshup.interfaces.console.benches.stage import Stage
from freshup.interfaces.console.benches.streams import Watching
from freshup.operations.accounts import create_account
from freshup.operations.response.alerts import LIVE_CHANNEL

SECONDS_MAX: Final = 225.0
# Signed in at the same time: some who see every store of the group, some who see only what is theirs.
PRINCIPALS: Final = {"full": 45, "small": 3}
SELLERS: Final = {"full": 5, "small": 2}
PAGES_EACH: Final = {"full": 10, "small": 4}
EVENTS: Final = {"full": 300, "small": 20}
EVENTS_PER_S: Final = 10.0
WARM_UP: Final = 10
STORES: Final = 5
SECONDS_TO_HEAR_MAX: Final = 5.0
LOAD: Final = (sys.executable, "-m", "freshup.interfaces.console.benches.streams")
# Something is written too, so that the commit waits for the disk as a real one does.
WRITE: Final = "INSERT INTO audit_entry (at, action, target, changes) VALUES (%s, 'bench.live', '', '{}')"
NOTIFY: Final = "SELECT pg_notify(%s, %s)"
WHO: Final = """
SELECT user_id, CASE scope WHEN 'own' THEN rooftop_id END FROM staff WHERE scope IN ('group', 'own') ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose page it is; `store` is the one a seller works in, None for who sees them all."""

    user_id: int
    store: int | None


@dataclass(frozen=True, slots=True)
class Raised:
    """One event: when its commit was asked for, and what it said."""

    at: float
    store: int
    user_id: int


def run(stage: Stage) -> dict[str, Any]:
    size = "small" if stage.small else "full"
    conditions = machine()
    stage.say("opening stores and accounts")
    viewers = _viewers(stage, size)
    pages = [viewer for viewer in viewers for _ in range(PAGES_EACH[size])]
    sessions = [open_session(viewer.user_id) for viewer in pages]
    stage.collect_static_files()
    web = start_web(stage)
    idle_mb = web.running.memory_mb_max()
    began = time.monotonic()
    with _open(Watching(web.port, settings.SESSION_COOKIE_NAME, sessions)) as load:
        opened_in = time.monotonic() - began
        stage.say(f"{len(pages)} pages open after {opened_in:.1f} s")
        raised = _raise_events(stage, viewers, EVENTS[size] + WARM_UP)
        time.sleep(min(SECONDS_TO_HEAR_MAX, 1.0 if stage.small else SECONDS_TO_HEAR_MAX))
        threads, memory = _threads(web), web.running.memory_mb_max()
        web.running.check()
        said, wrong = load.communicate()
    if load.returncode != 0:
        raise ProcessDied(f"the pages: {wrong[-2000:]}")
    return _result(pages, raised, json.loads(said)) | {
        "opened_in_s": round(opened_in, 2),
        "threads": threads,
        "web_mb_max": round(memory, 1),
        "web_mb_idle": round(idle_mb, 1),
        "machine": conditions,
        "settings": stage.settings,
    }


def _viewers(stage: Stage, size: str) -> list[Viewer]:
    now = datetime.now(UTC)
    open_stores(now=now, groups=1, stores=STORES)
    with stage.connect() as outside:
        stores = [row[0] for row in outside.execute("SELECT id FROM rooftop ORDER BY id").fetchall()]
        for role, count in (("principal", PRINCIPALS[size]), ("salesperson", SELLERS[size])):
            for number in range(count):
                create_account(
                    f"{role}{number}@bench.example.com",
                    f"{role.title()} {number}",
                    role=role,
                    rooftop_id=stores[number % STORES],
                    password=f"bench live {number}",
                    now=now,
                )
        return [Viewer(*row) for row in outside.execute(WHO).fetchall()]


@contextmanager
def _open(watching: Watching) -> "Iterator[subprocess.Popen[str]]":
    """The process with the pages, all of them open; ends when its standard input does."""
    with subprocess.Popen(
        LOAD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as load:
        try:
            if load.stdin is None or load.stdout is None or load.stderr is None:
                raise ProcessDied("the pages cannot be spoken to")
            load.stdin.write(json.dumps(asdict(watching)) + "\n")
            load.stdin.flush()
            if load.stdout.readline() != "open\n":
                raise ProcessDied(f"the pages: {load.stderr.read()[-2000:]}")
            yield load
        finally:
            load.kill()


def _raise_events(stage: Stage, viewers: Sequence[Viewer], count: int) -> list[Raised]:
    """One after the other at a steady pace; each is news to one of the viewers, of some store."""
    chance = Random(11)
    raised: list[Raised] = []
    with stage.connect("worker") as worker:
        stores = [row[0] for row in worker.execute("SELECT id FROM rooftop ORDER BY id").fetchall()]
        began = time.monotonic()
        for number in range(count):
            time.sleep(max(0.0, began + number / EVENTS_PER_S - time.monotonic()))
            whose = chance.choice(viewers)
            store = whose.store or chance.choice(stores)
            notice = {"r": store, "w": "task", "o": [number], "u": [whose.user_id]}
            with worker.transaction():
                worker.execute(WRITE, [datetime.now(UTC)])
                worker.execute(NOTIFY, [LIVE_CHANNEL, json.dumps(notice, separators=(",", ":"))])
                at = time.monotonic()
            raised.append(Raised(at, store, whose.user_id))
    return raised


def _result(pages: Sequence[Viewer], raised: Sequence[Raised], heard: dict[str, Any]) -> dict[str, Any]:
    """Times run from the moment the commit is asked for: the disk, the notice, the weighing, the wire."""
    times: list[float] = []
    lost = unasked = expected = 0
    for viewer, came in zip(pages, heard["pages"], strict=True):
        wanted = {n for n, one in enumerate(raised) if viewer.store is None or one.user_id == viewer.user_id}
        got = dict(map(tuple, came))
        expected += len(wanted)
        lost += len(wanted - got.keys())
        unasked += len(got.keys() - wanted) + len(came) - len(got)
        times += [(at - raised[n].at) * 1000 for n, at in got.items() if n >= WARM_UP]
    return {
        "p99_ms": round(percentile(times, 0.99), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "p50_ms": round(percentile(times, 0.5), 1),
        "max_ms": round(max(times, default=0.0), 1),
        "pages": len(pages),
        "people": len({viewer.user_id for viewer in pages}),
        "events": len(raised),
        "events_per_s": EVENTS_PER_S,
        "deliveries": expected,
        "lost": lost,
        "heard_unasked": unasked,
        "refused": heard["refused"],
        "resyncs": heard["resyncs"],
    }


def _threads(web: Web) -> int:
    """Of the process that serves: the child of the one that was started."""
    pid = web.running.handle.pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return max(len(list(Path(f"/proc/{child}/task").iterdir())) for child in children)
    except (OSError, ValueError):
        return 0
