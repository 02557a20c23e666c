"""A store behind real doors: web server and mail listener as processes on the loopback, a database of their own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.bootstrap.keeping import django_in
from freshup.interfaces.console.processes import FRESHUP, Child, answers, listener, web
from freshup.operations.stores.opening import NewKey, NewPerson, NewStore, open_group
from tests.conftest import copy_template
from tests.live import LiveDatabase

KEY, FORM_KEY, OFF_KEY = "k3yserver0000000000", "k3yform000000000000", "k3yoff0000000000000"
ORIGIN = "https://www.example.com"
ALL_DAY = tuple((day, 0, 1440) for day in range(7))
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def gulf(name: str = "Gulf Honda") -> NewStore:
    """A store that is always open, with one person who answers and three keys."""
    return NewStore(
        name=name,
        timezone="America/New_York",
        region="FL",
        postal_code="33901",
        street="",
        city="Fort Myers",
        phone_e164="+12395550100",
        mail_from="sales@example.com",
        hours=ALL_DAY,
        team_hours={},
        holidays=(),
        people=(NewPerson("dana@example.com", "Dana Reed", "agent", shifts=ALL_DAY, capacity=100_000),),
        sources=(),
        keys=(
            NewKey(KEY, "server"),
            NewKey(FORM_KEY, "site", kind="form", allowed_origins=(ORIGIN,), consent_text="You may text me."),
            NewKey(OFF_KEY, "old"),
        ),
    )


def adf(number: int, *, first: str = "Maria") -> bytes:
    """An inquiry of a person of its own for every number."""
    return (
        f"<?adf version='1.0'?><adf><prospect><id source='Example'>{number}</id>"
        "<vehicle interest='buy' status='new'><year>2026</year><make>Honda</make><model>Accord</model></vehicle>"
        f"<customer><contact><name part='first'>{first}</name><name part='last'>Lopez{number}</name>"
        f"<email>maria{number}@example.com</email></contact><comments>Is it there?</comments></customer>"
        "<vendor><vendorname>Gulf Honda</vendorname></vendor></prospect></adf>"
    ).encode()


def eventually(true: Callable[[], bool], *, seconds: float = 45) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(slots=True)
class Site:
    database: LiveDatabase
    http: int
    smtp: int
    log: Path
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, child: Child, role: str) -> "subprocess.Popen[bytes]":
        environment = {**self.database.environment(role), **child.environment}
        with self.log.open("ab") as log:
            process = subprocess.Popen(child.command, env=environment, stdout=log, stderr=log)
        self.running.append(process)
        return process

    def ask(
        self, path: str, body: bytes = b"", method: str = "POST", **headers: str
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, answer and headers of one request."""
        line = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        try:
            line.request(method, path, body, {name.replace("_", "-"): v for name, v in headers.items()})
            answer = line.getresponse()
            content = answer.read()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, json.loads(content) if content else {}, named
        finally:
            line.close()

    def post(self, body: bytes, key: str = KEY, **headers: str) -> int:
        return self.ask(f"/in/{key}/", body, **headers)[0]

    def post_all(self, bodies: Sequence[bytes], *, senders: int = 8) -> list[int]:
        """Over a few lasting connections, as a provider would."""
        with ThreadPoolExecutor(senders) as pool:
            return [s for part in pool.map(self._post_some, _shares(bodies, senders)) for s in part]

    def _post_some(self, bodies: Sequence[bytes]) -> list[int]:
        line = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        statuses = []
        for body in bodies:
            line.request("POST", f"/in/{KEY}/", body)
            answer = line.getresponse()
            answer.read()
            statuses.append(answer.status)
        line.close()
        return statuses

    def count(self, what: str) -> int:
        with self.database.connect("owner") as connection:
            row = connection.execute(f"SELECT count(*) FROM {what}").fetchone()
        return int(row[0]) if row else 0

    def do(self, *statements: str) -> None:
        with self.database.connect("owner") as connection:
            for statement in statements:
                connection.execute(statement)

    @contextmanager
    def worker(self) -> "Iterator[subprocess.Popen[bytes]]":
        process = self.start(Child("worker", [*FRESHUP, "worker"], {}), "worker")
        try:
            yield process
        finally:
            end(process)

    @contextmanager
    def database_gone(self) -> Iterator[None]:
        """Nobody gets in, and who was in is thrown out; what was committed stays."""
        name = self.database.name
        with psycopg.connect(self.database.cluster.conninfo("postgres"), autocommit=True) as server:
            server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            try:
                yield
            finally:
                server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def _shares(bodies: Sequence[bytes], senders: int) -> list[Sequence[bytes]]:
    return [bodies[number::senders] for number in range(senders)]


def end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def site(
    postgres: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    name = f"freshup_doors_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    copy_template(postgres, name)
    # Granian refuses to start without the place of the static files.
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    with django_db_blocker.unblock(), django_in(name):
        open_group("Gulf", [gulf()], now=NOW)
        _disable_an_old_key()
    database = LiveDatabase(postgres, name, os.environ["FRESHUP_HOME"])
    site = Site(database, free_port(), free_port(), tmp_path_factory.mktemp("doors") / "log")
    try:
        site.start(web(host="127.0.0.1", port=site.http), "web")
        site.start(listener(host="127.0.0.1", port=site.smtp), "web")
        eventually(lambda: answers(site.http) and _listens(site.smtp))
        yield site
    finally:
        for process in site.running:
            end(process)
        postgres.drop_database(name)


def _disable_an_old_key() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE intake_key SET disabled_at = %s WHERE label = 'old'", [NOW])


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
