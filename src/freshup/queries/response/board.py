"""Who is waiting, who is slipping: everything the live board shows, a constant number of statements.

Every statement names its stores and walks their own indexes, each store no further than its share of the budget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from django.db import connection

from freshup.data.sql import rows
from freshup.domain.response.compliance import Waited
from freshup.domain.response.plausibility import too_fast
from freshup.domain.stores import on_shift
from freshup.queries.access import Scope
from freshup.queries.connectors import OUR_OWN, watched
from freshup.queries.leads.rows import full_name
from freshup.queries.response.compliance import day_began, waited
from freshup.queries.sources import KeyLine, keys
from freshup.queries.stores import StoreSettings, settings_of

WAITING_SHOWN: Final = 30
REPLIES_SHOWN: Final = 12
ESCALATIONS_SHOWN: Final = 20
COUNTED_MAX: Final = 500
BUDGET_ROWS: Final = 6_000
BUDGET_ROWS_MIN: Final = 100
KEY_SILENT_AFTER: Final = timedelta(days=3)
STORE_SILENT_AFTER: Final = timedelta(days=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WaitingLead:
    """Somebody who waits for a first attempt. `held_until`: policy keeps us from trying, for `held_by`."""

    opportunity_id: int
    rooftop_id: int
    name: str
    wanted: str
    tier: str
    grade: str
    score: int
    owner: str
    desk: bool
    due_at: datetime
    starts_at: datetime
    held_until: datetime | None
    held_by: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class WaitingReply:
    """A customer wrote, and nobody has answered yet."""

    opportunity_id: int
    rooftop_id: int
    name: str
    owner: str
    due_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """One store's figures, counted no further than COUNTED_MAX."""

    waiting: int
    late: int
    on_desk: int
    quarantined: int
    last_received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Load:
    """The open tasks of one person (`staff_id` None: the desk, or the managers): overdue of them, replies of them."""

    rooftop_id: int
    staff_id: int | None
    of_managers: bool
    name: str
    overdue: int
    tasks: int
    replies: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work now. `doubtful`: claimed calls too dense to be true."""

    staff_id: int
    rooftop_id: int
    name: str
    tasks: int
    uncontacted: int
    last_at: datetime | None
    verified: int
    claimed: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class Escalated:
    """One rung that was reached."""

    opportunity_id: int
    rooftop_id: int
    name: str
    what: str
    at: datetime
    owner: str
    reason: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about a connector: `kind` is silent_store, silent_key, expiring, quarantined, failing or silent.

    `id` is that of the connector for the last two; `count` then a share in percent.
    """

    rooftop_id: int
    kind: str
    label: str = ""
    at: datetime | None = None
    count: int = 0
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    stores: Mapping[int, StoreSettings]
    waiting: tuple[WaitingLead, ...]
    replies: tuple[WaitingReply, ...]
    counted: Mapping[int, Counted]
    loads: tuple[Load, ...]
    people: tuple[Person, ...]
    escalations: tuple[Escalated, ...]
    trouble: tuple[Trouble, ...]
    clocks: tuple[Waited, ...]

    def total(self, figure: str) -> int:
        return sum(getattr(one, figure) for one in self.counted.values())


def board(scope: Scope, stores: Sequence[int], *, now: datetime) -> Board:
    """The board of those of the stores that this person manages and sees whole."""
    mine = [id for id in stores if id in scope.rooftops and scope.manages(id)]
    known = settings_of(mine)
    if not known:
        return Board({}, (), (), {}, (), (), (), (), ())
    walk_indexes()
    mine = sorted(known)
    counted = _counted(mine, now)
    return Board(
        known,
        tuple(waiting_leads(mine, now=now)),
        tuple(waiting_replies(mine)),
        counted,
        tuple(_loads(known, now)),
        tuple(_people(known, now)),
        tuple(escalations(mine, since=now - DAY)),
        (*troubled(mine, now=now), *_trouble(counted, keys(scope, mine), now)),
        tuple(waited(known, now=now)),
    )


def walk_indexes() -> None:
    """As `queries.leads.rows.fetched`: behind the wall the planner would collect bitmaps. Lasts a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def _share(stores: Sequence[int]) -> int:
    return max(BUDGET_ROWS_MIN, BUDGET_ROWS // len(stores))


def waiting_leads(stores: Sequence[int], *, now: datetime) -> list[WaitingLead]:
    """Soonest due first, along `opportunity_waiting`; one statement."""
    found = rows(
        """
        SELECT w.id, w.rooftop_id, p.first_name, p.last_name, p.company, w.wanted, w.tier, w.grade, w.score, a.name,
               w.desk, w.due_at, c.starts_at, c.paused_until, c.paused_by
        FROM (SELECT v.* FROM unnest(%(stores)s::bigint[]) AS s(id), LATERAL (
                SELECT id, rooftop_id, person_id, owner_id, desk, wanted, tier, grade, score, due_at
                FROM opportunity WHERE rooftop_id = s.id AND due_at IS NOT NULL
                ORDER BY due_at, id LIMIT %(shown)s) v ORDER BY v.due_at, v.id LIMIT %(shown)s) w
        LEFT JOIN person p ON p.id = w.person_id
        LEFT JOIN staff st ON st.id = w.owner_id LEFT JOIN account a ON a.id = st.user_id
        LEFT JOIN LATERAL (
            SELECT starts_at, paused_until, paused_by FROM response_clock
            WHERE opportunity_id = w.id AND attempted_at IS NULL ORDER BY due_at, lead_id LIMIT 1) c ON true
        ORDER BY w.due_at, w.id
        """,
        {"stores": list(stores), "shown": WAITING_SHOWN},
    )
    return [
        WaitingLead(
            opportunity_id=id,
            rooftop_id=store,
            name=full_name(first, last, company),
            wanted=wanted,
            tier=tier,
            grade=grade,
            score=score,
            owner=owner or desk,
            desk=bool(desk),
            due_at=due_at,
            starts_at=starts_at or due_at,
            held_until=until if until is not None and until > now else None,
            held_by=json_of(held_by) if until is not None and until > now else None,
        )
        for (
            id, store, first, last, company, wanted, tier, grade, score, owner, desk, due_at, starts_at, until, held_by,
        ) in found
    ]  # fmt: skip


def json_of(value: Any) -> Any:
    """A column of jsonb: Django's connection hands it over as text."""
    return orjson.loads(value) if isinstance(value, (str, bytes)) else value


def waiting_replies(stores: Sequence[int]) -> list[WaitingReply]:
    """Customers who wrote and wait, soonest due first, along `task_open`; one statement."""
    found = rows(
        """
        SELECT t.opportunity_id, t.rooftop_id, p.first_name, p.last_name, p.company, a.name, o.desk, t.due_at,
               t.created_at
        FROM (SELECT v.* FROM unnest(%(stores)s::bigint[]) AS s(id), LATERAL (
                SELECT id, opportunity_id, rooftop_id, kind, staff_id, due_at, created_at FROM task
                WHERE rooftop_id = s.id AND done_at IS NULL ORDER BY due_at, id LIMIT %(budget)s) v
              WHERE v.kind = 'reply' ORDER BY v.due_at, v.id LIMIT %(shown)s) t
        JOIN opportunity o ON o.id = t.opportunity_id LEFT JOIN person p ON p.id = o.person_id
        LEFT JOIN staff st ON st.id = t.staff_id LEFT JOIN account a ON a.id = st.user_id
        ORDER BY t.due_at, t.id
        """,
        {"stores": list(stores), "budget": _share(stores), "shown": REPLIES_SHOWN},
    )
    return [
        WaitingReply(id, store, full_name(first, last, company), owner or desk, due_at, since)
        for id, store, first, last, company, owner, desk, due_at, since in found
    ]


def _counted(stores: Sequence[int], now: datetime) -> dict[int, Counted]:
    found = rows(
        """
        SELECT s.id, w.waiting, w.late, w.on_desk, q.n, r.received_at
        FROM unnest(%(stores)s::bigint[]) AS s(id), LATERAL (
            SELECT count(*) AS waiting, count(*) FILTER (WHERE due_at < %(now)s) AS late,
                   count(*) FILTER (WHERE owner_id IS NULL) AS on_desk
            FROM (SELECT due_at, owner_id FROM opportunity WHERE rooftop_id = s.id AND due_at IS NOT NULL
                  ORDER BY due_at, id LIMIT %(most)s) o) w, LATERAL (
            SELECT count(*) AS n FROM (
                SELECT 1 FROM submission WHERE rooftop_id = s.id AND state = 'quarantined' AND received_at >= %(since)s
                ORDER BY received_at DESC, id DESC LIMIT %(most)s) x) q
        LEFT JOIN LATERAL (
            SELECT received_at FROM submission WHERE rooftop_id = s.id
            ORDER BY received_at DESC, id DESC LIMIT 1) r ON true
        """,
        {"stores": list(stores), "now": now, "since": now - DAY, "most": COUNTED_MAX},
    )
    return {id: Counted(*figures) for id, *figures in found}


def _loads(stores: Mapping[int, StoreSettings], now: datetime) -> list[Load]:
    """Overdue tasks by person, most first; one statement along `task_open`."""
    found = rows(
        """
        SELECT v.rooftop_id, v.staff_id, v.slot = 'manager', count(*) FILTER (WHERE v.due_at < %(now)s), count(*),
               count(*) FILTER (WHERE v.kind = 'reply'), min(v.due_at)
        FROM unnest(%(stores)s::bigint[]) AS s(id), LATERAL (
            SELECT rooftop_id, staff_id, slot, kind, due_at FROM task
            WHERE rooftop_id = s.id AND done_at IS NULL AND due_at < %(until)s ORDER BY due_at, id LIMIT %(budget)s) v
        GROUP BY 1, 2, 3
        """,
        {"stores": list(stores), "now": now, "until": now + DAY, "budget": _share(list(stores))},
    )
    loads = [
        Load(
            store,
            staff,
            of_managers,
            stores[store].user_names.get(staff or 0, ""),
            overdue,
            tasks,
            replies,
            oldest_at,
        )
        for store, staff, of_managers, overdue, tasks, replies, oldest_at in found
    ]
    return sorted(loads, key=lambda one: (-one.overdue, one.oldest_at, one.staff_id or 0))


def _people(stores: Mapping[int, StoreSettings], now: datetime) -> list[Person]:
    """Who is at work, with load and today's deeds; two statements."""
    here = [
        (one.id, one.user_id, store)
        for store in stores.values()
        for one in store.staff
        if on_shift(one.shifts, one.time_off, store.zone, now, store=store.calendar)
    ]
    held = held_by([id for id, _user, _store in here])
    did = deeds(stores, now)
    people = []
    for id, user, store in here:
        tasks, uncontacted = held.get(id, (0, 0))
        last_at, verified, claimed, calls = did.get((store.id, user), (None, 0, 0, []))
        name = store.user_names.get(id, "")
        people.append(
            Person(id, store.id, name, tasks, uncontacted, last_at, verified, claimed, too_fast(calls))
        )
    return sorted(people, key=lambda one: (-one.uncontacted, -one.tasks, one.name))


def held_by(staff: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Open tasks and leads without an attempt of each person; one statement."""
    found = rows(
        """
        SELECT s.id, t.n, o.n FROM unnest(%(staff)s::bigint[]) AS s(id), LATERAL (
            SELECT count(*) AS n FROM (
                SELECT 1 FROM task WHERE staff_id = s.id AND done_at IS NULL
                ORDER BY band, due_at, id LIMIT %(most)s) x) t, LATERAL (
            SELECT count(*) AS n FROM (
                SELECT 1 FROM opportunity WHERE owner_id = s.id AND due_at IS NOT NULL
                ORDER BY due_at, id LIMIT %(most)s) y) o
        """,
        {"staff": list(staff), "most": COUNTED_MAX},
    )
    return {id: (tasks, uncontacted) for id, tasks, uncontacted in found}


Deeds = tuple[datetime | None, int, int, list[datetime]]


def deeds(stores: Mapping[int, StoreSettings], now: datetime) -> dict[tuple[int, int], Deeds]:
    """By (store, user), today: last deed, attempts verified and claimed, moments of claimed calls; one statement."""
    since = {id: day_began(store, now) for id, store in stores.items()}
    found = rows(
        """
        SELECT v.rooftop_id, v.actor_id, max(v.at),
               count(*) FILTER (WHERE v.kind = ANY(%(attempts)s) AND v.claimed IS DISTINCT FROM 'true'),
               count(*) FILTER (WHERE v.kind = ANY(%(attempts)s) AND v.claimed = 'true'),
               array_agg(v.at) FILTER (WHERE v.kind = ANY(%(calls)s) AND v.claimed = 'true')
        FROM unnest(%(stores)s::bigint[], %(since)s::timestamptz[]) AS s(id, since), LATERAL (
            SELECT rooftop_id, actor_id, at, kind, data ->> 'claimed' AS claimed FROM activity
            WHERE rooftop_id = s.id AND actor_id IS NOT NULL AND at >= s.since ORDER BY at DESC LIMIT %(budget)s) v
        GROUP BY 1, 2
        """,
        {
            "stores": list(since),
            "since": list(since.values()),
            "attempts": ["called", "wrote", "spoke", "bad_number"],
            "calls": ["called", "spoke", "bad_number"],
            "budget": _share(list(since)),
        },
    )
    return {
        (store, actor): (last, verified, claimed, calls or [])
        for store, actor, last, verified, claimed, calls in found
    }


def escalations(stores: Sequence[int], *, since: datetime) -> list[Escalated]:
    """The latest rungs reached, along `escalation_by_store`; one statement."""
    found = rows(
        """
        SELECT e.opportunity_id, e.rooftop_id, p.first_name, p.last_name, p.company, e.what, e.at, a.name, o.desk,
               e.reason
        FROM (SELECT v.* FROM unnest(%(stores)s::bigint[]) AS s(id), LATERAL (
                SELECT id, opportunity_id, rooftop_id, what, at, staff_id, reason FROM escalation
                WHERE rooftop_id = s.id AND at >= %(since)s ORDER BY at DESC, id DESC LIMIT %(shown)s) v
              ORDER BY v.at DESC, v.id DESC LIMIT %(shown)s) e
        JOIN opportunity o ON o.id = e.opportunity_id LEFT JOIN person p ON p.id = o.person_id
        LEFT JOIN staff st ON st.id = e.staff_id LEFT JOIN account a ON a.id = st.user_id
        ORDER BY e.at DESC, e.id DESC
        """,
        {"stores": list(stores), "since": since, "shown": ESCALATIONS_SHOWN},
    )
    return [
        Escalated(id, store, full_name(first, last, company), what, at, owner or desk, json_of(reason))
        for id, store, first, last, company, what, at, owner, desk, reason in found
    ]


def troubled(stores: Sequence[int], *, now: datetime) -> list[Trouble]:
    """Connectors that fail, or that went silent after they had worked; one statement."""
    found = []
    for one in watched(stores, now=now):
        row, state = one.row, one.health.state
        last = max((at for at in (row.last_in_at, row.last_out_at) if at is not None), default=None)
        if state == "failing":
            percent = one.health.error_percent or 0
            found.append(Trouble(row.rooftop_id, "failing", row.name, row.last_error_at, percent, row.id))
        elif state == "silent" and last is not None and row.provider not in OUR_OWN:
            found.append(Trouble(row.rooftop_id, "silent", row.name, last, 0, row.id))
    return found


def _trouble(counted: Mapping[int, Counted], lines: Sequence[KeyLine], now: datetime) -> list[Trouble]:
    """Keys that went silent or end soon, stores that get nothing, documents that nobody could read."""
    found = []
    active = [one for one in lines if one.state(now) in ("active", "expiring")]
    for store, figures in counted.items():
        last = figures.last_received_at
        if any(one.rooftop_id == store for one in active) and (
            last is None or now - last > STORE_SILENT_AFTER
        ):
            found.append(Trouble(store, "silent_store", at=last))
        if figures.quarantined:
            found.append(Trouble(store, "quarantined", count=figures.quarantined))
    for one in active:
        if one.last_used_at is not None and now - one.last_used_at > KEY_SILENT_AFTER:
            found.append(Trouble(one.rooftop_id, "silent_key", one.label, one.last_used_at))
        if one.state(now) == "expiring":
            found.append(Trouble(one.rooftop_id, "expiring", one.label, one.expires_at))
    return found
