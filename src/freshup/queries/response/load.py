"""Who has more tasks than a day holds, and which they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from freshup.data.sql import rows


@dataclass(frozen=True, slots=True)
class OpenTask:
    id: int
    staff_id: int
    opportunity_id: int
    band: int
    due_at: datetime
    moved: int
    tier: str


def overfull(day_ends: Mapping[int, datetime]) -> dict[int, int]:
    """The people with more open tasks until the end of their store's day than they may have, and that limit."""
    found = rows(
        """
        SELECT s.id, s.tasks_a_day FROM unnest(%s::bigint[], %s::timestamptz[]) AS d(rooftop_id, ends)
        JOIN staff s ON s.rooftop_id = d.rooftop_id AND s.archived_at IS NULL, LATERAL (
            SELECT count(*) AS n FROM (
                SELECT 1 FROM task WHERE staff_id = s.id AND done_at IS NULL AND due_at < d.ends
                LIMIT s.tasks_a_day + 1) t) held
        WHERE held.n > s.tasks_a_day
        """,
        [list(day_ends), list(day_ends.values())],
    )
    return dict(found)


def tasks_of(staff_ids: Sequence[int], *, until: datetime) -> list[OpenTask]:
    """Their open tasks that are due until then; one statement."""
    found = rows(
        "SELECT t.id, t.staff_id, t.opportunity_id, t.band, t.due_at, t.moved, o.tier FROM task t"
        " JOIN opportunity o ON o.id = t.opportunity_id"
        " WHERE t.staff_id = ANY(%s) AND t.done_at IS NULL AND t.due_at < %s ORDER BY t.id",
        [list(staff_ids), until],
    )
    return [OpenTask(*row) for row in found]
