"""A web process with pages that are really open: raw server-sent events over sockets."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.interfaces.console.processes import answers, web
from freshup.operations.response.alerts import LIVE_CHANNEL
from tests.conftest import copy_template
from tests.doors.conftest import Site, end, eventually, free_port
from tests.factories import make_group, make_opportunity, make_person, make_staff, make_store
from tests.live import LiveDatabase


def session_of(user: Any) -> str:
    """As signing in would leave it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@dataclass(slots=True)
class Page:
    """One open page: what its stream has brought so far."""

    line: socket.socket
    read: bytes = b""

    @property
    def status(self) -> int:
        self._until(lambda: b"\r\n\r\n" in self.read, 10)
        return int(self.read.split(b" ", 2)[1])

    @property
    def head(self) -> str:
        self._until(lambda: b"\r\n\r\n" in self.read, 10)
        return self.read.partition(b"\r\n\r\n")[0].decode().lower()

    @property
    def events(self) -> list[tuple[str, dict[str, Any]]]:
        found = []
        for block in self.read.partition(b"\r\n\r\n")[2].decode().split("\n\n"):
            lines = [one for one in block.split("\n") if one.startswith(("event: ", "data: "))]
            if len(lines) == 2:
                found.append((lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))))
        return found

    def hears(self, what: str, *, seconds: float = 10) -> bool:
        return self._until(lambda: what in [name for name, _ in self.events], seconds)

    def ends(self, *, seconds: float = 10) -> bool:
        return self._until(lambda: self.read.endswith(b"0\r\n\r\n"), seconds)

    def _until(self, true: Any, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not true():
            left = until - time.monotonic()
            if left <= 0:
                return False
            self.line.settimeout(left)
            try:
                part = self.line.recv(65_536)
            except TimeoutError:
                return False
            if not part:
                return bool(true())
            self.read += part
        return True


@dataclass(slots=True)
class LiveSite(Site):
    """Two groups: a store with a manager and a seller who sees only their own; an outsider's store."""

    sessions: dict[str, str] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    store: int = 0
    lead: int = 0

    @contextmanager
    def page(self, who: str = "", *, session: str = "") -> Iterator[Page]:
        cookie = session or self.sessions.get(who, "")
        line = socket.create_connection(("127.0.0.1", self.http), timeout=10)
        try:
            said = f"Cookie: {settings.SESSION_COOKIE_NAME}={cookie}\r\n" if cookie else ""
            line.sendall(f"GET /live/ HTTP/1.1\r\nHost: localhost\r\n{said}\r\n".encode())
            page = Page(line)
            assert page.status
            yield page
        finally:
            line.close()

    def tell(self, what: str, *, users: tuple[int, ...] = (), rooftop: int = 0) -> None:
        """As an operation of a worker does at its commit."""
        notice = {"r": rooftop or self.store, "w": what, "o": [5], "u": list(users)}
        with self.database.connect("worker") as connection:
            connection.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, json.dumps(notice)])

    def alert(self, who: str, kind: str = "new_lead") -> None:
        """Written and told with one commit, as operations do it."""
        notice = json.dumps({"r": self.store, "w": "alert", "o": [self.lead], "u": [self.users[who]]})
        with self.database.connect("worker") as connection, connection.transaction():
            connection.execute(
                "INSERT INTO alert (rooftop_id, opportunity_id, user_id, kind, at, data)"
                " VALUES (%s, %s, %s, %s, %s, '{}')",
                [self.store, self.lead, self.users[who], kind, datetime.now(UTC)],
            )
            connection.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, notice])

    def deafen(self) -> None:
        """The listener's line breaks."""
        self.do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN %'"
        )


@pytest.fixture(scope="module")
def live_site(
    postgres: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveSite]:
    name = f"freshup_streams_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    copy_template(postgres, name)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    database = LiveDatabase(postgres, name, os.environ["FRESHUP_HOME"])
    site = LiveSite(database, free_port(), 0, tmp_path_factory.mktemp("streams") / "log")
    with django_db_blocker.unblock():
        _fill(site, name)
    try:
        site.start(web(host="127.0.0.1", port=site.http), "web")
        eventually(lambda: answers(site.http))
        yield site
    finally:
        for process in site.running:
            end(process)
        postgres.drop_database(name)


def _fill(site: LiveSite, name: str) -> None:
    connection = connections["default"]
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        store, elsewhere = make_store(), make_store(make_group(name="Else"))
        site.store = store.pk
        site.lead = make_opportunity(store, make_person(store, "Marisol", "Ortega")).pk
        people = {
            "manager": make_staff(store, "manager"),
            "seller": make_staff(store, "salesperson", "own"),
            "leaver": make_staff(store, "agent"),
            "outsider": make_staff(elsewhere, "manager"),
        }
        for who, staff in people.items():
            user = get_user_model().objects.get(pk=staff.user_id)
            site.users[who] = user.pk
            site.sessions[who] = session_of(user)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
