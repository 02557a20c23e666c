"""A person's own alerts and the devices that tell them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection

from freshup.data.models import PushSubscription, User
from freshup.queries.keyset import Position

PAGE: Final = 50
# So far back alerts are looked at to count the unseen ones: the index is by time, not by whether they were seen.
LOOKED_AT: Final = 200
TOASTS_MAX: Final = 3
_LAST: Final = datetime(9999, 12, 31, tzinfo=UTC)

# Joined from the left: an alert outlives one's sight of its lead.
ROWS: Final = """
SELECT a.id, a.kind, a.at, a.seen_at IS NOT NULL, a.opportunity_id, o.id IS NOT NULL,
       trim(concat(p.first_name, ' ', p.last_name))
FROM ({newest}) a
LEFT JOIN opportunity o ON o.id = a.opportunity_id
LEFT JOIN person p ON p.id = o.person_id
ORDER BY a.at DESC, a.id DESC
"""
ONE_PAGE: Final = ROWS.format(
    newest="SELECT * FROM alert WHERE user_id = %(user)s AND (at, id) < (%(at)s, %(id)s)"
    " ORDER BY at DESC, id DESC LIMIT %(limit)s"
)
NEWS: Final = ROWS.format(
    newest="SELECT * FROM (SELECT * FROM alert WHERE user_id = %(user)s ORDER BY at DESC, id DESC LIMIT %(looked)s) n"
    " WHERE id > %(after)s AND seen_at IS NULL ORDER BY at DESC, id DESC LIMIT %(limit)s"
)
UNSEEN: Final = """
SELECT count(*) FILTER (WHERE seen_at IS NULL), coalesce(max(id), 0)
FROM (SELECT id, seen_at FROM alert WHERE user_id = %s ORDER BY at DESC, id DESC LIMIT %s) n
"""


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """`open` says whether this person may still see the lead; the name is empty where not, or unknown."""

    id: int
    kind: str
    at: datetime
    seen: bool
    opportunity_id: int
    open: bool
    name: str


@dataclass(frozen=True, slots=True)
class AlertPage:
    alerts: tuple[ShownAlert, ...]
    older: Position | None = None


@dataclass(frozen=True, slots=True)
class ShownDevice:
    id: int
    name: str
    endpoint: str
    p256dh: str
    auth: str
    created_at: datetime
    last_sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlertChoices:
    phone: str
    by_text: bool
    show_names: bool


def alert_page(user_id: int, before: Position | None = None) -> AlertPage:
    """The newest alerts of this person, or those before a position; one statement."""
    start = before or Position(_LAST, 0)
    params = {"user": user_id, "at": start.at, "id": start.id, "limit": PAGE + 1}
    found = _alerts(ONE_PAGE, params)
    page = found[:PAGE]
    return AlertPage(page, Position(page[-1].at, page[-1].id) if len(found) > PAGE else None)


def news_after(user_id: int, after: int) -> tuple[ShownAlert, ...]:
    """Unseen alerts newer than this one, the newest first, a few at most."""
    return _alerts(NEWS, {"user": user_id, "after": after, "looked": LOOKED_AT, "limit": TOASTS_MAX})


def unseen(user_id: int) -> tuple[int, int]:
    """(How many of the newest alerts wait to be seen, the id of the newest alert or 0); one statement."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEEN, [user_id, LOOKED_AT])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (0, 0)


def devices_of(user_id: int) -> list[ShownDevice]:
    rows = PushSubscription.objects.filter(user_id=user_id, gone_at=None).order_by("-created_at", "-id")
    return [
        ShownDevice(row.pk, row.device, row.endpoint, row.p256dh, row.auth, row.created_at, row.last_sent_at)
        for row in rows
    ]


def choices_of(user_id: int) -> AlertChoices:
    user = User.objects.get(pk=user_id)
    return AlertChoices(user.alert_phone_e164, user.alerts_by_text, user.alerts_show_names)


def _alerts(statement: str, params: dict[str, Any]) -> tuple[ShownAlert, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return tuple(ShownAlert(*row) for row in cursor.fetchall())
