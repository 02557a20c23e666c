"""Starts, adopts and stops the embedded PostgreSQL. The server outlives whoever started it."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from freshup.adapters.postgres.account import server_account
from freshup.adapters.postgres.address import Address, address_of, recorded
from freshup.adapters.postgres.binaries import find_binaries, reachable
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.places import check_version, settle
from freshup.adapters.postgres.postmaster import server_pid
from freshup.adapters.postgres.server import SECONDS_TO_START_MAX, SUPERUSER, Server, Status
from freshup.adapters.postgres.waiting import wait_until

# Another starter may be waiting for a recovery.
SECONDS_TO_LOCK_MAX = SECONDS_TO_START_MAX + 30


class Cluster:
    """The databases of one data directory and the server that runs on it."""

    def __init__(self, data_dir: Path, *, say: Callable[[str], None] = lambda _: None) -> None:
        self.asked = data_dir.resolve()
        self._say = say

    @property
    def address(self) -> Address:
        return address_of(self.asked)

    def ensure_running(self) -> Address:
        """Starts the server where it does not run, and makes its data where there are none.

        Several processes may call this at once: one starts, the others adopt. Raises PostgresUnavailable.
        """
        binaries = find_binaries()
        known = recorded(self.asked)
        if known and Server(known, binaries, self._say).status() is Status.RUNNING:
            self._stopped.unlink(missing_ok=True)
            return known
        self._make_parent()
        with self._lock():
            account = server_account(Path(self.address.data_dir))
            address = settle(self.asked, account, self._say)
            server = Server(address, reachable(binaries, account), self._say)
            check_version(server.data_dir, server.programs)
            if not server.adopt():
                server.make_data(account)
                server.start(account)
            self._stopped.unlink(missing_ok=True)
            return address

    def revive(self) -> bool:
        """Starts a server that ended by itself, on the data it left; False where it runs or was stopped on purpose.

        Cheap where it runs: asked several times a second. Never makes data: an empty cluster in the place of a disk
        that is not mounted would take leads nobody finds again. Raises PostgresUnavailable.
        """
        address = recorded(self.asked)
        if address is None or self._stopped.exists() or server_pid(Path(address.data_dir)) is not None:
            return False
        if not (Path(address.data_dir) / "PG_VERSION").exists():
            raise PostgresUnavailable(f"the data in {address.data_dir} are gone")
        self.ensure_running()
        return True

    def stop(self) -> bool:
        """Ends the server, rolling back what runs; False where none ran. Raises PostgresUnavailable."""
        if not self.asked.parent.is_dir():
            return False
        with self._lock():
            # Before it ends, or whoever looks after it would bring it back; a full disk takes no mark.
            with suppress(OSError):
                self._stopped.touch()
            return Server(self.address, find_binaries(), self._say).stop()

    def status(self) -> Status:
        return Server(self.address, find_binaries(), self._say).status()

    def conninfo(self, database: str, *, user: str = SUPERUSER) -> str:
        address = self.address
        return make_conninfo(host=address.socket_dir, port=address.port, user=user, dbname=database)

    def create_database(self, name: str, *, owner: str, template: str = "template0") -> None:
        """Raises psycopg.errors.DuplicateDatabase where it is there already."""
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            names = [sql.Identifier(part) for part in (name, owner, template)]
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(*names)
            )

    def drop_database(self, name: str) -> None:
        """Also where somebody is still connected, or where it is gone already."""
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    @property
    def _stopped(self) -> Path:
        """There while the server rests because somebody stopped it."""
        return self.asked.with_name(f"{self.asked.name}.stopped")

    def _make_parent(self) -> None:
        try:
            self.asked.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        except OSError as error:
            raise PostgresUnavailable(f"cannot make {self.asked.parent}: {error}") from error

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One starter at a time. The lock goes with its process, however that ends."""
        path = self.asked.with_name(f"{self.asked.name}.lock")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise PostgresUnavailable(f"cannot lock {path}: {error}") from error
        try:
            what = "another process is starting or stopping the database"
            wait_until(lambda: _locked(descriptor), seconds_max=SECONDS_TO_LOCK_MAX, what=what, say=self._say)
            yield
        finally:
            os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
