"""The database of this installation, ready for use: the embedded cluster, or the one DATABASE_URL names."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.roles import (
    ADVISORY_KEY,
    LOGINS,
    assert_powerless,
    derived_password,
    ensure_roles,
    grant_database,
)
from freshup.bootstrap.home import home, prepare_home
from freshup.bootstrap.migrating import migrate
from freshup.operations.cadences.shipping import install_shipped

CLUSTER_DIRECTORY = "postgres"
NOT_FOR_LIBPQ = {"cursor_factory", "context", "prepare_threshold", "pool"}


class NotTheOwner(Exception):
    """Only the owner's process may make or migrate a database; serve and worker run without that power."""


def quiet(words: str) -> None:
    """Says nothing."""


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def cluster(say: Callable[[str], None] = quiet) -> Cluster:
    return Cluster(home() / CLUSTER_DIRECTORY, say=say)


def ensure_database(say: Callable[[str], None] = quiet) -> None:
    """Starts the server if it is ours, then makes roles, database and tables where they are missing.

    Several processes may call it at once. Raises PostgresUnavailable, RolesMissing, NotTheOwner and
    psycopg.OperationalError (a server of the customer's that cannot be reached).
    """
    ensure_server(say)
    _ensure_named(database_name())
    ensure_tables(say)


@contextmanager
def scratch_database(
    name: str, *, keep: bool = False, say: Callable[[str], None] = quiet
) -> Iterator[dict[str, str]]:
    """A new, migrated database of its own; yields the environment for processes that shall use it.

    This process uses it too while the block lasts. Dropped at the end, also after an error, unless kept.
    """
    usual = database_name()
    ensure_server(say)
    _drop(name)
    try:
        _ensure_named(name)
        point_django_at({"NAME": name})
        ensure_tables(say)
        yield {"FRESHUP_DATABASE": name}
    finally:
        point_django_at({"NAME": usual})
        if not keep:
            _drop(name)


def check_wall() -> None:
    """Raises TooPowerful when this process, which serves pages, could look past row-level security."""
    with psycopg.connect(make_conninfo(**libpq_parameters()), autocommit=True) as connection:
        assert_powerless(connection)


def database_name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def libpq_parameters() -> dict[str, Any]:
    """Django's own parameters for libpq, so that one place decides where the database is and who asks."""
    parameters = connections["default"].get_connection_params()
    return {key: value for key, value in parameters.items() if key not in NOT_FOR_LIBPQ}


def ensure_server(say: Callable[[str], None]) -> None:
    """The server runs and has the roles. Raises PostgresUnavailable, RolesMissing, NotTheOwner."""
    if settings.FRESHUP_ROLE != "owner":
        raise NotTheOwner(
            f"this process runs as {settings.FRESHUP_ROLE}; making a database takes FRESHUP_ROLE=owner"
        )
    prepare_home()
    if is_embedded():
        address = cluster(say).ensure_running()
        point_django_at({"HOST": address.socket_dir, "PORT": str(address.port)})
    with _maintenance() as connection:
        # Two starters that change one role at a time would meet "tuple concurrently updated".
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_KEY])
        roles = ("owner", "web", "worker") if is_embedded() else ("web", "worker")
        ensure_roles(connection, roles=roles, passwords={} if is_embedded() else _passwords())
        if is_embedded():
            # How long others' transactions last, which `freshup check` and /metrics/ tell.
            connection.execute(
                sql.SQL("GRANT pg_read_all_stats TO {}").format(sql.Identifier(LOGINS["owner"]))
            )


def _passwords() -> dict[str, str | None]:
    """None where the customer gave a log-in of his own: its password is his business."""
    return {
        role: None
        if os.environ.get(f"FRESHUP_{role.upper()}_DATABASE_URL")
        else derived_password(settings.SECRET_KEY, LOGINS[role])
        for role in ("web", "worker")
    }


def _ensure_named(name: str) -> None:
    with _maintenance() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_KEY])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        # On a server of the customer's it belongs to whoever makes it.
        owner = sql.SQL("OWNER {}").format(sql.Identifier(LOGINS["owner"])) if is_embedded() else sql.SQL("")
        connection.execute(
            sql.SQL("CREATE DATABASE {} {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name), owner
            )
        )


def ensure_tables(say: Callable[[str], None] = quiet) -> None:
    """One process migrates at a time; the others wait and find nothing left to do."""
    with psycopg.connect(make_conninfo(**libpq_parameters()), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_KEY])
        grant_database(connection)
        migrate(say)
        install_shipped()


def _drop(name: str) -> None:
    with _maintenance() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _maintenance() -> "psycopg.Connection[Any]":
    """A log-in that may make databases, in a database that is surely there."""
    if is_embedded():
        return psycopg.connect(cluster().conninfo("postgres"), autocommit=True)
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def point_django_at(changes: dict[str, str]) -> None:
    """From now on Django's connections of this process go elsewhere; the open one is closed."""
    connection = connections["default"]
    connection.close()
    settings.DATABASES["default"].update(changes)
    connection.settings_dict.update(changes)
