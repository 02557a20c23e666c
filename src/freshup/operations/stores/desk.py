"""Putting a whole pile of opportunities on the store's desk, when somebody has left."""

import json
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import connection

from freshup.data.models import Rooftop, Staff
from freshup.domain.events import Event
from freshup.domain.leads import CLOSED_STAGES
from freshup.domain.reasons import Reason
from freshup.operations.platform import record_change
from freshup.operations.stores.guard import must_manage
from freshup.queries.access import Scope

# One statement: what changed hands is exactly what the timeline says, also while leads are being worked.
_HAND_OVER: Final = """
WITH handed AS (
    UPDATE opportunity SET owner_id = NULL, desk = %(desk)s
    WHERE rooftop_id = %(rooftop)s AND owner_id = %(staff)s AND closed_at IS NULL AND stage <> ALL(%(closed)s)
    RETURNING id, rooftop_id
), assigned AS (
    INSERT INTO assignment (rooftop_id, opportunity_id, desk, slot, at, how, rule, rules_version, reasons,
                            considered, by_user_id)
    SELECT rooftop_id, id, %(desk)s, 'sales', %(now)s, 'desk', '', 0, %(reasons)s::jsonb, '[]', %(user)s
    FROM handed
), told AS (
    INSERT INTO activity (rooftop_id, opportunity_id, at, kind, actor_id, data, words)
    SELECT rooftop_id, id, %(now)s, %(kind)s, %(user)s, %(data)s::jsonb, '' FROM handed
)
SELECT count(*) FROM handed
"""


def hand_to_desk(scope: Scope, rooftop_id: int, staff_id: int, *, now: datetime) -> int:
    """Every open opportunity somebody owns at this store goes to its desk; how many comes back."""
    must_manage(scope, rooftop_id)
    if rooftop_id not in scope.rooftops:
        raise PermissionDenied("Only somebody who sees the whole store may do that.")
    person = Staff.objects.get(id=staff_id, rooftop_id=rooftop_id)
    desk = Rooftop.objects.get(id=rooftop_id).desk_name
    with connection.cursor() as cursor:
        cursor.execute(
            _HAND_OVER,
            {
                "desk": desk,
                "rooftop": rooftop_id,
                "staff": person.pk,
                "closed": sorted(str(stage) for stage in CLOSED_STAGES),
                "now": now,
                "reasons": json.dumps([Reason("routing.owner_gone").to_json()]),
                "user": scope.user_id,
                "kind": str(Event.ASSIGNED),
                "data": json.dumps({"staff": None, "desk": desk, "how": "desk"}),
            },
        )
        (handed,) = cursor.fetchone() or (0,)
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action="staff.handed_to_desk",
        target="staff",
        target_id=person.pk,
        changes={"opportunities": handed},
    )
    return int(handed)
