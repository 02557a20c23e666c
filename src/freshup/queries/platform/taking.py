"""The rows a dealer takes away, in portions, all from one moment, within the wall pages are served behind."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from freshup.data.models import Group, Rooftop
from freshup.queries.access import Scope, of_stores
from freshup.queries.platform.taken_away import TAKEN, Taken

Connection = psycopg.Connection[Any]

ROWS_AT_ONCE: Final = 2_000
# A row of raw bytes may have 256 kB of them.
ROWS_OF_BYTES_AT_ONCE: Final = 50
BYTES: Final[dict[str, tuple[str, ...]]] = {"submission": ("body", "corrected_body")}
# The web role gives up after 15 seconds, as a page must; an export may take an hour.
BEGIN: Final[tuple[LiteralString, ...]] = (
    "SET TIME ZONE 'UTC'",
    "SET statement_timeout TO 0",
    "SET idle_in_transaction_session_timeout TO 0",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
)
ENTER: Final = """
SELECT set_config('app.user', '', true), set_config('app.owners', '', true), set_config('app.sharing_groups', '', true),
       set_config('app.groups', %(groups)s, true), set_config('app.stores', %(stores)s, true),
       set_config('app.rooftops', %(stores)s, true)
"""
# The owner's count, which no policy stands before: an independent one, where rows say whose they are.
COUNT: Final = "SELECT count(*) FROM {} WHERE rooftop_id = ANY (%s)"


class NothingToTake(LookupError):
    """No store, or no group, of that name; the text lists those there are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The stores that are taken, and the groups all of whose stores are among them."""

    scope: Scope
    whole_groups: tuple[int, ...]
    names: tuple[str, ...]


def everything() -> Asked:
    """Every store of every group, archived ones too."""
    return _asked(list(Rooftop.objects.order_by("id").values_list("id", "group_id", "name")))


def group_named(asked: str) -> Asked:
    """All stores of the group of that name or number. Raises NothingToTake."""
    groups = list(Group.objects.order_by("id").values_list("id", "name"))
    found = [id for id, name in groups if asked == str(id) or asked.casefold() == name.casefold()]
    if len(found) != 1:
        there_are = ", ".join(f"{id} {name}" for id, name in groups) or "none yet"
        raise NothingToTake(f"no one group is called {asked}; there are: {there_are}")
    return _asked(
        list(Rooftop.objects.filter(group_id=found[0]).order_by("id").values_list("id", "group_id", "name"))
    )


def store_numbered(store_id: int) -> Asked:
    """One store. Raises NothingToTake."""
    return _asked(list(Rooftop.objects.filter(id=store_id).values_list("id", "group_id", "name")))


def _asked(stores: Sequence[tuple[int, int, str]]) -> Asked:
    if not stores:
        raise NothingToTake("there is no such store")
    ids, groups = {id for id, _, _ in stores}, {group for _, group, _ in stores}
    elsewhere = set(
        Rooftop.objects.filter(group_id__in=groups).exclude(id__in=ids).values_list("group_id", flat=True)
    )
    return Asked(
        of_stores(ids, groups), tuple(sorted(groups - elsewhere)), tuple(name for _, _, name in stores)
    )


@contextmanager
def taking(parameters: Mapping[str, Any], asked: Asked) -> Iterator[Connection]:
    """One moment of the database as these stores see it; others go on writing."""
    with psycopg.connect(make_conninfo("", **parameters), autocommit=True) as connection:
        for statement in BEGIN:
            connection.execute(statement)
        connection.execute(
            ENTER,
            {
                "groups": ",".join(map(str, asked.scope.groups)),
                "stores": ",".join(map(str, asked.scope.stores)),
            },
        )
        yield connection
        connection.execute("COMMIT")


def rows_of(connection: Connection, table: str, asked: Asked) -> Iterator[Sequence[Any]]:
    """The table's rows in order, each with the columns that go, a portion at a time."""
    taken = TAKEN[table]
    with connection.cursor(name=f"taking_{table}") as cursor:
        cursor.itersize = ROWS_OF_BYTES_AT_ONCE if table in BYTES else ROWS_AT_ONCE
        cursor.execute(_question(table, taken), {"whole_groups": list(asked.whole_groups)})
        yield from cursor


def rows_there(connection: Connection, table: str, asked: Asked) -> int | None:
    """How many rows name one of these stores, counted by the owner; None where rows of a table name no store."""
    if table == "rooftop" or "rooftop_id" not in TAKEN[table].names:
        return None
    row = connection.execute(
        sql.SQL(COUNT).format(sql.Identifier(table)), [list(asked.scope.stores)]
    ).fetchone()
    return int(row[0]) if row else 0


def _question(table: str, taken: Taken) -> sql.Composed:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in taken.names)
    where = sql.SQL(" WHERE {}").format(sql.SQL(taken.where)) if taken.where else sql.SQL("")
    return sql.SQL("SELECT {} FROM {} AS taken{} ORDER BY {}").format(
        columns, sql.Identifier(table), where, sql.Identifier(taken.names[0])
    )
