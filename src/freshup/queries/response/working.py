"""What a skate is judged by: who was handed the customer, what the owner did last, whether anybody waits."""

from dataclasses import dataclass
from datetime import datetime

from freshup.data.sql import rows


@dataclass(frozen=True, slots=True)
class OwnersDeeds:
    """`owner_user` None: the owner's place does not stand any more. `partners` were handed it at a check-in."""

    owner_user: int | None
    owner_last_at: datetime | None
    partners: frozenset[int]
    customer_waits: bool
    noticed_already: bool


def owners_deeds(opportunity_id: int, owner_id: int, actor: int, *, since: datetime) -> OwnersDeeds:
    """One statement, each part along an index of the opportunity. `since`: when this store's day began."""
    ((user, deed, got, partners, waits, noticed),) = rows(
        """
        SELECT s.user_id,
               (SELECT at FROM activity WHERE opportunity_id = o.id AND actor_id = s.user_id AND kind <> 'assigned'
                ORDER BY at DESC LIMIT 1),
               (SELECT max(at) FROM assignment WHERE opportunity_id = o.id AND staff_id = o.owner_id),
               (SELECT array_agg(DISTINCT w.staff_id) FROM (
                    SELECT staff_id, how,
                           lead(how) OVER (ORDER BY at, id) AS next FROM assignment WHERE opportunity_id = o.id) w
                WHERE w.staff_id IS NOT NULL AND (w.how = 'check_in' OR w.next = 'check_in')),
               o.due_at IS NOT NULL OR EXISTS (
                    SELECT 1 FROM task WHERE opportunity_id = o.id AND done_at IS NULL
                    AND kind IN ('reply', 'callback')),
               EXISTS (SELECT 1 FROM activity WHERE opportunity_id = o.id AND at >= %(since)s AND kind = 'skated'
                       AND actor_id = %(actor)s)
        FROM opportunity o LEFT JOIN staff s ON s.id = %(owner)s AND s.archived_at IS NULL
        WHERE o.id = %(opportunity)s
        """,
        {"since": since, "actor": actor, "owner": owner_id, "opportunity": opportunity_id},
    )
    last = max((at for at in (deed, got) if at is not None), default=None)
    return OwnersDeeds(user, last, frozenset(partners or ()), waits, noticed)
