"""The real processes a bench drives: started like those of an installation, watched through /proc, ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from freshup.interfaces.console.benches.stage import Stage
from freshup.interfaces.console.processes import answers, web, worker
from freshup.jobs import QUEUES

SECONDS_TO_START_MAX: Final = 30.0
SECONDS_TO_STOP_MAX: Final = 15.0


class ProcessDied(Exception):
    """A process ended by itself; the text has the last lines it wrote."""


@dataclass(frozen=True, slots=True)
class Running:
    """One process, in a session of its own so that Ctrl-C reaches it through us."""

    name: str
    handle: "subprocess.Popen[bytes]"
    log: Path

    def check(self) -> None:
        """Raises ProcessDied."""
        if self.handle.poll() is not None:
            tail = self.log.read_text(errors="replace").splitlines()[-15:]
            raise ProcessDied(f"{self.name} ended with {self.handle.returncode}:\n" + "\n".join(tail))

    def memory_mb_max(self) -> float:
        """The most memory the process and its children have had resident so far, each at its own peak."""
        return sum(_peak_kb(pid) for pid in (self.handle.pid, *_children(self.handle.pid))) / 1024

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(pid) for pid in (self.handle.pid, *_children(self.handle.pid)))

    def stop(self) -> None:
        if self.handle.poll() is None:
            self.handle.terminate()
        try:
            self.handle.wait(SECONDS_TO_STOP_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(self.handle.pid, signal.SIGKILL)
            self.handle.wait()


def start(stage: Stage, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Running:
    """Runs until the stage is left. What it says goes to a file."""
    log = stage.home / f"{name}.log"
    with log.open("wb") as output:
        handle = subprocess.Popen(
            command,
            env=stage.environment(environment["FRESHUP_ROLE"], **environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Running(name, handle, log)
    stage.doings.callback(running.stop)
    return running


def start_workers(stage: Stage, count: int, queues: Sequence[str] = QUEUES) -> list[Running]:
    """`count` processes of `freshup worker`, each listening on these queues when this returns."""
    started = []
    for number in range(1, count + 1):
        child = worker(number)
        command = (*child.command, "--queues", ",".join(queues))
        started.append(start(stage, f"worker-{number}", command, child.environment))
    # Each queue has a worker of its own, and so has the sweep.
    expected = count * (len(queues) + 1)
    with stage.connect() as connection:

        def listening() -> bool:
            row = connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
            return row is not None and row[0] >= expected

        _await(listening, started, "the workers")
    return started


@dataclass(frozen=True, slots=True)
class Web:
    running: Running
    port: int


def start_web(stage: Stage, name: str = "web") -> Web:
    """The web process that `freshup serve` would start, answering when this returns."""
    port = _free_port()
    child = web(host="127.0.0.1", port=port)
    running = start(stage, name, child.command, child.environment)
    _await(lambda: answers(port), [running], "the web process")
    return Web(running, port)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(ready: Callable[[], bool], needed: list[Running], what: str) -> None:
    until = time.monotonic() + SECONDS_TO_START_MAX
    while not ready():
        for one in needed:
            one.check()
        if time.monotonic() > until:
            raise ProcessDied(f"{what}: not ready after {SECONDS_TO_START_MAX:.0f} s")
        time.sleep(0.05)


def _children(pid: int) -> list[int]:
    try:
        found = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return found + [deeper for one in found for deeper in _children(one)]


def _peak_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processors so far; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
