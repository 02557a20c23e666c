"""SQL written by hand, where a set is the point and the ORM would hide it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def rows(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [tuple(row) for row in cursor.fetchall()]
