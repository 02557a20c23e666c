"""Freshup on several hosts: what every one of them is told, and how its processes are started and waited for."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.test.utils import override_settings

from freshup.interfaces.console.processes import answers, web
from freshup.interfaces.console.trials.hosts.network import Host, Network
from freshup.interfaces.console.trials.hosts.provider import READY
from freshup.interfaces.console.trials.hosts.server import DatabaseHost
from freshup.interfaces.console.trials.verdict import TrialFailed

PYTHON: Final = (sys.executable, "-m")
FRESHUP: Final = (*PYTHON, "freshup.interfaces.console.main")
HERE: Final = "freshup.interfaces.console.trials.hosts"
WEB_PORT: Final = 8000
MAIL_PORT: Final = 2525
PROVIDER_SECONDS: Final = 0.3
SECONDS_TO_START_MAX: Final = 60.0
SECONDS_TO_STOP_MAX: Final = 10.0
# Of the shell that starts the trial nothing of this kind may reach its hosts.
OURS: Final = ("FRESHUP_", "DATABASE_URL", "PG", "PYTHONPATH")
# P-256 as in `bootstrap.home`: any small number will do for a key that no device knows.
VAPID: Final = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"


@dataclass(frozen=True, slots=True)
class Version:
    """Which Freshup a host runs: this one, or an older one in a directory of its own."""

    name: str
    source: Path | None = None

    def knows(self, command: str) -> bool:
        place = Path("freshup/interfaces/console/management/commands") / f"{command}.py"
        return self.source is None or (self.source / place).exists()

    @property
    def environment(self) -> dict[str, str]:
        return {} if self.source is None else {"PYTHONPATH": str(self.source)}


NEW: Final = Version("new")


@dataclass(slots=True)
class Installation:
    network: Network
    database: DatabaseHost
    place: Path
    # Parameters for libpq that the URL shall carry: how long a half-open line is believed in.
    patience: str = ""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def environment(self, host: Host, role: str, version: Version = NEW) -> dict[str, str]:
        """What the documentation tells to share, and a home of the host's own."""
        usual = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        addresses = ",".join(one.address for one in self.network.hosts.values())
        return {
            **usual,
            **version.environment,
            "DATABASE_URL": self.database.url + (f"?{self.patience}" if self.patience else ""),
            "FRESHUP_SECRET_KEY": self.secret,
            "FRESHUP_VAPID_PRIVATE_KEY": VAPID,
            "FRESHUP_STORAGE": str(self.place / "shared"),
            "FRESHUP_EMAIL": f"smtp://{self.network['provider'].address}:{MAIL_PORT}",
            "FRESHUP_BASE_URL": "http://freshup.example.com",
            "FRESHUP_HOSTS": addresses,
            "FRESHUP_HOME": str(self.home(host)),
            "FRESHUP_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "freshup.config.settings",
        }

    def home(self, host: Host) -> Path:
        return self.place / host.name

    def copy_static_files(self, source: str, target: str) -> None:
        """Of the same version; made anew they would be the same, seconds later."""
        made = self.home(self.network[source]) / "static"
        shutil.copytree(made, self.home(self.network[target]) / "static")

    def run(self, host: str, *command: str, role: str, version: Version = NEW) -> str:
        """A command of a host to its end, and what it printed. Raises TrialFailed."""
        where = self.network[host]
        done = subprocess.run(
            where.command(*command),
            env=self.environment(where, role, version),
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise TrialFailed(f"{' '.join(command[2:])} on {host}: {done.stderr.strip()[-1500:]}")
        return done.stdout

    def start(
        self, host: str, *command: str, role: str, version: Version = NEW, pipes: bool = False
    ) -> "subprocess.Popen[bytes]":
        """A process of a host; what it says goes to a file beside its home, or to us."""
        where = self.network[host]
        with (self.place / f"{host}.log").open("ab") as log:
            running = subprocess.Popen(
                where.command("setpriv", "--pdeathsig", "TERM", *command),
                env=self.environment(where, role, version),
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else log,
                stderr=log,
                start_new_session=True,
                cwd=self.place,
            )
        self.running.append(running)
        return running

    def start_provider(self) -> "subprocess.Popen[bytes]":
        where = self.network["provider"]
        command = (*PYTHON, f"{HERE}.provider", where.address, str(MAIL_PORT), str(PROVIDER_SECONDS))
        running = self.start("provider", *command, role="owner", pipes=True)
        assert running.stdout is not None
        if running.stdout.readline().strip() != READY.encode():
            raise TrialFailed(f"the provider did not start: {self.last_words('provider')}")
        return running

    def start_web(self, host: str, version: Version = NEW) -> "subprocess.Popen[bytes]":
        """`freshup web`; a version that had no such command is started as its `serve` would have done."""
        if version.knows("web"):
            command = [*FRESHUP, "web", "--host", "0.0.0.0", "--port", str(WEB_PORT)]
            return self.start(host, *command, role="web", version=version)
        with override_settings(STATIC_ROOT=self.home(self.network[host]) / "static"):
            child = web(host="0.0.0.0", port=WEB_PORT)
        self.run(host, *FRESHUP, "collectstatic", "--noinput", role="web", version=version)
        return self.start(host, *child.command, role="web", version=version)

    def start_worker(self, host: str, version: Version = NEW) -> "subprocess.Popen[bytes]":
        return self.start(host, *FRESHUP, "worker", role="worker", version=version)

    def await_web(self, host: str, running: "subprocess.Popen[bytes]") -> None:
        where = self.network[host]
        self._await(lambda: where.inside(lambda: answers(WEB_PORT)), host, running)

    def await_worker(self, host: str, running: "subprocess.Popen[bytes]") -> None:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE client_addr = %s AND query ILIKE 'LISTEN%%'"
        address = self.network[host].address
        self._await(lambda: self.ask(asked, [address])[0][0] > 0, host, running)

    def _await(self, ready: Callable[[], bool], host: str, running: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + SECONDS_TO_START_MAX
        while not ready():
            if running.poll() is not None or time.monotonic() > until:
                raise TrialFailed(f"{host} does not come up: {self.last_words(host)}")
            time.sleep(0.1)

    def ask(self, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
        """The judge's own look into the database, past the network."""
        with self.database.connect() as connection:
            return connection.execute(sql.encode(), params).fetchall()

    def seed(self, count: int, watchers: int, version: Version = NEW) -> Mapping[str, Any]:
        """Stores are opened by the version whose tables are there; it may not have this script yet."""
        script = Path(__file__).with_name("seeding.py")
        command = (sys.executable, "-P", str(script), str(count), str(self.requests), str(watchers))
        told: Mapping[str, Any] = json.loads(self.run("load", *command, role="owner", version=version))
        return told

    @property
    def requests(self) -> Path:
        return self.place / "requests"

    def last_words(self, host: str) -> str:
        return (self.place / f"{host}.log").read_text(errors="replace").strip()[-1500:]

    def stop(self) -> None:
        for one in self.running:
            if one.poll() is None:
                one.terminate()
        until = time.monotonic() + SECONDS_TO_STOP_MAX
        for one in self.running:
            try:
                one.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()
