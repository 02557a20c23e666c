"""Databases that are made for a while (benches) or by several processes at once."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from freshup.bootstrap.database import NotTheOwner, database_name, ensure_database, scratch_database

FRESHUP = [sys.executable, "-m", "freshup.interfaces.console.main"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def exists(server, name: str) -> bool:
    with psycopg.connect(server.conninfo("postgres")) as session:
        return session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


class TestScratchDatabase:
    def test_is_ready_inside_and_gone_afterwards(self, postgres):
        usual = database_name()
        with scratch_database("freshup_scratch") as environment:
            assert environment == {"FRESHUP_DATABASE": "freshup_scratch"}
            with psycopg.connect(postgres.conninfo("freshup_scratch", user="freshup_web")) as session:
                assert session.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        assert database_name() == usual
        assert not exists(postgres, "freshup_scratch")

    def test_is_gone_after_a_failure_too(self, postgres):
        with pytest.raises(ZeroDivisionError), scratch_database("freshup_scratch"):
            print(1 / 0)
        assert not exists(postgres, "freshup_scratch")

    def test_stays_when_it_is_to_be_counted_from_outside(self, postgres):
        with scratch_database("freshup_scratch", keep=True):
            pass
        assert exists(postgres, "freshup_scratch")
        postgres.drop_database("freshup_scratch")


class TestEnsureDatabase:
    def test_several_starters_at_once_make_one(self, postgres):
        environment = {**os.environ, "FRESHUP_DATABASE": "freshup_doubled"}
        starters = [subprocess.Popen([*FRESHUP, "database", "start"], env=environment) for _ in "ab"]
        assert [starter.wait() for starter in starters] == [0, 0]
        with psycopg.connect(postgres.conninfo("freshup_doubled")) as session:
            row = session.execute(
                "SELECT count(*), count(DISTINCT (app, name)) FROM django_migrations"
            ).fetchone()
        postgres.drop_database("freshup_doubled")
        assert row is not None
        assert row[0] == row[1] > 0

    def test_only_the_owner_makes_databases(self, monkeypatch):
        monkeypatch.setattr(settings, "FRESHUP_ROLE", "web")
        with pytest.raises(NotTheOwner, match="runs as web"):
            ensure_database()


class TestCheckWall:
    def test_stops_a_server_of_pages_that_logs_in_as_owner(self, live):
        question = (
            "import django; django.setup(); from freshup.bootstrap.database import check_wall; check_wall()"
        )
        said = [
            subprocess.run([sys.executable, "-c", question], env=live.environment(role), capture_output=True)
            for role in ("web", "owner")
        ]
        assert said[0].returncode == 0
        assert b"TooPowerful: pages may not be served as freshup_owner" in said[1].stderr
