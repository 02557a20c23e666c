"""What a database holds, counted: rows and a checksum for every table, and the walls around them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

Connection = psycopg.Connection[Any]

# How values are written decides the checksum, so it must not depend on whose log-in asks.
SPELLING: Final = """
SET TIME ZONE 'UTC'; SET datestyle TO 'ISO, YMD'; SET intervalstyle TO postgres; SET bytea_output TO hex;
SET extra_float_digits TO 1; SET statement_timeout TO 0; SET idle_in_transaction_session_timeout TO 0;
SET search_path TO public
"""
TABLES: Final = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
# The order in which rows lie differs after a restore, so their digests are added up. md5, since it is the same in
# every version and on every machine; this finds accidents, not forgers.
COUNT: Final = """
SELECT count(*), coalesce(sum(('x' || left(md5(counted::text), 16))::bit(64)::bigint::numeric), 0)::text
FROM {} AS counted
"""
WALLS: Final = """
SELECT (SELECT count(*) FROM pg_policies WHERE schemaname = 'public'),
       (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity),
       (SELECT count(*) FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND grantee = ANY (%s)),
       (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
"""


@dataclass(frozen=True, slots=True)
class Count:
    """Of one table: how many rows, and the sum of their digests."""

    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Walls:
    """Policies, tables under row-level security, grants to the web and worker roles, functions."""

    policies: int
    secured: int
    grants: int
    functions: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a database, for this connection and for whoever is told its name."""

    connection: Connection
    name: str


@contextmanager
def snapshot_of(parameters: Mapping[str, Any]) -> Iterator[Snapshot]:
    """Holds one moment fast while the block lasts; others go on writing."""
    with session(parameters) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield Snapshot(connection, str(row[0]) if row else "")
        connection.execute("COMMIT")


@contextmanager
def session(parameters: Mapping[str, Any]) -> Iterator[Connection]:
    """A connection on which values are spelled the same everywhere, and which may take its time."""
    with psycopg.connect(make_conninfo("", **parameters), autocommit=True) as connection:
        connection.execute(SPELLING)
        yield connection


def tables_of(connection: Connection) -> list[str]:
    return [row[0] for row in connection.execute(TABLES).fetchall()]


def count_rows(connection: Connection, tables: Sequence[str]) -> dict[str, Count]:
    """Read each of these tables once, on the server."""
    found = {}
    for table in tables:
        row = connection.execute(sql.SQL(COUNT).format(sql.Identifier(table))).fetchone()
        assert row is not None
        found[table] = Count(int(row[0]), str(row[1]))
    return found


def walls_of(connection: Connection, *, roles: Sequence[str]) -> Walls:
    row = connection.execute(WALLS, [list(roles)]).fetchone()
    assert row is not None
    return Walls(*map(int, row))


def server_version(connection: Connection) -> tuple[int, str]:
    """Its major number, and the whole of it in words."""
    number = connection.info.server_version
    return number // 10_000, f"{number // 10_000}.{number % 10_000}"
