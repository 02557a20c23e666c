"""What was changed, by whom: one call for every change of a setting."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import F

from freshup.data.bulk import Table, insert
from freshup.data.models import Rooftop, User
from freshup.queries import access
from freshup.queries.access import Scope

AUDIT_ENTRY: Final = Table(
    "audit_entry",
    {
        "rooftop_id": "bigint",
        "user_id": "bigint",
        "at": "timestamptz",
        "action": "text",
        "target": "text",
        "target_id": "bigint",
        "changes": "jsonb",
        "ip": "inet",
    },
)


def record_change(
    *,
    rooftop_id: int,
    user_id: int | None,
    now: datetime,
    action: str,
    target: str = "",
    target_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
    ip: str | None = None,
) -> None:
    """Write the audit entry of a changed setting, and tell intake that the store's settings moved.

    `changes` holds codes, ids and amounts: before and after, no personal data.
    """
    _write((rooftop_id, user_id, now, action, target, target_id, json.dumps(dict(changes or {})), ip))
    Rooftop.objects.filter(id=rooftop_id).update(settings_version=F("settings_version") + 1)


def record_event(
    *,
    user_id: int | None,
    now: datetime,
    action: str,
    ip: str | None,
    rooftop_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write down something that happened to the system: a sign-in, a lock-out, a refused key."""
    _write((rooftop_id, user_id, now, action, "", None, json.dumps(dict(changes or {})), ip))


def _write(*rows: tuple[Any, ...]) -> None:
    # Without RETURNING, which row-level security answers only for entries the writer may read again: a failed
    # sign-in belongs to nobody's store, and somebody who sees only their own leads reads no audit log.
    insert(AUDIT_ENTRY, rows)


def name_user(user_id: int, *, name: str, language: str) -> None:
    """How somebody is called and spoken to."""
    User.objects.filter(id=user_id).update(name=name, language=language)


def choose_theme(user_id: int, theme: str) -> None:
    """The look of the screens for this person: system, light or dark."""
    User.objects.filter(id=user_id).update(theme=theme)


def record_security_event(
    *,
    user_id: int | None,
    now: datetime,
    action: str,
    ip: str | None,
    changes: Mapping[str, Any],
    asker: Scope,
) -> None:
    """A sign-in or a change of how somebody signs in, shown in the audit log of every store they work at.

    Written under that person's own scope: at that moment nobody may be signed in yet; afterwards `asker`'s
    holds again. Who has no place, or no account, is written down for no store.
    """
    scope = access.scope_of(user_id) if user_id is not None else access.NOBODY
    access.enter(scope)
    written = json.dumps(dict(changes))
    stores: tuple[int | None, ...] = scope.stores or (None,)
    _write(*((store, user_id, now, action, "", None, written, ip) for store in stores))
    access.enter(asker)
