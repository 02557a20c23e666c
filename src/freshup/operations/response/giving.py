"""Opportunities change hands, any number in a constant number of statements: owner, timeline, tallies, tasks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.bulk import insert, params_of, rows_of
from freshup.domain.events import Event
from freshup.operations import tables
from freshup.operations.response.tasks import hand_tasks_over

TALLY_SUFFIX: Final = "ON CONFLICT (staff_id, grade) DO UPDATE SET received = EXCLUDED.received"
_OWNERS: Final = {"id": "bigint", "owner_id": "bigint", "desk": "text"}
_HAND: Final = f"""
UPDATE opportunity o SET owner_id = n.owner_id, desk = n.desk, last_activity_at = greatest(o.last_activity_at, %s)
FROM {rows_of(_OWNERS)} AS n(id, owner_id, desk) WHERE o.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Given:
    """One change of ownership: to a person or, without one, to `desk`. Whoever calls holds the opportunity."""

    rooftop_id: int
    opportunity_id: int
    how: str
    staff_id: int | None = None
    desk: str = ""
    slot: str = "sales"
    rule: str = ""
    rules_version: int = 0
    reasons: tuple[dict[str, Any], ...] = ()
    considered: tuple[dict[str, Any], ...] = ()
    lead_id: int | None = None
    by_user: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a timeline."""

    rooftop_id: int
    opportunity_id: int
    kind: Event
    data: Mapping[str, Any] = field(default_factory=dict)
    actor_id: int | None = None
    words: str = ""


def give(
    given: Sequence[Given], *, now: datetime, tallies: Mapping[tuple[int, int, str], float] | None = None
) -> None:
    """Hand each to its new owner; tasks follow. `tallies` are new turns by (store, staff, grade)."""
    if not given:
        return
    owners = [(one.opportunity_id, one.staff_id, "" if one.staff_id else one.desk) for one in given]
    with connection.cursor() as cursor:
        cursor.execute(_HAND, [now, *params_of(_OWNERS, owners)])
    insert(tables.ASSIGNMENT, [_assigned(one, now) for one in given])
    write_down(
        [
            Happened(
                one.rooftop_id,
                one.opportunity_id,
                Event.ASSIGNED,
                {"staff": one.staff_id, "desk": "" if one.staff_id else one.desk, "how": one.how, **one.data},
                one.by_user,
            )
            for one in given
        ],
        now=now,
    )
    rows = [(store, staff, grade, n) for (store, staff, grade), n in sorted((tallies or {}).items())]
    insert(tables.ROUTING_TALLY, rows, suffix=TALLY_SUFFIX)
    hand_tasks_over([one.opportunity_id for one in given])


def write_down(happened: Iterable[Happened], *, now: datetime) -> None:
    """Add these to their timelines; one statement."""
    insert(
        tables.ACTIVITY,
        [
            (
                one.rooftop_id,
                one.opportunity_id,
                None,
                now,
                str(one.kind),
                one.actor_id,
                dict(one.data),
                one.words,
            )
            for one in happened
        ],
    )


def _assigned(one: Given, now: datetime) -> tuple[Any, ...]:
    return (
        one.rooftop_id, one.opportunity_id, one.lead_id, one.staff_id, "" if one.staff_id else one.desk, one.slot,
        now, one.how, one.rule[:80], one.rules_version, list(one.reasons), list(one.considered), one.by_user,
    )  # fmt: skip
