"""The store itself: name, place, targets, how it signs its mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from freshup.operations.platform import record_change
from freshup.operations.stores.guard import must_manage
from freshup.queries import access
from freshup.queries.access import Scope

DETAILS: Final = (
    "name", "street", "city", "region", "postal_code", "country", "local_radius_miles", "phone_e164",
    "mail_from", "website", "timezone", "language", "response_minutes", "after_hours_minutes",
    "third_party_minutes", "desk_name", "lost_needs_manager", "acknowledges",
    "reply_minutes", "remind_after_minutes", "manager_after_minutes", "reassign_after_minutes",
    "hands_over_at_check_in", "protected_days", "removal_limit_percent", "tracks_opens", "tracks_clicks",
)  # fmt: skip
# Of these the audit log says that they changed, not to what.
UNSPOKEN: Final = frozenset({"phone_e164", "mail_from", "street"})


def change_store(
    scope: Scope, rooftop_id: int, details: Mapping[str, Any], *, now: datetime, ip: str | None = None
) -> tuple[str, ...]:
    """Save these details; the names of those that differ come back. Nothing differs, nothing is written."""
    must_manage(scope, rooftop_id)
    store = access.rooftops(scope).select_for_update().get(id=rooftop_id)
    before = {name: getattr(store, name) for name in DETAILS if name in details}
    changed = tuple(name for name, value in before.items() if details[name] != value)
    if not changed:
        return ()
    for name in changed:
        setattr(store, name, details[name])
    store.save(update_fields=changed)
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action="store.changed",
        target="rooftop",
        target_id=rooftop_id,
        changes={name: [] if name in UNSPOKEN else [before[name], details[name]] for name in changed},
        ip=ip,
    )
    return changed
