"""Leave and sickness: nobody who is away is given a lead."""

from datetime import datetime

from freshup.data.models import Staff, TimeOff
from freshup.operations.platform import record_change
from freshup.operations.stores.guard import must_manage
from freshup.queries.access import Scope


def add_time_off(
    scope: Scope, rooftop_id: int, staff_id: int, *, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Raises ValueError when it ends before it starts, Staff.DoesNotExist."""
    must_manage(scope, rooftop_id)
    if ends_at <= starts_at:
        raise ValueError("Time off ends before it starts")
    person = Staff.objects.get(id=staff_id, rooftop_id=rooftop_id)
    TimeOff.objects.create(rooftop_id=rooftop_id, staff=person, starts_at=starts_at, ends_at=ends_at)
    _record(scope, rooftop_id, staff_id, now, "time_off.added", starts_at, ends_at)


def remove_time_off(scope: Scope, rooftop_id: int, time_off_id: int, *, now: datetime) -> int:
    """Whose it was (staff id) comes back. Raises TimeOff.DoesNotExist."""
    must_manage(scope, rooftop_id)
    row = TimeOff.objects.get(id=time_off_id, rooftop_id=rooftop_id)
    row.delete()
    _record(scope, rooftop_id, row.staff_id, now, "time_off.removed", row.starts_at, row.ends_at)
    return row.staff_id


def _record(
    scope: Scope, rooftop_id: int, staff_id: int, now: datetime, action: str, start: datetime, end: datetime
) -> None:
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=action,
        target="staff",
        target_id=staff_id,
        changes={"starts_at": start.isoformat(), "ends_at": end.isoformat()},
    )
