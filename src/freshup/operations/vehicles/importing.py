"""One file of units on its way: received, shown before it does anything, applied in one transaction or turned away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from freshup.data.models import InventoryImport, Rooftop
from freshup.domain.reasons import Reason
from freshup.domain.vehicles import (
    BYTES_MAX,
    CellTable,
    Comparison,
    Problem,
    ReadFile,
    UnreadableFile,
    clean_mapping,
    compare,
    guess_columns,
    read_table,
    read_units,
)
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.operations.vehicles.writing import known_units, write
from freshup.ports.storage import MissingBytes, Storage
from freshup.queries.access import Scope

WAITING, APPLIED, REJECTED = "waiting", "applied", "rejected"
FILE_NAME_LENGTH_MAX: Final = 200
BY_HAND: Final = Reason("inventory.by_hand")


class FileTooLarge(ValueError):
    """More than BYTES_MAX; nothing was kept."""


class NotWaiting(Exception):
    """The import was applied or turned away meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file says and what it would do. `rejected` says why it can't be applied as it is read now."""

    mapping: Mapping[str, str]
    table: CellTable | None = None
    read: ReadFile | None = None
    comparison: Comparison | None = None
    rejected: Reason | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.read.problems if self.read else self.table.problems if self.table else ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a file did; with `rejected` it was turned away whole and did nothing."""

    added: int = 0
    changed: int = 0
    repriced: int = 0
    back: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: Reason | None = field(default=None)


def receive(
    scope: Scope,
    rooftop_id: int,
    content: bytes,
    *,
    file_name: str,
    full: bool,
    storage: Storage,
    now: datetime,
) -> int:
    """Keep the file and guess its columns; nothing of the inventory changes. The import's id. Raises FileTooLarge.

    The columns of the store's last applied file are the first guess. What is no table at all is turned away at once.
    """
    must_manage(scope, rooftop_id)
    if len(content) > BYTES_MAX:
        raise FileTooLarge
    mapping: dict[str, str] = {}
    rows, reason = 0, None
    try:
        table = read_table(content)
    except UnreadableFile as unreadable:
        reason = unreadable.reason.to_json()
    else:
        mapping, rows = guess_columns(table.headings, last_mapping(rooftop_id)), len(table.rows)
    made = InventoryImport.objects.create(
        rooftop_id=rooftop_id,
        at=now,
        by_user_id=scope.user_id,
        file_name=file_name.replace("\0", "")[-FILE_NAME_LENGTH_MAX:],
        size=len(content),
        stored_as=storage.put(content),
        mapping=mapping,
        state=REJECTED if reason else WAITING,
        reason=reason,
        full=full,
        rows=rows,
    )
    return made.pk


def last_mapping(rooftop_id: int) -> dict[str, str]:
    """How the columns of the store's last applied file were read."""
    found = (
        InventoryImport.objects.filter(rooftop_id=rooftop_id, state=APPLIED)
        .order_by("-at", "-id")
        .values_list("mapping", flat=True)
        .first()
    )
    return dict(found or {})


def choose(scope: Scope, import_id: int, *, mapping: Mapping[str, str], full: bool) -> None:
    """Read the file's columns as this (field → heading), and as a full file or a delta. Raises NotWaiting.

    Headings the file does not have are left out when it is read.
    """
    row = _managed(scope, import_id)
    changed = InventoryImport.objects.filter(id=row.pk, state=WAITING).update(
        mapping=dict(mapping), full=full
    )
    if not changed:
        raise NotWaiting


def preview(scope: Scope, import_id: int, *, storage: Storage, now: datetime) -> Preview:
    """A dry run: how the file reads and what it would change. Two statements, whatever the file."""
    return _look(_managed(scope, import_id), storage, now)


def dry_run(scope: Scope, rooftop_id: int, content: bytes, *, full: bool, now: datetime) -> Preview:
    """What a file would do, without keeping it."""
    must_manage(scope, rooftop_id)
    return _read(rooftop_id, content, None, full=full, now=now)


def apply(scope: Scope, import_id: int, *, storage: Storage, now: datetime) -> Applied:
    """Make the inventory what the file says, or turn the file away whole with its reason. Raises NotWaiting.

    About nine statements for each thousand rows that change.
    """
    row = _managed(scope, import_id)
    with transaction.atomic():
        # Imports of one store take turns: each compares with what the one before left.
        Rooftop.objects.select_for_update(no_key=True).only("id").get(id=row.rooftop_id)
        found = _look(row, storage, now)
        if found.rejected is not None or found.comparison is None or found.read is None:
            reason = found.rejected or BY_HAND
            _settle(row, REJECTED, found, reason=reason.to_json())
            _audit(scope, row, now, "inventory.rejected", {"reason": reason.code})
            return Applied(rejected=reason)
        done = _counts(found.comparison)
        _settle(
            row,
            APPLIED,
            found,
            added=done.added,
            changed=done.changed,
            removed=done.removed,
            applied_at=now,
        )
        write(row.rooftop_id, found.comparison, now=now)
        counts = {
            "rows": found.read.rows,
            "added": done.added,
            "changed": done.changed,
            "removed": done.removed,
        }
        _audit(scope, row, now, "inventory.applied", counts)
    return done


def reject(scope: Scope, import_id: int, *, now: datetime) -> None:
    """Turn a waiting file away by hand; it is kept, and nothing of the inventory changes. Raises NotWaiting."""
    row = _managed(scope, import_id)
    _settle(row, REJECTED, None, reason=BY_HAND.to_json())
    _audit(scope, row, now, "inventory.rejected", {"reason": BY_HAND.code})


def _managed(scope: Scope, import_id: int) -> InventoryImport:
    """Raises InventoryImport.DoesNotExist for one of a store out of scope."""
    row = InventoryImport.objects.get(id=import_id, rooftop_id__in=scope.stores)
    must_manage(scope, row.rooftop_id)
    return row


def _look(row: InventoryImport, storage: Storage, now: datetime) -> Preview:
    try:
        content = storage.get(row.stored_as)
    except MissingBytes:
        return Preview(row.mapping, rejected=Reason("inventory.missing_file"))
    return _read(row.rooftop_id, content, row.mapping, full=row.full, now=now)


def _read(
    rooftop_id: int, content: bytes, mapping: Mapping[str, str] | None, *, full: bool, now: datetime
) -> Preview:
    """The file beside what the store has; without a mapping its columns are guessed."""
    try:
        table = read_table(content)
    except UnreadableFile as unreadable:
        return Preview(mapping or {}, rejected=unreadable.reason)
    if mapping is None:
        mapping = guess_columns(table.headings, last_mapping(rooftop_id))
    mapping = clean_mapping(mapping, table.headings)
    try:
        read = read_units(table, mapping, this_year=now.year)
    except UnreadableFile as unreadable:
        return Preview(mapping, table, rejected=unreadable.reason)
    limit = Rooftop.objects.values_list("removal_limit_percent", flat=True).get(id=rooftop_id)
    comparison = compare(read.units, known_units(rooftop_id), full=full, removal_limit_percent=limit)
    return Preview(mapping, table, read, comparison, comparison.rejected)


def _counts(comparison: Comparison) -> Applied:
    return Applied(
        added=len(comparison.added),
        changed=len(comparison.changed),
        repriced=len(comparison.repriced),
        back=len(comparison.back),
        removed=len(comparison.gone),
        unchanged=len(comparison.unchanged),
    )


def _settle(row: InventoryImport, state: str, found: Preview | None, **values: Any) -> None:
    """The end of an import, once: whoever comes second finds it no longer waiting."""
    if found is not None:
        values |= {"mapping": dict(found.mapping), "problems": [one.to_json() for one in found.problems]}
    if not InventoryImport.objects.filter(id=row.pk, state=WAITING).update(state=state, **values):
        raise NotWaiting


def _audit(scope: Scope, row: InventoryImport, now: datetime, action: str, changes: dict[str, Any]) -> None:
    record_change(
        rooftop_id=row.rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=action,
        target="inventory_import",
        target_id=row.pk,
        changes=changes,
    )
