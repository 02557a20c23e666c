"""Among the processes of an installation the database is looked after too."""

import errno
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from freshup.adapters.postgres.account import server_account
from freshup.adapters.postgres.address import SOCKET_NAME
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.postmaster import server_pid
from freshup.interfaces.console.database_keeper import DatabaseKeeper
from freshup.interfaces.console.processes import Household
from freshup.interfaces.console.trials.ground import throw_away_home
from tests.doors.conftest import eventually

pytestmark = [pytest.mark.slow, pytest.mark.database]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with throw_away_home("freshup-keeper-") as home:
        Cluster(home / "postgres").ensure_running()
        yield home


@pytest.fixture
def server(place: Path) -> Cluster:
    server = Cluster(place / "postgres")
    server.ensure_running()
    return server


def pid_of(server: Cluster) -> int:
    pid = server_pid(Path(server.address.data_dir))
    assert pid is not None
    return pid


def answers(server: Cluster) -> bool:
    try:
        psycopg.connect(server.conninfo("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


class TestAKilledDatabase:
    def test_is_brought_back_by_the_household_without_a_person(self, server: Cluster) -> None:
        said: list[str] = []
        household = Household([], said.append, DatabaseKeeper(server, said.append))
        keeping = Thread(target=household.watch)
        keeping.start()
        killed = pid_of(server)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: any("runs again" in words for words in said))
        household.stopping.set()
        keeping.join(10)
        assert answers(server)
        assert pid_of(server) != killed

    def test_is_left_alone_where_somebody_stopped_it(self, server: Cluster) -> None:
        server.stop()
        assert not server.revive()
        assert not answers(server)

    def test_can_be_started_again_by_hand_and_is_looked_after_from_then_on(self, server: Cluster) -> None:
        server.stop()
        server.ensure_running()
        os.kill(pid_of(server), signal.SIGKILL)
        eventually(server.revive)
        assert answers(server)

    def test_comes_back_although_a_stranger_has_the_number_in_the_lock_of_its_socket(
        self, server: Cluster
    ) -> None:
        """As after a reboot; or while nobody has taken notice of the dead server yet."""
        account = server_account(Path(server.address.data_dir))
        lock = Path(server.address.socket_dir) / f"{SOCKET_NAME}.lock"
        os.kill(pid_of(server), signal.SIGKILL)
        eventually(lambda: server_pid(Path(server.address.data_dir)) is None)
        with subprocess.Popen(["sleep", "60"], user=account.user, group=account.group) as stranger:
            lines = lock.read_text().splitlines(keepends=True)
            lock.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
            assert server.revive()
            stranger.kill()
        assert answers(server)

    def test_is_not_replaced_by_an_empty_one_when_its_data_are_gone(
        self, server: Cluster, place: Path
    ) -> None:
        os.kill(pid_of(server), signal.SIGKILL)
        eventually(lambda: server_pid(place / "postgres") is None)
        shutil.move(place / "postgres", place / "elsewhere")
        try:
            with pytest.raises(PostgresUnavailable, match="are gone"):
                server.revive()
            assert not (place / "postgres").exists()
        finally:
            shutil.move(place / "elsewhere", place / "postgres")

    def test_is_tried_again_and_said_once_while_it_cannot_start(self) -> None:
        class Broken:
            tries = 0

            def revive(self) -> bool:
                self.tries += 1
                raise PostgresUnavailable("no space")

        broken, stopping = Broken(), Event()
        said: list[str] = []

        def say(words: str) -> None:
            """The log lies on the same full disk."""
            said.append(words)
            raise OSError(errno.ENOSPC, "No space left on device")

        keeping = Thread(target=DatabaseKeeper(broken, say).watch, args=(stopping,))  # type: ignore[arg-type]
        keeping.start()
        eventually(lambda: broken.tries >= 3)
        stopping.set()
        keeping.join(10)
        assert len(said) == 1
        assert "no space" in said[0]
