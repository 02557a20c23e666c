"""The history of files of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.data.models import InventoryImport
from freshup.queries import keyset
from freshup.queries.access import Scope
from freshup.queries.keyset import Found, Shelf, Turn

PAGE_ROWS: Final = 25
SHELF: Final = Shelf("inventory_import", "at")
FIELDS: Final = (
    "id", "rooftop_id", "at", "by_user__name", "file_name", "size", "stored_as", "state", "reason", "full", "rows",
    "added", "changed", "removed", "applied_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file. `state` is waiting, applied or rejected; `problems` are read for one import only."""

    id: int
    rooftop_id: int
    at: datetime
    by: str
    file_name: str
    size: int
    stored_as: str
    state: str
    reason: Mapping[str, Any] | None
    full: bool
    rows: int
    added: int
    changed: int
    removed: int
    applied_at: datetime | None
    problems: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class ImportPage:
    rows: tuple[ImportRow, ...]
    found: Found


def imports(scope: Scope, stores: Sequence[int], turn: Turn) -> ImportPage:
    """Files received, newest first; two statements."""
    found = keyset.find(
        SHELF, tuple(id for id in stores if id in scope.stores), turn, state=None, size=PAGE_ROWS
    )
    rows = {row[0]: row for row in InventoryImport.objects.filter(id__in=found.ids).values_list(*FIELDS)}
    return ImportPage(tuple(_row(rows[id]) for id in found.ids if id in rows), found)


def import_of(scope: Scope, import_id: int) -> ImportRow | None:
    """One file; None for one of a store out of scope."""
    row = (
        InventoryImport.objects.filter(id=import_id, rooftop_id__in=scope.stores)
        .values_list(*FIELDS, "problems")
        .first()
    )
    return _row(row) if row else None


def _row(row: Sequence[Any]) -> ImportRow:
    id, store, at, by, *rest = row
    return ImportRow(id, store, at, by or "", *rest)
