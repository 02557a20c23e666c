"""A whole installation of the trial's own, as `freshup serve` runs it, and everything that can be seen from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg

from freshup.adapters.postgres.binaries import find_binaries
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.postmaster import server_pid
from freshup.adapters.postgres.roles import LOGINS, ensure_roles
from freshup.interfaces.console.processes import FRESHUP, WORKERS, answers
from freshup.interfaces.console.trials.crash.providers import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    SMTP_PASSWORD,
    SMTP_USER,
)
from freshup.interfaces.console.trials.ground import environment, free_port
from freshup.interfaces.console.trials.proc import children_of, command_of, descendants_of, processes_of
from freshup.interfaces.console.trials.verdict import TrialFailed
from freshup.jobs import QUEUES

MODULES: Final = "freshup.interfaces.console.trials.crash"
DATABASE: Final = "freshup"
DOMAIN: Final = "intake.localhost"
SECONDS_TO_START_MAX: Final = 240.0
SECONDS_TO_STOP_MAX: Final = 45.0
# How a child of `serve` is told by its command line.
MARKS: Final = {
    "web": ("granian",),
    "mail": ("console.main listen",),
    "sender": ("console.main worker", "--queues sending"),
    "worker": ("console.main worker",),
}


@dataclass(slots=True)
class Providers:
    """The process outside that takes texts and mails."""

    running: "subprocess.Popen[str]"
    journal: Path
    told: Mapping[str, Any]

    def mood(self, name: str) -> None:
        assert self.running.stdin is not None
        self.running.stdin.write(f"{name}\n")
        self.running.stdin.flush()

    def account(self) -> dict[str, Any]:
        """Where the stores send by, and with which log-ins."""
        return {
            **self.told, "account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "smtp_user": SMTP_USER,
            "smtp_password": SMTP_PASSWORD,
        }  # fmt: skip

    def taken(self) -> list[list[Any]]:
        return [json.loads(line) for line in self.journal.read_text().splitlines()]


def start_providers(home: Path, say: Callable[[str], None]) -> Providers:
    journal = home / "journal"
    with (home / "providers.log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", f"{MODULES}.providers", str(journal)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
        )  # fmt: skip
    assert running.stdout is not None
    line = running.stdout.readline()
    if not line:
        raise TrialFailed(f"the providers did not start: {(home / 'providers.log').read_text()[-2000:]}")
    say("providers outside: texts and mail, with log-ins")
    return Providers(running, journal, json.loads(line))


@dataclass(slots=True)
class Installation:
    """`freshup serve` in a home of its own, with a process for the outbox alone."""

    home: Path
    providers: Providers
    more: Mapping[str, str] = field(default_factory=dict)
    http: int = field(default_factory=free_port)
    smtp: int = field(default_factory=free_port)
    serving: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        return self.home / "serve.log"

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.home / "postgres")

    def environment(self, role: str) -> dict[str, str]:
        return environment(
            self.home,
            role,
            {
                "FRESHUP_BASE_URL": f"http://localhost:{self.http}",
                "FRESHUP_INTAKE_DOMAIN": DOMAIN,
                **self.more,
            },
        )

    def restore(self, dump: Path) -> None:
        """Tables from a dump. Raises TrialFailed."""
        self.cluster.ensure_running()
        with psycopg.connect(self.cluster.conninfo("postgres"), autocommit=True) as connection:
            ensure_roles(connection, roles=("owner", "web", "worker"), passwords={})
        self.cluster.create_database(DATABASE, owner=LOGINS["owner"])
        command: list[str | Path] = [
            find_binaries()["psql"],
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            dump,
            self.cluster.conninfo(DATABASE),
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise TrialFailed(f"the dump could not be restored: {done.stderr[-1000:]}")

    def open_stores(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Raises TrialFailed."""
        opened = subprocess.run(
            [sys.executable, "-m", f"{MODULES}.opening"], input=json.dumps(wanted), capture_output=True,
            text=True, env=self.environment("owner"),
        )  # fmt: skip
        if opened.returncode != 0:
            raise TrialFailed(f"the stores could not be opened: {opened.stderr[-3000:]}")
        told: dict[str, Any] = json.loads(opened.stdout)
        return told

    def serve(self) -> None:
        """Raises TrialFailed where it does not answer in time."""
        command = [
            *FRESHUP,
            "serve",
            "--port",
            str(self.http),
            "--smtp-port",
            str(self.smtp),
            "--senders",
            "1",
        ]
        with self.log.open("ab") as log:
            self.serving = subprocess.Popen(
                command, env=self.environment("owner"), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + SECONDS_TO_START_MAX
        while not (self.answers() and self._works()):
            if time.monotonic() > until or self.serving.poll() is not None:
                raise TrialFailed(f"it does not serve: {self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.1)

    def restart(self, more: Mapping[str, str]) -> None:
        """`freshup serve` ended and begun anew, with other variables."""
        self._end_serving()
        self.more = more
        self.serve()

    def _works(self) -> bool:
        """Whether every worker listens: each queue has one of its own in each process, and so has the sweep."""
        listening = WORKERS * len(QUEUES) + 2
        with suppress(psycopg.Error):
            return bool(self.rows("SELECT count(*) >= %s FROM procrastinate_workers", listening)[0][0])
        return False

    def run(self, module: str, *arguments: str) -> str:
        """A module of the trial as the worker role, to its end."""
        command = [sys.executable, "-m", f"{MODULES}.{module}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment("worker"))
        if done.returncode != 0:
            raise TrialFailed(f"{module}: {done.stderr[-2000:]}")
        return done.stdout

    def stop(self) -> None:
        """Ends everything that was started for this home, whoever its parent has become."""
        self._end_serving()
        for pid in list(processes_of(self.home)):
            if pid != os.getpid():
                kill(pid, signal.SIGKILL)
        if self.serving is not None:
            self.serving.wait()
        with suppress(PostgresUnavailable, OSError):
            self.cluster.stop()
        if (server := self.postmaster()) is not None:
            kill(server, signal.SIGKILL)

    def _end_serving(self) -> None:
        if self.serving is not None and self.serving.poll() is None:
            self.serving.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.serving.wait(SECONDS_TO_STOP_MAX)

    # -- seen from outside -------------------------------------------------------------------------------

    def children(self, kind: str) -> list[int]:
        """The processes of `serve` of this kind."""
        assert self.serving is not None
        found = []
        for pid in children_of(self.serving.pid):
            command = command_of(pid)
            named = [name for name, marks in MARKS.items() if all(mark in command for mark in marks)]
            if named and named[0] == kind:
                found.append(pid)
        return found

    def everybody(self) -> list[int]:
        assert self.serving is not None
        return [self.serving.pid, *descendants_of(self.serving.pid)]

    def strays(self) -> list[str]:
        """Processes of this home that `serve` no longer looks after."""
        known = {*self.everybody(), os.getpid()}
        return [command_of(pid) for pid in processes_of(self.home) if pid not in known and command_of(pid)]

    def postmaster(self) -> int | None:
        return server_pid(Path(self.cluster.address.data_dir))

    def answers(self) -> bool:
        return answers(self.http)

    def rows(self, sql: str, *params: Any) -> Sequence[tuple[Any, ...]]:
        """As the superuser, so that no policy hides anything. Raises psycopg.Error while the database is away."""
        with psycopg.connect(
            self.cluster.conninfo(DATABASE), autocommit=True, connect_timeout=3
        ) as connection:
            return connection.execute(sql.encode(), params or None).fetchall()


def kill(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
