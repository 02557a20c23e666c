"""A migration leaves tables on which the version before it still works."""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.fields import NOT_PROVIDED

# Before these nobody had an installation to upgrade.
FIRST = {"0001_initial", "0002_walls", "0003_five_minutes", "0004_walls_of_follow_up"}
# What takes something away from, or renames something under, a version that still uses it.
CONTRACTING = (
    *(migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel),
    migrations.AlterModelTable,
)


def later() -> Iterator[tuple[str, migrations.Migration]]:
    found = MigrationLoader(None).disk_migrations
    for (app, name), migration in sorted(found.items()):
        if app == "data" and name not in FIRST:
            yield name, migration


def is_known_to_the_database(field: models.Field) -> bool:  # type: ignore[type-arg]
    """An INSERT that does not name the column still works."""
    return field.null or field.many_to_many or field.db_default is not NOT_PROVIDED


def breaking(operations: list[Operation]) -> Iterator[str]:
    """What the version before would trip over, one line each."""
    new = {one.name_lower for one in operations if isinstance(one, migrations.CreateModel)}
    for one in operations:
        if isinstance(one, CONTRACTING):
            yield one.describe()
        added = isinstance(one, migrations.AddField) and one.model_name_lower not in new
        if added and not is_known_to_the_database(one.field):
            yield f"{one.describe()}: no default in the database"


class TestExpand:
    @pytest.mark.parametrize(
        ("name", "migration"), list(later()), ids=lambda one: one if isinstance(one, str) else ""
    )
    def test_takes_nothing_from_the_version_before(self, name: str, migration: migrations.Migration) -> None:
        assert list(breaking(migration.operations)) == []

    def test_would_notice_a_column_only_python_has_a_default_for(self) -> None:
        added = migrations.AddField("message", "colour", models.CharField(max_length=5, default="red"))
        assert list(breaking([added])) == ["Add field colour to message: no default in the database"]

    def test_would_notice_what_is_taken_away(self) -> None:
        assert list(breaking([migrations.RemoveField("message", "body")])) == [
            "Remove field body from message"
        ]

    def test_lets_new_tables_be_as_they_like(self) -> None:
        made = migrations.CreateModel("Colour", [("id", models.BigAutoField(primary_key=True))])
        added = migrations.AddField("colour", "name", models.CharField(max_length=5))
        assert list(breaking([made, added])) == []
