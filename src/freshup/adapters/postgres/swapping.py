"""One database takes the name of another, at one moment; who is connected to it, and how they are sent away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from freshup.adapters.postgres.waiting import wait_until

Connection = psycopg.Connection[Any]

SECONDS_TO_LEAVE_MAX: Final = 30
NAME_LENGTH_MAX: Final = 63
CLIENTS: Final = """
SELECT pid, usename, application_name FROM pg_stat_activity
WHERE datname = %s AND pid <> pg_backend_pid() ORDER BY pid
"""
# Whom this log-in may not send away.
STUBBORN: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = %s AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
  AND NOT pg_has_role(usesysid, 'USAGE') AND NOT pg_has_role('pg_signal_backend', 'USAGE')
"""
STOP_THEM: Final = (
    "web and worker processes are connected, and the owner's log-in may not send them away:"
    " stop them, then restore"
)
KEPT: Final = "SELECT datname FROM pg_database WHERE datname LIKE %s ESCAPE '!' ORDER BY datname"


class InUse(Exception):
    """Processes are connected to the database and cannot be sent away; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Client:
    pid: int
    login: str
    program: str


def exists(maintenance: Connection, name: str) -> bool:
    found = maintenance.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def clients_of(maintenance: Connection, name: str) -> list[Client]:
    """Who is connected to that database."""
    rows = maintenance.execute(CLIENTS, [name]).fetchall()
    return [Client(pid, login or "", program or "") for pid, login, program in rows]


def refuse_stubborn(maintenance: Connection, name: str) -> None:
    """Raises InUse where `swap` would find out at the very end that it cannot."""
    row = maintenance.execute(STUBBORN, [name]).fetchone()
    if row and row[0]:
        raise InUse(STOP_THEM)


def create(maintenance: Connection, name: str, *, owner: str | None) -> None:
    """An empty database, in place of a left-over of that name."""
    drop(maintenance, name)
    # Whoever makes it owns it unless somebody is named; CURRENT_USER is no name here.
    whose = sql.SQL("OWNER {}").format(sql.Identifier(owner)) if owner else sql.SQL("")
    wanted = sql.SQL("CREATE DATABASE {} {} TEMPLATE template0 ENCODING 'UTF8'")
    maintenance.execute(wanted.format(sql.Identifier(name), whose))


def drop(maintenance: Connection, name: str) -> None:
    maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def rename(maintenance: Connection, name: str, wanted: str) -> None:
    names = {"name": sql.Identifier(name), "wanted": sql.Identifier(wanted)}
    _execute(maintenance, "ALTER DATABASE {name} RENAME TO {wanted}", names)


def swap(maintenance: Connection, *, usual: str, new: str, aside: str, say: Callable[[str], None]) -> None:
    """`new` becomes `usual`, and what was called so becomes `aside`: both renamed by one commit, or neither.

    Raises InUse; then everything is as it was.
    """
    names = {"usual": sql.Identifier(usual), "new": sql.Identifier(new), "aside": sql.Identifier(aside)}
    # Otherwise a worker that is sent away is back before the renaming.
    _execute(maintenance, "ALTER DATABASE {usual} ALLOW_CONNECTIONS false", names)
    try:
        _send_away(maintenance, usual, say)
        with maintenance.transaction():
            _execute(maintenance, "ALTER DATABASE {usual} RENAME TO {aside}", names)
            _execute(maintenance, "ALTER DATABASE {new} RENAME TO {usual}", names)
    except BaseException:
        _execute(maintenance, "ALTER DATABASE {usual} ALLOW_CONNECTIONS true", names)
        raise
    # Left closed until it has its own name: a process that comes back must find the new one.
    _execute(maintenance, "ALTER DATABASE {aside} ALLOW_CONNECTIONS true", names)


def kept_aside(maintenance: Connection, prefix: str) -> list[str]:
    """Databases whose name begins so."""
    pattern = prefix.replace("!", "!!").replace("_", "!_").replace("%", "!%") + "%"
    return [row[0] for row in maintenance.execute(KEPT, [pattern]).fetchall()]


def _send_away(maintenance: Connection, name: str, say: Callable[[str], None]) -> None:
    try:
        for client in clients_of(maintenance, name):
            maintenance.execute("SELECT pg_terminate_backend(%s)", [client.pid])
    except psycopg.errors.InsufficientPrivilege as error:
        raise InUse(STOP_THEM) from error
    wait_until(
        lambda: not clients_of(maintenance, name),
        seconds_max=SECONDS_TO_LEAVE_MAX,
        what="connections are being closed",
        say=say,
    )


def _execute(maintenance: Connection, statement: LiteralString, names: dict[str, sql.Identifier]) -> None:
    maintenance.execute(sql.SQL(statement).format(**names))
