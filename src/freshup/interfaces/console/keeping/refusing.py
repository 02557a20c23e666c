"""Why an archive is not restored here: asked before anything is touched."""

from collections.abc import Collection

from freshup.adapters.archives.manifest import Manifest
from freshup.adapters.postgres.census import Connection, server_version, session, tables_of
from freshup.adapters.postgres.swapping import Client, clients_of, exists
from freshup.bootstrap.keeping import HOUSEHOLD, PARTLY_SHIPPED, Installation, known_migrations
from freshup.queries.platform.holdings import business_rows

SHOWN_MAX = 8
PROCESSES = ("freshup web", "freshup worker")


class Refused(Exception):
    """It is not restored; nothing was changed. The text says why and what to do."""


def refuse_newer(manifest: Manifest, maintenance: Connection) -> None:
    """An archive that knows more than this version does. Raises Refused."""
    known = known_migrations()
    unknown = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in known
    ]
    if unknown:
        raise Refused(
            f"the backup was made by a newer version, Freshup {manifest.product_version}: this one does not know"
            f" {_some(unknown)}. Restore it with that version or a newer one"
        )
    major, words = server_version(maintenance)
    if major < manifest.server_major:
        raise Refused(
            f"the backup was made on PostgreSQL {manifest.server_version}, this server is {words}:"
            " restore it on the same version or a newer one"
        )


def refuse_occupied(here: Installation, maintenance: Connection) -> None:
    """A database in which somebody has put something, or in which processes are at work. Raises Refused."""
    if not exists(maintenance, here.name):
        return
    if rows := rows_in(here):
        there = _some([f"{table} {count:,}" for table, count in sorted(rows.items(), key=_by_count)])
        raise Refused(
            f"the database {here.name} is not empty: {there} rows. --replace restores beside it and puts it aside"
        )
    if working := processes_in(here, maintenance):
        raise Refused(
            f"{len(working)} connections of {_some(sorted({one.program for one in working}))} are open: stop web and"
            " workers first; --replace sends them away"
        )


def rows_in(here: Installation) -> dict[str, int]:
    """Rows that somebody put into the usual database, by table."""
    with session(here.parameters()) as connection:
        return business_rows(connection, tables_of(connection), household=HOUSEHOLD, shipped=PARTLY_SHIPPED)


def processes_in(here: Installation, maintenance: Connection) -> list[Client]:
    return [one for one in clients_of(maintenance, here.name) if one.program in PROCESSES]


def _by_count(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _some(names: Collection[str]) -> str:
    listed = list(names)
    more = len(listed) - SHOWN_MAX
    return ", ".join(listed[:SHOWN_MAX]) + (f" and {more} more" if more > 0 else "")
