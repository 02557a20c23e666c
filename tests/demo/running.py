"""A small demo in a home of its own, started as anybody starts it and stopped as anybody stops it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.scratch_home import make_home, remove_home

COMMAND = [sys.executable, "-m", "freshup.interfaces.console.main"]
# The developer's own installation is none of the demo's business.
NOT_FOR_THE_DEMO = ("DATABASE_URL", "FRESHUP_")
SECONDS_TO_LOAD_MAX = 420
SECONDS_TO_STOP_MAX = 60


@dataclass(frozen=True, slots=True)
class RunningDemo:
    home: Path
    port: int
    smtp_port: int
    process: "subprocess.Popen[str]"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def kept(self) -> dict[str, Any]:
        return dict(json.loads((self.home / "demo.json").read_text()))

    @property
    def said(self) -> str:
        return (self.home / "demo.said").read_text()

    def post(self, body: bytes, *, store: str = "honda", content_type: str = "application/x-adf+xml") -> int:
        """Hand a document in at the printed key; the answer's status."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(line):
            line.request(
                "POST", f"/in/{self.kept['keys'][store]['server']}/", body, {"Content-Type": content_type}
            )
            return line.getresponse().status


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_FOR_THE_DEMO)}
    for name in ("FRESHUP_POSTGRES_BIN",):
        if name in os.environ:
            kept[name] = os.environ[name]
    return kept | {"FRESHUP_HOME": str(home), "DJANGO_SETTINGS_MODULE": "freshup.config.settings"}


def run_demo(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """To its end: `--once`, or a refusal."""
    return subprocess.run(
        [*COMMAND, "demo", *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_LOAD_MAX,
    )


@contextmanager
def running_demo(*, leads: int, arguments: tuple[str, ...] = ("--no-stream",)) -> Iterator[RunningDemo]:
    home = make_home()
    port, smtp_port = free_port(), free_port()
    ports = ("--port", str(port), "--smtp-port", str(smtp_port))
    command = [*COMMAND, "demo", "--leads", str(leads), *ports, *arguments]
    try:
        with (home / "demo.said").open("w") as said:
            process = subprocess.Popen(
                command, env=environment(home), stdout=said, stderr=subprocess.STDOUT, text=True
            )
        demo = RunningDemo(home, port, smtp_port, process)
        try:
            wait_until_it_greets(demo)
            yield demo
        finally:
            stop(process)
    finally:
        remove_home(home)


def wait_until_it_greets(demo: RunningDemo) -> None:
    until = time.monotonic() + SECONDS_TO_LOAD_MAX
    while "Freshup is at" not in demo.said:
        if demo.process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"the demo did not come up:\n{demo.said}")
        time.sleep(0.3)


def stop(process: "subprocess.Popen[str]") -> None:
    """Ctrl-C."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(SECONDS_TO_STOP_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
