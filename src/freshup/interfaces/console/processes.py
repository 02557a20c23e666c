"""The processes of an installation: what runs in each, as which role, and how they are kept running."""

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Final

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils.module_loading import import_string

from freshup.interfaces.console.database_keeper import DatabaseKeeper
from freshup.jobs import QUEUES, SENDING_QUEUE, SWEEPING_QUEUE, workers_since

FRESHUP: Final = (sys.executable, "-m", "freshup.interfaces.console.main")
WORKERS: Final = 2
# Hashed names: whoever asks for one gets the same bytes for ever.
STATIC_SECONDS: Final = 31_536_000
ACCESS_LOG: Final = '"%(method)s %(path)s" %(status)d in %(dt_ms).1f ms'

SECONDS_BETWEEN_LOOKS: Final = 0.2
SECONDS_TO_STOP_MAX: Final = 30
SECONDS_TO_ANSWER_MAX: Final = 60
# A child that lived so long starts again at once; one that keeps dying waits longer each time.
SECONDS_OF_HEALTH: Final = 60
SECONDS_BEFORE_RESTART: Final = (0.2, 1.0, 3.0, 10.0, 30.0)
PR_SET_PDEATHSIG: Final = 1


def process(name: str) -> Callable[..., None]:
    """The function another door's process runs; the settings name it, since doors do not import each other."""
    run: Callable[..., None] = import_string(settings.FRESHUP_PROCESSES[name])
    return run


def must_be(role: str) -> None:
    """Refuse to run with other rights than the process needs: both less and more would go wrong later."""
    if role != settings.FRESHUP_ROLE:
        raise CommandError(f"this runs with FRESHUP_ROLE={role}, not {settings.FRESHUP_ROLE}")


@dataclass(slots=True)
class Child:
    """One process: how it is started, and since when it runs."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    running: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    deaths: int = 0
    # Of the process that died last, while others of its group may live.
    group: int = 0

    def start(self) -> None:
        self.end_left_behind(signal.SIGKILL)
        self.started_at = time.monotonic()
        self.running = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            # A group of its own, which its children belong to as well.
            process_group=0,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def look(self, say: Callable[[str], None]) -> None:
        """Starts it again when it has died."""
        now = time.monotonic()
        if self.running is None:
            if now >= self.start_again_at:
                self.start()
        elif (code := self.running.poll()) is not None:
            self.deaths = 0 if now - self.started_at > SECONDS_OF_HEALTH else self.deaths + 1
            pause = SECONDS_BEFORE_RESTART[min(self.deaths, len(SECONDS_BEFORE_RESTART) - 1)]
            say(f"{self.name} ended ({_words(code)}); starting it again in {pause:g} s")
            self.group, self.running, self.start_again_at = self.running.pid, None, now + pause
            self.end_left_behind(signal.SIGTERM)

    def end_left_behind(self, number: signal.Signals) -> None:
        """A killed web server's own processes would go on serving on its port, with the old code, for ever."""
        if self.group:
            try:
                os.killpg(self.group, number)
            except ProcessLookupError:
                # Nobody is left; the number may soon be a stranger's.
                self.group = 0


@dataclass(slots=True)
class Household:
    """Children that are kept running until `stopping` is set, then ended together."""

    children: Sequence[Child]
    say: Callable[[str], None]
    # The embedded database, which is nobody's child: it outlives whoever started it.
    database: DatabaseKeeper | None = None
    stopping: Event = field(default_factory=Event)

    def keep(self) -> None:
        """Start everybody and look after them until a signal comes; returns when all have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        self.watch()

    def watch(self) -> None:
        """The same without listening for signals, for a thread that is not the main one."""
        if self.database is not None:
            # A thread of its own: replaying the log after a crash may take minutes.
            Thread(target=self.database.watch, args=(self.stopping,), name="database", daemon=True).start()
        try:
            for child in self.children:
                child.start()
            while not self.stopping.wait(SECONDS_BETWEEN_LOOKS):
                for child in self.children:
                    child.look(self._tell)
        finally:
            self.end()

    def _tell(self, words: str) -> None:
        """A disk too full for a line of the log ends nobody."""
        with suppress(OSError):
            self.say(words)

    def end(self) -> None:
        running = [child.running for child in self.children if child.running is not None]
        for one in running:
            one.terminate()
        until = time.monotonic() + SECONDS_TO_STOP_MAX
        for one in running:
            try:
                one.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()
        for child in self.children:
            child.end_left_behind(signal.SIGKILL)


def web(*, host: str, port: int, workers: int = 1, access_log: bool = False) -> Child:
    """Pages, API and intake over HTTP, by Granian."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--loop", "uvloop", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--workers-kill-timeout", "3"),
        *("--static-path-route", "/static", "--static-path-mount", str(settings.STATIC_ROOT)),
        *("--static-path-expires", str(STATIC_SECONDS), "--log-level", "warning"),
        *(("--access-log", "--access-log-fmt", ACCESS_LOG) if access_log else ()),
        "freshup.config.asgi:application",
    ]
    return Child("web", command, {"FRESHUP_ROLE": "web", **_addressed(port)})


def worker(number: int, *, name: str = "worker", queues: Sequence[str] = QUEUES) -> Child:
    chosen = [] if tuple(queues) == QUEUES else ["--queues", ",".join(queues)]
    return Child(f"{name} {number}", [*FRESHUP, "worker", *chosen], {"FRESHUP_ROLE": "worker"})


def workers(*, senders: int = 0) -> list[Child]:
    """All that works in the background; with `senders` the outbox is theirs alone, and nothing else waits for it."""
    if not senders:
        return [worker(number) for number in range(1, WORKERS + 1)]
    others = tuple(queue for queue in QUEUES if queue != SENDING_QUEUE)
    return [
        *(worker(number, queues=others) for number in range(1, WORKERS + 1)),
        *(worker(number, name="sender", queues=(SENDING_QUEUE,)) for number in range(1, senders + 1)),
    ]


def listener(*, host: str, port: int) -> Child:
    """Mail to the stores' intake addresses."""
    command = [*FRESHUP, "listen", "--host", host, "--port", str(port)]
    return Child("mail", command, {"FRESHUP_ROLE": "web"})


def run_once(*arguments: str, role: str) -> "subprocess.CompletedProcess[str]":
    """A command of ours as another role, to its end."""
    return subprocess.run(
        [*FRESHUP, *arguments], env={**os.environ, "FRESHUP_ROLE": role}, capture_output=True, text=True
    )


def base_url(port: int) -> str:
    return os.environ.get("FRESHUP_BASE_URL", f"http://localhost:{port}").rstrip("/")


def answers(port: int) -> bool:
    """Whether the web process serves: asked with an intake address that cannot exist, which touches nothing."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asked.request("GET", "/in/")
        return asked.getresponse().status == 404
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def wait_until_it_answers(port: int, *, stopping: Event) -> bool:
    return _wait_until(lambda: answers(port), stopping)


def wait_until_it_works(newest: int, *, stopping: Event, senders: int = 0) -> bool:
    """Until the worker processes listen; `newest` is `jobs.newest_worker()` from before they were started."""
    queues = WORKERS * len((*QUEUES, SWEEPING_QUEUE))
    if senders:
        # Theirs and the sweep's; the others leave the outbox to them.
        queues += senders * len((SENDING_QUEUE, SWEEPING_QUEUE)) - WORKERS
    try:
        return _wait_until(lambda: workers_since(newest) >= queues, stopping)
    finally:
        connection.close()


def _wait_until(true: Callable[[], bool], stopping: Event) -> bool:
    until = time.monotonic() + SECONDS_TO_ANSWER_MAX
    while not stopping.is_set() and time.monotonic() < until:
        if true():
            return True
        stopping.wait(SECONDS_BETWEEN_LOOKS)
    return False


def static_files_wanted() -> bool:
    """Whether what `collectstatic` made is missing, or older than something it was made of."""
    made = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not made.exists():
        return True
    ours = Path(__file__).parents[1] / "web" / "static"
    return max(file.stat().st_mtime for file in ours.rglob("*")) > made.stat().st_mtime


def _addressed(port: int) -> dict[str, str]:
    return {} if "FRESHUP_BASE_URL" in os.environ else {"FRESHUP_BASE_URL": base_url(port)}


def _words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
# Otherwise a killed `serve` leaves its children behind, and the next one finds its port taken.
_end_with_parent = partial(getattr(_libc, "prctl", lambda *_: 0), PR_SET_PDEATHSIG, signal.SIGTERM.value)
