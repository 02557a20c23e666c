"""The audit log of a store, a page at a time, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from freshup.data.models import AuditEntry, Staff, Team

AUDIT_PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry; `by` is empty for what the system did, `target_name` where it still has a name."""

    id: int
    at: datetime
    action: str
    by: str
    target: str
    target_id: int | None
    target_name: str
    changes: dict[str, Any]
    ip: str | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`older` and `newer` are cursors; None where there is nothing more."""

    lines: tuple[AuditLine, ...]
    older: str | None
    newer: str | None


def audit_page(
    rooftop_id: int, *, before: str = "", after: str = "", topics: tuple[str, ...] = ()
) -> AuditPage:
    """The entries before or after a cursor; one that can't be read means the newest. Three statements."""
    back = bool(after)
    cursor = _read_cursor(after or before)
    entries = AuditEntry.objects.filter(rooftop_id=rooftop_id)
    if cursor:
        at, id = cursor
        # The plain bound on `at` is what the index is entered by; the pair alone would be read as a filter.
        entries = entries.filter(
            Q(at__gte=at) & (Q(at__gt=at) | Q(id__gt=id))
            if back
            else Q(at__lte=at) & (Q(at__lt=at) | Q(id__lt=id))
        )
    if topics:
        entries = entries.filter(_any_topic(topics))
    order = ("at", "id") if back else ("-at", "-id")
    rows = list(entries.select_related("user").order_by(*order)[: AUDIT_PAGE + 1])
    more, rows = len(rows) > AUDIT_PAGE, rows[:AUDIT_PAGE]
    if back:
        rows.reverse()
    has_older, has_newer = (True, more) if back else (more, bool(cursor))
    return AuditPage(
        tuple(_lines(rows)),
        older=_cursor(rows[-1]) if rows and has_older else None,
        newer=_cursor(rows[0]) if rows and has_newer else None,
    )


def _any_topic(topics: tuple[str, ...]) -> Q:
    asked = Q()
    for topic in topics:
        asked |= Q(action__startswith=f"{topic}.")
    return asked


def _lines(rows: list[AuditEntry]) -> list[AuditLine]:
    ids = {
        kind: {row.target_id for row in rows if row.target == kind and row.target_id is not None}
        for kind in ("staff", "team")
    }
    people = Staff.objects.filter(id__in=ids["staff"]).values_list("id", "user__name")
    teams = Team.objects.filter(id__in=ids["team"]).values_list("id", "name")
    names = {"staff": dict(people), "team": dict(teams)}
    return [
        AuditLine(
            id=row.pk,
            at=row.at,
            action=row.action,
            by=row.user.name or row.user.email if row.user else "",
            target=row.target,
            target_id=row.target_id,
            target_name=names.get(row.target, {}).get(row.target_id or 0, ""),
            changes=row.changes,
            ip=row.ip,
        )
        for row in rows
    ]


def _cursor(row: AuditEntry) -> str:
    return f"{(row.at - _EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def _read_cursor(written: str) -> tuple[datetime, int] | None:
    micros, _, id = written.partition("-")
    if not (micros.isdecimal() and id.isdecimal() and len(micros) < 18 and len(id) < 19):
        return None
    return _EPOCH + timedelta(microseconds=int(micros)), int(id)
