"""A web process of its own on the loopback, with a store behind it, as monitoring and other programs meet it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.bootstrap.keeping import django_in
from freshup.interfaces.console.processes import Child, answers, web
from freshup.operations.stores.opening import open_group
from tests.conftest import copy_template
from tests.doors.conftest import NOW, Site, end, eventually, free_port, gulf
from tests.live import LiveDatabase

TOKEN = "a-token-of-the-monitoring"


@contextmanager
def served(postgres: Cluster, blocker: DjangoDbBlocker, place: Path, **environment: str) -> Iterator[Site]:
    """The web process alone; whatever is handed in waits."""
    name = f"freshup_served_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    copy_template(postgres, name)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    with blocker.unblock(), django_in(name):
        open_group("Gulf", [gulf()], now=NOW)
    site = Site(LiveDatabase(postgres, name, os.environ["FRESHUP_HOME"]), free_port(), 0, place / "log")
    child = web(host="127.0.0.1", port=site.http)
    try:
        site.start(Child("web", child.command, {**child.environment, **environment}), "web")
        eventually(lambda: answers(site.http))
        yield site
    finally:
        for process in site.running:
            end(process)
        postgres.drop_database(name)
