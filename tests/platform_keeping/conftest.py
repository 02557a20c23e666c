"""A dealership in a database of its own, with real commits, whose files lie in a folder of its own."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.adapters.postgres.roles import LOGINS
from freshup.bootstrap.intake import storage
from freshup.bootstrap.keeping import ASIDE, Installation, django_in, installation
from freshup.data.models import Attachment, Message
from freshup.interfaces.console.keeping.backing_up import Made, back_up
from freshup.interfaces.console.keeping.restoring import Restored, Wishes, restore
from tests.conftest import copy_template
from tests.factories import (
    NOW,
    make_clock,
    make_group,
    make_lead,
    make_opportunity,
    make_person,
    make_staff,
    make_store,
)

PICTURE = b"a picture of a dented bumper" * 20_000


def quiet(words: str) -> None:
    """Says nothing."""


@dataclass(frozen=True)
class House:
    """The dealership, and what is done with it."""

    here: Installation
    cluster: Cluster
    folder: Path

    def back_up(self, target: Path, **other: Any) -> Made:
        wishes: dict[str, Any] = {"now": NOW, "with_secret": False, "keep": None, "say": quiet}
        return back_up(self.here, target, **{**wishes, **other})

    def restore(self, path: Path, **wishes: Any) -> Restored:
        now = wishes.pop("now", NOW + timedelta(hours=2))
        return restore(self.here, path, Wishes(**wishes), now=now, say=quiet)

    def connect(self, role: str = "owner", name: str = "") -> "psycopg.Connection[Any]":
        place = self.cluster.conninfo(name or self.here.name, user=LOGINS[role])
        return psycopg.connect(place, autocommit=True)

    def ask(self, question: str, *, role: str = "owner", name: str = "") -> Any:
        with self.connect(role, name) as connection:
            return connection.execute(question.encode()).fetchone()[0]

    def databases(self) -> list[str]:
        with psycopg.connect(self.cluster.conninfo("postgres")) as connection:
            rows = connection.execute("SELECT datname FROM pg_database ORDER BY 1").fetchall()
        return [name for (name,) in rows if name.startswith(self.here.name[:30])]


@pytest.fixture
def open_house(
    postgres: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], House]]:
    """Makes dealerships; this process works in the latest. Gone after the test, with whatever restores put aside."""
    stored = settings.FRESHUP_STORAGE
    settings.FRESHUP_STORAGE = str(tmp_path / "files")
    storage.cache_clear()
    made = []
    with django_db_blocker.unblock(), ExitStack() as doing:

        def open_one() -> House:
            worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
            name = f"freshup_kept_{worker}_{abs(hash(request.node.nodeid)) % 10**8}_{len(made)}"
            copy_template(postgres, name)
            made.append(name)
            doing.enter_context(django_in(name))
            return House(replace(installation(), name=name), postgres, tmp_path)

        yield open_one
        # Django lets go of them before they are dropped.
        doing.close()
        with psycopg.connect(postgres.conninfo("postgres")) as connection:
            rows = connection.execute("SELECT datname FROM pg_database").fetchall()
        for (found,) in rows:
            if any(found == name or found.startswith(f"{name}{ASIDE}") for name in made):
                postgres.drop_database(found)
    settings.FRESHUP_STORAGE = stored
    storage.cache_clear()


@pytest.fixture
def house(open_house: Callable[[], House]) -> House:
    """One of them."""
    return open_house()


def move_in(*, first: str = "Marisol", phone: str = "+12395550101") -> Any:
    """A store with somebody who works there and a customer who asked, wrote and sent a picture; the store."""
    store = make_store(make_group())
    owner = make_staff(store)
    person = make_person(store, first, phone=phone, email=f"{first.lower()}@example.com")
    effort = make_opportunity(store, person, owner=owner)
    make_clock(make_lead(effort))
    said = message(effort, direction="in", state="received", body="Is it still there?", sent_at=NOW)
    Attachment.objects.create(
        rooftop=store,
        opportunity=effort,
        message=said,
        kind="picture",
        name="../bumper of mine.jpg",
        media_type="image/jpeg",
        size=len(PICTURE),
        stored_as=storage().put(PICTURE),
        at=NOW,
    )
    return store


def message(effort: Any, **other: Any) -> Message:
    number = Message.objects.count()
    values = {
        "channel": "email",
        "direction": "out",
        "purpose": "follow_up",
        "step_key": f"kept:{effort.id}:{number}",
        "recipient": "marisol@example.com",
        "created_at": NOW,
        "send_after": NOW,
    }
    return Message.objects.create(
        rooftop_id=effort.rooftop_id, opportunity=effort, person_id=effort.person_id, **{**values, **other}
    )


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
