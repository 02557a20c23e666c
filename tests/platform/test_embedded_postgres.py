"""The embedded server on bad days: killed, doubled, mistaken for a stranger, moved, copied, out of reach."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from freshup.adapters.postgres import binaries, places
from freshup.adapters.postgres.account import server_account
from freshup.adapters.postgres.address import SOCKET_DIRECTORY_BYTES_MAX, Address, planned, record
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.postmaster import recorded_pid
from freshup.adapters.postgres.server import Status

pytestmark = [pytest.mark.database, pytest.mark.slow]
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")

START = """
import sys, time
from pathlib import Path
from freshup.adapters.postgres.launcher import Cluster
Cluster(Path(sys.argv[1])).ensure_running()
print("ready", flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with scratch_home() as made:
        yield made


@pytest.fixture(scope="module")
def steady() -> Iterator[Cluster]:
    """A running server that nobody harms."""
    with scratch_home() as made:
        cluster = Cluster(made / "postgres")
        cluster.ensure_running()
        yield cluster


@contextmanager
def scratch_home() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="freshup-home-"))
    made.chmod(0o711)
    yield made
    for data_dir in [made / "postgres", *made.rglob("data-*/postgres")]:
        Cluster(data_dir).stop()
    shutil.rmtree(made)


@pytest.fixture
def cluster(home: Path) -> Cluster:
    return Cluster(home / "postgres")


def ask(cluster: Cluster, statement: str) -> object:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
        return row[0] if row else None


def tell(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def start_elsewhere(cluster: Cluster, seconds: float = 0) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", START, str(cluster.asked), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def pid_of(cluster: Cluster) -> int:
    pid = recorded_pid(Path(cluster.address.data_dir))
    assert pid is not None
    return pid


def stranger() -> "subprocess.Popen[bytes]":
    """A process that PostgreSQL's account could signal, so that its number could be a server's."""
    account = server_account(Path("/nonexistent"))
    return subprocess.Popen(
        ["sleep", "60"], user=account.user, group=account.group, extra_groups=account.extra_groups, cwd="/"
    )


class TestStarting:
    def test_a_second_starter_adopts_the_server(self, cluster):
        cluster.ensure_running()
        first = pid_of(cluster)
        assert Cluster(cluster.asked).ensure_running() == cluster.address
        assert pid_of(cluster) == first

    def test_two_starters_at_once_make_one_server(self, cluster):
        with ThreadPoolExecutor() as pool:
            said = list(
                pool.map(lambda starter: starter.communicate()[0], [start_elsewhere(cluster) for _ in "ab"])
            )
        assert said == ["ready\n", "ready\n"]
        assert ask(cluster, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'checkpointer'") == 1

    def test_the_server_outlives_a_killed_starter(self, cluster):
        starter = start_elsewhere(cluster, seconds=60)
        assert starter.stdout is not None
        assert starter.stdout.readline() == "ready\n"
        starter.kill()
        starter.communicate()
        assert cluster.status() is Status.RUNNING

    def test_data_survive_a_stop(self, cluster):
        cluster.ensure_running()
        tell(cluster, "CREATE TABLE kept AS SELECT 1 AS one")
        assert cluster.stop()
        assert cluster.status() is Status.STOPPED
        assert not cluster.stop()
        cluster.ensure_running()
        assert ask(cluster, "SELECT one FROM kept") == 1

    def test_an_initdb_killed_half_way_is_done_again(self, cluster, home):
        (home / "postgres.new").mkdir()
        (home / "postgres.new" / "PG_VERSION").write_text("18\n")
        cluster.ensure_running()
        assert ask(cluster, "SELECT 1") == 1


class TestAfterACrash:
    def test_a_killed_server_recovers_what_was_committed(self, cluster):
        cluster.ensure_running()
        tell(cluster, "CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(pid_of(cluster), signal.SIGKILL)
        cluster.ensure_running()
        assert ask(cluster, "SELECT one FROM kept") == 1

    def test_a_stranger_with_the_servers_number_is_no_server(self, cluster):
        cluster.ensure_running()
        os.kill(pid_of(cluster), signal.SIGKILL)
        sleeper = stranger()
        pid_file = Path(cluster.address.data_dir) / "postmaster.pid"
        pid_file.write_text(f"{sleeper.pid}\n" + pid_file.read_text().partition("\n")[2])
        assert not cluster.stop()
        cluster.ensure_running()
        assert sleeper.poll() is None
        assert ask(cluster, "SELECT 1") == 1
        sleeper.kill()
        sleeper.wait()

    def test_a_server_without_its_socket_is_started_anew(self, cluster, monkeypatch):
        monkeypatch.setattr("freshup.adapters.postgres.server.SECONDS_WITHOUT_SOCKET_MAX", 0.5)
        cluster.ensure_running()
        before = pid_of(cluster)
        shutil.rmtree(cluster.address.socket_dir)
        cluster.ensure_running()
        assert pid_of(cluster) != before


class TestPlaces:
    def test_a_deep_directory_gets_a_short_socket(self, home):
        cluster = Cluster(home / ("d" * 60) / ("e" * 60) / "postgres")
        address = cluster.ensure_running()
        assert len(address.socket_dir) <= SOCKET_DIRECTORY_BYTES_MAX
        assert Path(address.socket_dir).stat().st_mode & 0o777 == 0o700
        assert cluster.address == address
        assert ask(cluster, "SELECT 1") == 1
        cluster.stop()
        shutil.rmtree(address.socket_dir)

    def test_nobody_elses_socket_directory_is_used(self, home, monkeypatch):
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
        deep = home / ("d" * 60) / ("e" * 60) / "postgres"
        foreign = Path(planned(deep).socket_dir)
        elsewhere = home / "elsewhere"
        elsewhere.mkdir()
        foreign.symlink_to(elsewhere)
        cluster = Cluster(deep)
        chosen = Path(cluster.ensure_running().socket_dir)
        cluster.stop()
        shutil.rmtree(chosen)
        foreign.unlink()
        assert chosen != foreign

    def test_a_copied_home_has_a_server_of_its_own(self, cluster, home):
        cluster.ensure_running()
        cluster.stop()
        copied = home / "copy"
        subprocess.run(["cp", "-a", *map(str, home.glob("postgres*")), str(_made(copied))], check=True)
        cluster.ensure_running()
        copy = Cluster(copied / "postgres")
        copy.ensure_running()
        assert pid_of(copy) != pid_of(cluster)
        copy.stop()

    @only_root
    def test_root_behind_a_private_home_keeps_its_data_in_reach(self, home, monkeypatch):
        monkeypatch.setattr(places, "SHARED_DATA", home / "shared")
        private = _made(home / "private", 0o700)
        cluster = Cluster(private / "postgres")
        address = cluster.ensure_running()
        assert address.elsewhere
        assert Path(address.data_dir).is_relative_to(home / "shared")
        assert private.stat().st_mode & 0o777 == 0o700
        assert Cluster(private / "postgres").ensure_running() == address
        cluster.stop()

    @only_root
    def test_data_that_were_kept_elsewhere_and_are_gone_are_not_begun_anew(self, home):
        record(
            home / "postgres", Address("/run/gone", str(home / "gone/away/postgres"), str(home / "postgres"))
        )
        with pytest.raises(PostgresUnavailable, match="which is gone"):
            Cluster(home / "postgres").ensure_running()

    @only_root
    @pytest.mark.skipif(
        "FRESHUP_TEST_POSTGRES_BIN" in os.environ, reason="only the wheel's programs are copied"
    )
    def test_programs_behind_a_private_home_are_copied(self, cluster, home, monkeypatch):
        private = _made(home / "private", 0o700)
        package = binaries.find_binaries().directory.parents[1]
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, private / part.name, ignore=shutil.ignore_patterns("pginstall", "include"))
        monkeypatch.setattr(binaries, "SHARED_COPIES", home / "programs")
        monkeypatch.setattr(binaries, "_in_wheel", lambda: private / package.name / "pginstall18" / "bin")
        cluster.ensure_running()
        assert ask(cluster, "SELECT 1") == 1
        assert os.readlink(f"/proc/{pid_of(cluster)}/exe").startswith(str(home / "programs"))


class TestSettings:
    def test_nothing_that_was_answered_is_lost_in_a_power_cut(self, steady):
        steady.ensure_running()
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert ask(steady, f"SHOW {setting}") == "on"

    def test_nobody_else_reaches_it(self, steady):
        address = steady.ensure_running()
        assert ask(steady, "SHOW listen_addresses") == ""
        for directory in (address.socket_dir, address.data_dir):
            assert Path(directory).stat().st_mode & 0o777 == 0o700

    def test_names_sort_alike_on_every_machine(self, steady):
        steady.ensure_running()
        assert ask(steady, "SELECT 'a' < 'B'") is False
        assert ask(steady, "SELECT upper('é')") == "É"

    def test_its_log_tells_nothing_about_customers(self, steady):
        address = steady.ensure_running()
        tell(steady, "CREATE TABLE person (email text UNIQUE)")
        tell(steady, "INSERT INTO person VALUES ('ann@example.com')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            tell(steady, "INSERT INTO person VALUES ('ann@example.com')")
        logs = Path(address.data_dir) / "log"
        for _ in range(100):
            said = "".join(log.read_text() for log in logs.iterdir())
            if "duplicate key value" in said:
                break
            time.sleep(0.05)
        assert "duplicate key value" in said
        assert "ann@example.com" not in said

    def test_the_operators_own_settings_have_the_last_word(self, cluster):
        cluster.ensure_running()
        cluster.stop()
        (Path(cluster.address.data_dir) / "local.conf").write_text("work_mem = '7MB'\n")
        shutil.chown(Path(cluster.address.data_dir) / "local.conf", server_account(Path("/nonexistent")).uid)
        cluster.ensure_running()
        assert ask(cluster, "SHOW work_mem") == "7MB"


class TestFailures:
    def test_a_server_that_does_not_start_says_why(self, cluster):
        cluster.ensure_running()
        cluster.stop()
        conf = Path(cluster.address.data_dir) / "postgresql.conf"
        conf.write_text(conf.read_text() + "no_such_setting = 1\n")
        with pytest.raises(PostgresUnavailable, match="no_such_setting"):
            cluster.ensure_running()

    def test_data_of_another_version_are_left_alone(self, cluster, home):
        cluster.ensure_running()
        cluster.stop()
        (Path(cluster.address.data_dir) / "PG_VERSION").write_text("9\n")
        with pytest.raises(PostgresUnavailable, match="PostgreSQL 9's"):
            cluster.ensure_running()

    def test_programs_that_are_none_are_named(self, cluster, monkeypatch, home):
        monkeypatch.setenv("FRESHUP_POSTGRES_BIN", str(home))
        with pytest.raises(PostgresUnavailable, match="no PostgreSQL can be run in"):
            cluster.ensure_running()
        monkeypatch.undo()


def _made(directory: Path, mode: int = 0o711) -> Path:
    directory.mkdir()
    directory.chmod(mode)
    return directory
