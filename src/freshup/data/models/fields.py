"""Fields that mean the same on every table."""

from typing import Any

from django.db import models


def key_text(max_length: int, **options: Any) -> "models.CharField[str, str]":
    """A normalised key that is compared byte by byte.

    `COLLATE "C"` makes `>= … <` a prefix search whatever the database's own collation is; `LIKE` is no
    choice, since under row-level security it cannot use an index.
    """
    return models.CharField(max_length=max_length, db_collation="C", **options)


def rooftop_copy() -> "models.ForeignKey[Any, Any]":
    """The store of a row whose parent already has one: it carries the row-level-security test.

    No constraint of its own: the parent's is checked, and a second check would lock the same hot
    rooftop row for every child written, by every worker at once.
    """
    return models.ForeignKey(
        "data.Rooftop", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
