"""Both ends of a connection notice within half a minute that the other has fallen silent."""

from pathlib import Path

import psycopg
import pytest

from freshup.config.databases import database
from tests.live import LiveDatabase

HOME = Path("/srv/freshup")
URL = "postgresql://boss:pw@db.example.com/leads"


def options(role: str) -> dict[str, str]:
    found: dict[str, str] = database(role, home=HOME, secret_key="k")["OPTIONS"]
    return found


class TestOurEnd:
    @pytest.mark.parametrize("role", ["owner", "web", "worker"])
    def test_asks_after_a_silent_server(self, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", URL)
        told = options(role)
        silent = int(told["keepalives_idle"]) + int(told["keepalives_interval"]) * int(
            told["keepalives_count"]
        )
        assert silent <= 30
        assert int(told["tcp_user_timeout"]) <= 30_000
        assert int(told["connect_timeout"]) <= 10

    def test_believes_the_url_before_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", f"{URL}?keepalives_idle=60")
        assert options("web")["keepalives_idle"] == "60"
        assert options("web")["tcp_user_timeout"] == "20000"

    def test_does_so_with_a_log_in_of_its_own_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FRESHUP_WEB_DATABASE_URL", URL)
        assert options("web")["tcp_user_timeout"] == "20000"

    def test_asks_nobody_over_a_socket(self) -> None:
        assert "tcp_user_timeout" not in options("web")


class TestTheServersEnd:
    @pytest.mark.parametrize("role", ["web", "worker"])
    def test_gives_a_silent_session_up(self, live: LiveDatabase, role: str) -> None:
        with psycopg.connect(live.cluster.conninfo(live.name)) as session:
            row = session.execute(
                "SELECT rolconfig FROM pg_roles WHERE rolname = %s", [f"freshup_{role}"]
            ).fetchone()
        assert row is not None
        told = dict(one.split("=") for one in row[0])
        silent = int(told["tcp_keepalives_idle"]) + int(told["tcp_keepalives_interval"]) * int(
            told["tcp_keepalives_count"]
        )
        assert silent <= 30
        assert told["tcp_user_timeout"] == "20s"
