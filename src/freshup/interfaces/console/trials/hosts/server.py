"""The database host: PostgreSQL over TCP with passwords, as somebody runs it who runs several hosts."""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from freshup.adapters.postgres.account import Account, plain_environment, server_account
from freshup.adapters.postgres.binaries import Binaries, find_binaries, reachable
from freshup.interfaces.console.trials.hosts.network import SUBNET, Host
from freshup.interfaces.console.trials.verdict import TrialFailed

# Debian's, the oldest version that is promised, before the one in the wheel.
DEBIAN: Final = Path("/usr/lib/postgresql/15/bin")
DATABASE: Final = "freshup"
BOSS: Final = "freshup_boss"
PORT: Final = 5432
SECONDS_TO_START_MAX: Final = 30.0
# Room for two hosts more than there are: what a cut-off host left open counts until the server notices.
SETTINGS: Final = {"listen_addresses": "*", "max_connections": "200", "log_min_messages": "error"}
ACCESS: Final = f"local all all trust\nhost all all {SUBNET}.0/24 scram-sha-256\n"


@dataclass(frozen=True, slots=True)
class DatabaseHost:
    """Reached over the network by the hosts, and by the judge over the socket in its directory."""

    host: Host
    directory: Path
    password: str
    version: int

    @property
    def url(self) -> str:
        """As DATABASE_URL: the owner, who may make the two other roles."""
        return f"postgresql://{BOSS}:{self.password}@{self.host.address}:{PORT}/{DATABASE}"

    def connect(self, database: str = DATABASE) -> "psycopg.Connection[Any]":
        """As the server's superuser, past the network."""
        place = make_conninfo(host=str(self.directory), port=PORT, user="postgres", dbname=database)
        return psycopg.connect(place, autocommit=True)


@contextmanager
def database_host(host: Host, directory: Path) -> Iterator[DatabaseHost]:
    """Running, with an empty database that belongs to the log-in of its URL."""
    account = server_account(directory / "data")
    programs = _programs(account)
    account.own(directory)
    _make(directory / "data", programs, account)
    made = DatabaseHost(host, directory, secrets.token_urlsafe(18), programs.version)
    with (directory / "server.log").open("wb") as log:
        running = subprocess.Popen(
            host.command(*_as(account), str(programs["postgres"]), *_options(directory)),
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
        )
    try:
        _await(made, running, directory / "server.log")
        _open(made)
        yield made
    finally:
        running.terminate()
        try:
            running.wait(5)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _programs(account: Account) -> Binaries:
    if not os.environ.get("FRESHUP_POSTGRES_BIN") and (DEBIAN / "postgres").exists():
        return Binaries(DEBIAN, 15)
    return reachable(find_binaries(), account)


def _as(account: Account) -> list[str]:
    """Ends with the trial, however that ends; root lends it an account of its own."""
    who = ["--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
    return ["setpriv", *who, "--pdeathsig", "QUIT"]


def _options(directory: Path) -> list[str]:
    named = [f"--{name}={value}" for name, value in SETTINGS.items()]
    return ["-D", str(directory / "data"), "-k", str(directory), "-p", str(PORT), *named]


def _make(data: Path, programs: Binaries, account: Account) -> None:
    made = account.run(
        programs["initdb"],
        "-D",
        data,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    )
    if made.returncode != 0:
        raise TrialFailed(f"initdb: {made.stderr.strip()[-500:]}")
    (data / "pg_hba.conf").write_text(ACCESS)


def _await(made: DatabaseHost, running: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START_MAX
    while running.poll() is None and time.monotonic() < until:
        try:
            made.connect("postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise TrialFailed(f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:]}")


def _open(made: DatabaseHost) -> None:
    boss, name = sql.Identifier(BOSS), sql.Identifier(DATABASE)
    with made.connect("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}").format(
                boss, sql.Literal(made.password)
            )
        )
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(name, boss)
        )
