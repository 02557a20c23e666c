"""The clocks of a stretch of days as compliance counts them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Final

from freshup.data.sql import rows
from freshup.domain.response.compliance import GRADES_COUNTED, Waited
from freshup.queries.stores import StoreSettings

DAYS: Final = (1, 7, 30)
CLOCKS_MAX: Final = 30_000
CLOCKS_A_STORE_MIN: Final = 100


def day_began(store: StoreSettings, now: datetime, days: int = 1) -> datetime:
    """Midnight at the store, today's or of so many days with today."""
    first = now.astimezone(store.zone).date() - timedelta(days=days - 1)
    return datetime.combine(first, time(), store.zone)


def waited(stores: Mapping[int, StoreSettings], *, now: datetime, days: int = 1) -> list[Waited]:
    """The store-day's clocks, along `response_clock_by_store`; one statement. Whose it is now counts."""
    if not stores:
        return []
    since = {id: day_began(store, now, days) for id, store in stores.items()}
    found = rows(
        """
        SELECT c.rooftop_id, o.owner_id, o.desk, c.team_id, l.source_id, c.received_at, c.due_at, c.attempted_at,
               c.verified_attempt_at, c.attempt_claimed, c.paused_until
        FROM unnest(%(stores)s::bigint[], %(since)s::timestamptz[]) AS s(id, since), LATERAL (
            SELECT * FROM response_clock WHERE rooftop_id = s.id AND received_at >= s.since
            ORDER BY received_at DESC LIMIT %(most)s) c
        JOIN lead l ON l.id = c.lead_id JOIN opportunity o ON o.id = c.opportunity_id
        WHERE l.grade = ANY(%(grades)s)
        """,
        {
            "stores": list(since),
            "since": list(since.values()),
            "most": max(CLOCKS_A_STORE_MIN, CLOCKS_MAX // len(since)),
            "grades": list(GRADES_COUNTED),
        },
    )
    return [
        Waited(
            rooftop_id=store,
            staff_id=owner,
            desk=desk,
            team_id=team,
            source_id=source,
            hour=received_at.astimezone(stores[store].zone).hour,
            due_at=due_at,
            attempted_at=attempted_at,
            # Before attempts were verified apart, the mark on the first one told.
            verified_at=verified_at or (attempted_at if claimed is False else None),
            paused_until=paused_until,
        )
        for (
            store,
            owner,
            desk,
            team,
            source,
            received_at,
            due_at,
            attempted_at,
            verified_at,
            claimed,
            paused_until,
        ) in found
    ]


def team_names(stores: Iterable[int]) -> dict[int, str]:
    """What the teams of these stores are called, those given up included; one statement."""
    return dict(rows("SELECT id, name FROM team WHERE rooftop_id = ANY(%s)", [list(stores)]))
