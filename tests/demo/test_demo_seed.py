"""Whoever loads the demo twice at the same moment gets the same past."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from freshup.data.models import Message
from freshup.interfaces.console.rehearsal import history
from freshup.interfaces.console.rehearsal.loading import load
from freshup.queries.stores import forget_settings
from tests.demo.outside import UNTIL, outside

pytestmark = pytest.mark.slow


def test_the_same_seed_makes_the_same_past(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "DAYS", 20)
    with django_db_blocker.unblock():
        first, second = (made(tmp_path / name) for name in ("first", "second"))
        connection.close()
    assert len(first) > 40
    assert first == second


def made(home: Path) -> list[tuple[object, ...]]:
    """The messages of a past that is undone at once."""
    forget_settings()
    home.mkdir()
    with transaction.atomic():
        start_ids_over()
        load(home, outside(home), inquiries=30, now=UNTIL, tell=lambda done: None)
        rows = Message.objects.order_by("created_at", "id").values_list(
            "created_at", "channel", "direction", "recipient", "state", "outcome", "body"
        )
        # The way out of a mail is signed, and the signature bears the moment it was made.
        found = [(*row[:-1], row[-1].partition("http")[0]) for row in rows]
        transaction.set_rollback(True)
    forget_settings()
    return found


def start_ids_over() -> None:
    """Rows that were rolled back keep their numbers, and steps are spread by them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(
            no_style(), list(apps.get_app_config("data").get_models())
        ):
            cursor.execute(statement)
