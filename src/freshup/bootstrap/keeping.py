"""This installation as backup, restore and export see it: its databases, its stored files, its keys."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from freshup.adapters.postgres.binaries import Binaries, find_binaries
from freshup.adapters.postgres.roles import LOGINS, derived_password, grant_database
from freshup.bootstrap import database
from freshup.bootstrap.database import cluster, database_name, is_embedded, libpq_parameters, quiet
from freshup.bootstrap.home import SECRET_FILE, VAPID_FILE, home

# Sign-ins (whoever was signed out since must not be signed in again), wake-ups (the sweep makes them anew), counters of
# failed sign-ins: their tables are kept, their rows are not.
LEFT_EMPTY: Final = (
    "django_cache",
    "django_session",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "usersessions_usersession",
)
# What every database of ours holds before anybody has put anything into it.
HOUSEHOLD: Final = frozenset([*LEFT_EMPTY, "django_migrations", "django_content_type", "auth_permission"])
# Of these only what no release ships.
PARTLY_SHIPPED: Final = frozenset(["cadence_version", "template_version"])
RESTORING: Final = "_restoring"
ASIDE: Final = "_before_"
PURPOSE: Final = b"freshup.backup"
SECRET_FILES: Final = (SECRET_FILE, VAPID_FILE)


@dataclass(frozen=True, slots=True)
class Installation:
    """Where everything lies, and how it is reached."""

    name: str
    programs: Binaries
    stored: Path
    home: Path

    def parameters(self, name: str | None = None) -> dict[str, Any]:
        """For libpq: the owner's log-in, on the usual database or another."""
        return {**libpq_parameters(), "dbname": name or self.name}

    def as_web(self) -> dict[str, Any]:
        """For libpq: the log-in pages are served as, which row-level security holds for."""
        if own := os.environ.get("FRESHUP_WEB_DATABASE_URL"):
            return {**conninfo_to_dict(own), "dbname": self.name}
        login = LOGINS["web"]
        asked = {**self.parameters(), "user": login}
        if is_embedded():
            return asked
        return {**asked, "password": derived_password(settings.SECRET_KEY, login)}

    @property
    def owner(self) -> str | None:
        """Who owns databases made from the maintenance connection; None: whoever makes them."""
        return LOGINS["owner"] if is_embedded() else None

    @contextmanager
    def maintenance(self) -> "Iterator[psycopg.Connection[Any]]":
        """A log-in that may make and rename databases, in one that is neither of those."""
        with psycopg.connect(self._elsewhere(), autocommit=True) as connection:
            yield connection

    def _elsewhere(self) -> str:
        if is_embedded():
            return cluster().conninfo("postgres")
        other = "template1" if self.name == "postgres" else "postgres"
        return make_conninfo("", **self.parameters(other))


def installation(say: Callable[[str], None] = quiet) -> Installation:
    """With its server running; no database is made or migrated, since the one there may be what is to be replaced.

    Raises PostgresUnavailable, RolesMissing, NotTheOwner, psycopg.OperationalError.
    """
    database.ensure_server(say)
    return Installation(database_name(), find_binaries(), Path(settings.FRESHUP_STORAGE), home())


@contextmanager
def django_in(name: str) -> Iterator[None]:
    """This process works in that database while the block lasts."""
    usual = database_name()
    database.point_django_at({"NAME": name})
    try:
        yield
    finally:
        database.point_django_at({"NAME": usual})


def ensure_tables(say: Callable[[str], None]) -> None:
    """Grants, migrations and what releases ship, in the database Django is in."""
    database.ensure_tables(say)


def open_to_roles(parameters: Mapping[str, Any]) -> None:
    """What web and worker may do with a new database as a whole."""
    with psycopg.connect(make_conninfo("", **parameters), autocommit=True) as connection:
        grant_database(connection)


def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration this version can run, or could once and has since put into another one."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return frozenset([*loader.disk_migrations, *replaced])


def product_version() -> str:
    return version("freshup")


def fingerprint(secret: str) -> str:
    """Tells two secret keys apart, and nothing of either."""
    return hashlib.blake2b(secret.encode(), digest_size=16, person=PURPOSE[:16]).hexdigest()
