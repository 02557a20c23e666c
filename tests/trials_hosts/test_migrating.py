"""The new version's tables are made while the old version works on them."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from freshup.bootstrap import migrating
from tests.live import LiveDatabase


def after(*causes: type[Exception]) -> Callable[..., None]:
    """A migration that meets these, one at each try, and then gets through."""
    left = list(causes)

    def migrate(*_: Any, **__: Any) -> None:
        if left:
            raise OperationalError("in the way") from left.pop(0)()

    return migrate


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "SECONDS_BETWEEN_TRIES", 0.0)
    monkeypatch.setattr(migrating, "_short_of_patience", lambda: connection.wrap_database_errors)


class TestMigrating:
    def test_tries_again_when_somebody_is_at_work(self, monkeypatch: pytest.MonkeyPatch) -> None:
        said: list[str] = []
        met = after(psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)
        monkeypatch.setattr(migrating, "call_command", met)
        migrating.migrate(said.append)
        assert len(said) == 2
        assert "DeadlockDetected" in said[0]

    def test_says_at_once_what_time_does_not_heal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(migrating, "call_command", after(psycopg.errors.DiskFull))
        with pytest.raises(OperationalError):
            migrating.migrate(lambda said: None)

    def test_gives_up_when_it_never_gets_through(self, monkeypatch: pytest.MonkeyPatch) -> None:
        never = after(*[psycopg.errors.LockNotAvailable] * 100)
        monkeypatch.setattr(migrating, "call_command", never)
        with pytest.raises(OperationalError):
            migrating.migrate(lambda said: None)

    def test_waits_less_for_a_lock_than_pages_do(self, live: LiveDatabase) -> None:
        with live.connect("web") as session:
            row = session.execute("SHOW lock_timeout").fetchone()
        assert row == ("5s",)
        assert migrating.LOCK_SECONDS < 5
