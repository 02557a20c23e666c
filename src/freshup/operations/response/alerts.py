"""Alerts: who must know now. Written in the transaction of what happened, told to open pages at its commit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import Table, insert
from freshup.jobs import deliver_alerts_later

ALERT: Final = Table(
    "alert",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "user_id": "bigint",
        "kind": "text",
        "at": "timestamptz",
        "data": "jsonb",
    },
)
# Heard by every web process, which tells the pages that are open; ids only (NOTIFY knows no row-level security).
LIVE_CHANNEL: Final = "freshup_live"
# A payload may have 8,000 bytes; one notice names so many opportunities at most, the pages then look for themselves.
NOTICES_MAX: Final = 100
NOBODY: Final[Mapping[int, Sequence[int]]] = {}


@dataclass(frozen=True, slots=True)
class NewAlert:
    """`kind`: new_lead, tier_up, reply, callback, escalated, reassigned, skated or manager."""

    rooftop_id: int
    opportunity_id: int
    user_id: int
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


def raise_alerts(alerts: Sequence[NewAlert], *, now: datetime) -> None:
    """Write them down, have them delivered, and tell the pages these people have open; two statements."""
    if not alerts:
        return
    insert(
        ALERT,
        [
            (one.rooftop_id, one.opportunity_id, one.user_id, one.kind, now, json.dumps(one.data))
            for one in alerts
        ],
    )
    deliver_alerts_later()
    opportunities: dict[int, list[int]] = {}
    users: dict[int, list[int]] = {}
    for one in alerts:
        opportunities.setdefault(one.rooftop_id, []).append(one.opportunity_id)
        users.setdefault(one.rooftop_id, []).append(one.user_id)
    tell_all_pages(opportunities, "alert", users)


def tell_pages(rooftop_id: int, opportunity_ids: Sequence[int], what: str, users: Sequence[int] = ()) -> None:
    """Tell open pages of this store that something about these opportunities changed, once this is committed.

    `what` is lead, task, reply, message, owner, clock, board, or alert, which `users` alone hear; `users` are those
    to whom it is news.
    """
    tell_all_pages({rooftop_id: opportunity_ids}, what, {rooftop_id: users})


def tell_all_pages(
    opportunities: Mapping[int, Sequence[int]], what: str, users: Mapping[int, Sequence[int]] = NOBODY
) -> None:
    """The same for several stores at once, opportunities and users by store; one statement."""
    notices = [
        json.dumps(
            {
                "r": store,
                "w": what,
                "o": list(ids)[:NOTICES_MAX],
                "u": sorted(set(users.get(store, ())))[:NOTICES_MAX],
            },
            separators=(",", ":"),
        )
        for store, ids in opportunities.items()
    ]
    if notices:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, n) FROM unnest(%s::text[]) n", [LIVE_CHANNEL, notices])
