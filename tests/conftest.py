"""One throw-away PostgreSQL for a test run, started by the first test that asks for a database."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from fcntl import LOCK_EX, flock
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.apps import AppConfig
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.models.signals import post_migrate
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.roles import LOGINS, grant_database
from freshup.bootstrap.database import cluster as cluster_of_home
from freshup.bootstrap.database import ensure_database
from freshup.bootstrap.home import prepare_home, secret_key
from freshup.config.databases import database
from freshup.operations.cadences.shipping import install_shipped
from tests.acting import acting_as
from tests.live import LiveDatabase
from tests.scratch_home import make_home, remove_home

TEMPLATE = "freshup_template"
USES_DATABASE = {"db", "transactional_db", "live", "live_server", "postgres"}
# The developer's own installation is none of the tests' business.
NOT_FOR_TESTS = [
    "DATABASE_URL",
    "FRESHUP_WEB_DATABASE_URL",
    "FRESHUP_WORKER_DATABASE_URL",
    "FRESHUP_DATABASE",
    "FRESHUP_ROLE",
    "FRESHUP_EMAIL",
    "FRESHUP_STORAGE",
    "FRESHUP_SECRET_KEY",
]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: uses PostgreSQL (set by itself)")
    for name in NOT_FOR_TESTS:
        os.environ.pop(name, None)
    if binaries := os.environ.get("FRESHUP_TEST_POSTGRES_BIN"):
        os.environ["FRESHUP_POSTGRES_BIN"] = binaries
    if not hasattr(config, "workerinput"):
        os.environ["FRESHUP_HOME"] = str(make_home())
    _use_home(prepare_home())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        remove_home(Path(os.environ["FRESHUP_HOME"]))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        uses = USES_DATABASE & set(getattr(item, "fixturenames", ()))
        if uses or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
    # A file is the unit that is handed out. Those with slow tests first, or at the end one worker waits for the other.
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def _use_home(home: Path) -> None:
    """pytest-django has loaded the settings before this file is read."""
    settings.SECRET_KEY = secret_key()
    settings.FRESHUP_HOME = home
    settings.FRESHUP_STORAGE = str(home / "files")
    settings.EMAIL_FILE_PATH = str(home / "mail")
    settings.STATIC_ROOT = home / "static"
    # Hashed names need `collectstatic` first; the pages under test do not.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.DATABASES["default"].clear()
    settings.DATABASES["default"].update(database("owner", home=home, secret_key=settings.SECRET_KEY))
    connections.configure_settings(settings.DATABASES)


@pytest.fixture(scope="session")
def postgres(django_db_blocker: DjangoDbBlocker) -> Cluster:
    """The running server, with roles and a migrated template that every test database is a copy of."""
    home = Path(os.environ["FRESHUP_HOME"])
    settings.DATABASES["default"]["NAME"] = TEMPLATE
    with (home / "template.lock").open("w") as lock, django_db_blocker.unblock():
        flock(lock, LOCK_EX)
        ensure_database()
        connections["default"].close()
        server = cluster_of_home()
        with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
            # So that a test can act as them inside its own transaction; no such membership outside the tests.
            connection.execute(f"GRANT {LOGINS['web']}, {LOGINS['worker']} TO {LOGINS['owner']}")
    return server


@pytest.fixture(scope="session")
def django_db_setup(postgres: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of pytest-django's: a copy of the template takes 0.2 s, migrating takes several."""
    name = f"freshup_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    copy_template(postgres, name)
    connection = connections["default"]
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    post_migrate.connect(ship_again, dispatch_uid="ship_again")
    yield
    with django_db_blocker.unblock():
        connection.close()


def ship_again(sender: AppConfig, **_: object) -> None:
    """After a test that commits Django flushes all tables, and takes the shipped cadences along."""
    if sender.label == "data":
        install_shipped()


def copy_template(server: Cluster, name: str) -> None:
    """Copies take turns: PostgreSQL copies no database that somebody is connected to."""
    with (Path(os.environ["FRESHUP_HOME"]) / "template.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        server.create_database(name, owner=LOGINS["owner"], template=TEMPLATE)
        with psycopg.connect(server.conninfo(name), autocommit=True) as connection:
            # Grants on a database as a whole are not copied with it.
            grant_database(connection)


@pytest.fixture
def live(postgres: Cluster, request: pytest.FixtureRequest) -> Iterator[LiveDatabase]:
    """Real log-ins, real commits, processes of their own; gone after the test."""
    name = f"freshup_live_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{abs(hash(request.node.nodeid))}"
    copy_template(postgres, name)
    yield LiveDatabase(postgres, name, os.environ["FRESHUP_HOME"])
    postgres.drop_database(name)


@pytest.fixture(autouse=True)
def forgotten_limits(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The cache's table is no model, so Django's flush leaves it: sign-in limits would count across tests."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    yield
    if commits:
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture
def as_web(db: None) -> Callable[..., AbstractContextManager[None]]:
    """`with as_web([store.id]): …` meets the wall that pages meet."""
    return partial(acting_as, LOGINS["web"])


@pytest.fixture
def as_worker(db: None) -> Callable[[], AbstractContextManager[None]]:
    return partial(acting_as, LOGINS["worker"])


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    return partial(acting_as, LOGINS["owner"])
