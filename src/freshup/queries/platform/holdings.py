"""What a database of ours holds, whatever version made it: stored files, business rows, what came since a moment.

Asked on a connection of the caller's, since it may be a database that Django is not in.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

Connection = psycopg.Connection[Any]

ROWS_AT_ONCE: Final = 5_000
# Every table that names bytes outside the database does so in a column of this name.
NAMING: Final = """
SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'stored_as' ORDER BY c.relname
"""
COLUMNS: Final = """
SELECT a.attname FROM pg_attribute a
WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
"""
MIGRATIONS: Final = (
    "SELECT app, array_agg(name ORDER BY name) FROM django_migrations GROUP BY app ORDER BY app"
)
SUPPRESSED_SINCE: Final = """
SELECT s.group_id, g.name, s.kind, s.value, s.channel, s.reason, s.since
FROM suppression s JOIN dealer_group g ON g.id = s.group_id
WHERE s.since >= %s AND s.lifted_at IS NULL ORDER BY s.id
"""
# What a restore from an older backup leaves behind, in words and the question that counts it.
SINCE: Final[tuple[tuple[str, str, LiteralString], ...]] = (
    ("inquiries received", "submission", "SELECT count(*) FROM submission WHERE received_at > %s"),
    ("messages", "message", "SELECT count(*) FROM message WHERE created_at > %s"),
    ("people erased", "person", "SELECT count(*) FROM person WHERE erased_at > %s"),
    ("changes of settings and sign-ins", "audit_entry", "SELECT count(*) FROM audit_entry WHERE at > %s"),
)


def migrations_of(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Which migrations it has been through, by app."""
    return {app: tuple(names) for app, names in connection.execute(MIGRATIONS).fetchall()}


def stored_files(connection: Connection) -> Iterator[str]:
    """The name of every stored file a row speaks of, once and in order; read in portions inside a transaction."""
    tables = _naming(connection)
    if not tables:
        return
    parts = sql.SQL(" UNION ").join(
        sql.SQL("SELECT stored_as FROM {} WHERE stored_as <> ''").format(sql.Identifier(table))
        for table in tables
    )
    with connection.cursor(name="stored_files") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(sql.SQL("SELECT stored_as FROM ({}) AS named ORDER BY stored_as").format(parts))
        for row in cursor:
            yield str(row[0])


def still_named(connection: Connection, names: Sequence[str]) -> set[str]:
    """Which of these stored files some row still speaks of."""
    found: set[str] = set()
    for table in _naming(connection):
        question = sql.SQL("SELECT DISTINCT stored_as FROM {} WHERE stored_as = ANY (%s)")
        rows = connection.execute(question.format(sql.Identifier(table)), [list(names)]).fetchall()
        found |= {str(row[0]) for row in rows}
    return found


def business_rows(
    connection: Connection, tables: Sequence[str], *, household: Collection[str], shipped: Collection[str]
) -> dict[str, int]:
    """Rows that somebody put in, by table; tables of the household are passed over, and shipped rows."""
    found = {}
    for table in tables:
        if table in household:
            continue
        own = sql.SQL(" WHERE rooftop_id IS NOT NULL") if table in shipped else sql.SQL("")
        question = sql.SQL("SELECT count(*) FROM {}{}").format(sql.Identifier(table), own)
        row = connection.execute(question).fetchone()
        if row and row[0]:
            found[table] = int(row[0])
    return found


def came_since(connection: Connection, moment: datetime) -> dict[str, int]:
    """What this database knows that a copy of that moment does not, in words with counts."""
    found = {}
    for words, table, question in SINCE:
        if not has_columns(connection, table, ()):
            continue
        row = connection.execute(question, [moment]).fetchone()
        if row and row[0]:
            found[words] = int(row[0])
    return found


def suppressed_since(connection: Connection, moment: datetime) -> list[tuple[Any, ...]]:
    """Opt-outs that were taken from then on and stand; none where the table is of another shape."""
    wanted = ("group_id", "kind", "value", "channel", "reason", "since", "lifted_at")
    if not has_columns(connection, "suppression", wanted):
        return []
    return connection.execute(SUPPRESSED_SINCE, [moment]).fetchall()


def settings_version_max(connection: Connection) -> int:
    """The highest number under which some process may keep a store's settings in memory."""
    if not has_columns(connection, "rooftop", ("settings_version",)):
        return 0
    row = connection.execute("SELECT coalesce(max(settings_version), 0) FROM rooftop").fetchone()
    return int(row[0]) if row else 0


def has_columns(connection: Connection, table: str, columns: Sequence[str]) -> bool:
    found = {row[0] for row in connection.execute(COLUMNS, [f"public.{table}"]).fetchall()}
    return bool(found) and found >= set(columns)


def _naming(connection: Connection) -> list[str]:
    return [row[0] for row in connection.execute(NAMING).fetchall()]
