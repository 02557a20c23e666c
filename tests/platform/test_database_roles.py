"""Three roles: none may look past row-level security, and the one that serves pages proves it at start."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.roles import RolesMissing, TooPowerful, assert_powerless, ensure_roles


class TestTheWall:
    @pytest.mark.parametrize("role", ["web", "worker"])
    def test_web_and_worker_have_no_power_over_it(self, live, role):
        with live.connect(role) as session:
            assert_powerless(session)

    def test_the_owner_may_not_serve_pages(self, live):
        with live.connect("owner") as session, pytest.raises(TooPowerful, match="it owns tables"):
            assert_powerless(session)

    def test_the_superuser_may_not_serve_pages(self, live):
        session = psycopg.connect(live.cluster.conninfo(live.name))
        with session, pytest.raises(TooPowerful, match="is a superuser and has BYPASSRLS"):
            assert_powerless(session)

    def test_nobody_else_may_enter_the_database(self, live, postgres):
        with psycopg.connect(postgres.conninfo("postgres"), autocommit=True) as session:
            session.execute("CREATE ROLE passer_by LOGIN")
        with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
            psycopg.connect(postgres.conninfo(live.name, user="passer_by"))
        with psycopg.connect(postgres.conninfo("postgres"), autocommit=True) as session:
            session.execute("DROP ROLE passer_by")

    def test_web_makes_no_tables(self, live):
        with live.connect("web") as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("CREATE TABLE own (id int)")

    def test_a_page_that_takes_too_long_is_ended(self, live):
        with live.connect("web") as session:
            assert session.execute("SHOW statement_timeout").fetchone() == ("15s",)


@pytest.fixture(scope="class")
def customers_server() -> Iterator[Cluster]:
    """A PostgreSQL of the customer's own, where we are given one log-in that may make roles and databases."""
    home = Path(tempfile.mkdtemp(prefix="freshup-home-"))
    home.chmod(0o711)
    cluster = Cluster(home / "postgres")
    cluster.ensure_running()
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as session:
        session.execute("CREATE ROLE dealer LOGIN CREATEROLE CREATEDB")
        session.execute("CREATE ROLE clerk LOGIN")
        session.execute("CREATE DATABASE dealership OWNER dealer")
    yield cluster
    cluster.stop()
    shutil.rmtree(home)


@pytest.mark.slow
@pytest.mark.database
class TestACustomersServer:
    def test_roles_that_may_not_be_made_are_named(self, customers_server):
        session = psycopg.connect(customers_server.conninfo("dealership", user="clerk"))
        with session, pytest.raises(RolesMissing, match="CREATE ROLE freshup_web LOGIN NOSUPERUSER"):
            ensure_roles(session, roles=("web", "worker"), passwords={})

    def test_one_command_makes_it_ready(self, customers_server, tmp_path):
        url = f"postgresql://dealer@/dealership?host={customers_server.address.socket_dir}"
        for _ in ("at first", "and again"):
            self.freshup(tmp_path, DATABASE_URL=url)
        with psycopg.connect(customers_server.conninfo("dealership", user="freshup_web")) as session:
            assert_powerless(session)
            assert session.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        with psycopg.connect(customers_server.conninfo("dealership")) as session:
            found = session.execute(
                "SELECT rolpassword FROM pg_authid WHERE rolname = 'freshup_web'"
            ).fetchone()
            assert found is not None
            assert found[0].startswith("SCRAM-SHA-256$")

    def freshup(self, home: Path, **environment: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "freshup.interfaces.console.main", "database", "start"],
            env={**os.environ, "FRESHUP_HOME": str(home), **environment},
            check=True,
        )
