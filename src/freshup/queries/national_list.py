"""The national do-not-call list of a group: its area codes and their age, and the files it was loaded from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from freshup.data.models import DncArea, DncImport, Group
from freshup.domain.consent import GOOD_FOR, is_stale

IMPORTS_SHOWN: Final = 20
# Time enough to get a new list before the old one counts for nothing.
WARNED_BEFORE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """`days_left`: before its list is too old; below nought it is."""

    area_code: str
    loaded_at: datetime
    numbers: int
    days_left: int
    stale: bool


@dataclass(frozen=True, slots=True)
class ImportRow:
    id: int
    at: datetime
    by: str
    file_name: str
    state: str
    reason: dict[str, Any] | None
    full: bool
    numbers: int
    added: int
    removed: int


def areas(group_id: int, *, now: datetime) -> list[AreaRow]:
    """The oldest first."""
    return [
        AreaRow(
            one.area_code,
            one.loaded_at,
            one.numbers,
            (one.loaded_at + GOOD_FOR - now) // timedelta(days=1),
            is_stale(one.loaded_at, now),
        )
        for one in DncArea.objects.filter(group=group_id).order_by("loaded_at", "area_code")
    ]


def imports(group_id: int) -> list[ImportRow]:
    """The latest files, newest first."""
    found = DncImport.objects.filter(group=group_id).select_related("by_user").order_by("-at", "-id")
    return [
        ImportRow(
            one.pk,
            one.at,
            one.by_user.name if one.by_user else "",
            one.file_name,
            one.state,
            one.reason,
            one.full,
            one.numbers,
            one.added,
            one.removed,
        )
        for one in found[:IMPORTS_SHOWN]
    ]


def group_named(written: str) -> int | None:
    """A group by its number or its whole name (for the console)."""
    if written.isascii() and written.isdecimal() and len(written) < 10:
        return Group.objects.filter(id=int(written)).values_list("id", flat=True).first()
    return Group.objects.filter(name=written).values_list("id", flat=True).first()
