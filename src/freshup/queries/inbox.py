"""The inbox: who waits for an answer, a page at a time, over all the stores somebody works in.

Stores that are seen whole are walked along the conversations' own indexes; whoever sees only their own leads is found
by the newest of those. The rows of one page alone are dressed with names and words. No offset, no total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.data.sql import rows as rows_of
from freshup.queries.access import Scope
from freshup.queries.leads.filters import Cursor, microseconds, moment, read_cursor
from freshup.queries.leads.rows import fetched, full_name

PAGE_ROWS: Final = 25
COUNTED_MAX: Final = 99
# How many rows of its stores one page looks at, however rare what it wants: about 10 ms.
BUDGET_ROWS: Final = 4_000
BUDGET_ROWS_MIN: Final = 200
# Who waits wrote lately, and so does whoever was written to: older leads of one's own have no news.
OWNED_MAX: Final = 1_000
CHATS_MAX: Final = 200
PREVIEW_LENGTH: Final = 160

AWAKE: Final = "(c.snoozed_until IS NULL OR c.snoozed_until <= %(now)s)"
ON_DESK: Final = (
    "c.assigned_id IS NULL AND (c.opportunity_id IS NULL"
    " OR EXISTS (SELECT FROM opportunity d WHERE d.id = c.opportunity_id AND d.owner_id IS NULL))"
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One list: by which moment it is ordered, what an index knows of it (`among`), what else must be true."""

    at: str
    descending: bool
    among: str
    fits: str = "true"


SHELVES: Final = {
    "waiting": Shelf("waiting_since", False, "c.waiting_since IS NOT NULL", AWAKE),
    "mine": Shelf("last_at", True, "true"),
    "desk": Shelf("waiting_since", False, "c.waiting_since IS NOT NULL", f"{AWAKE} AND {ON_DESK}"),
    "snoozed": Shelf("snoozed_until", False, "c.snoozed_until > %(now)s"),
    "angry": Shelf("angry_at", False, "c.angry_at IS NOT NULL AND c.angry_seen_at IS NULL"),
    "all": Shelf("last_at", True, "true"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list. `opportunity_id` None: a chat of somebody who gave no name yet."""

    id: int
    rooftop_id: int
    opportunity_id: int | None
    chat_id: int | None
    last_at: datetime
    channel: str
    direction: str
    waiting_since: datetime | None
    due_at: datetime | None
    snoozed_until: datetime | None
    angry: bool
    owner: str
    assigned: str
    wanted: str
    tier: str
    name: str
    preview: str
    outcome: str
    chat_state: str


@dataclass(frozen=True, slots=True)
class Page:
    """`newer` and `older` are cursors to both sides. `stopped`: looking ended with its budget, `older` goes on."""

    rows: tuple[Row, ...]
    newer: str | None = None
    older: str | None = None
    stopped: bool = False


DRESSED: Final = """
SELECT page.at, page.fits, page.last, page.id, c.rooftop_id, c.opportunity_id, c.chat_id, c.last_at, c.last_channel,
       c.last_direction, c.waiting_since, c.due_at, c.snoozed_until,
       c.angry_at IS NOT NULL AND c.angry_seen_at IS NULL, owner.name, o.desk, helper.name, o.wanted, o.tier,
       p.first_name, p.last_name, p.company, m.subject, left(m.body, {length}), m.outcome, m.erased_at, h.state,
       h.captured->>'name', line.words
FROM page
JOIN conversation c ON c.id = page.id
LEFT JOIN opportunity o ON o.id = c.opportunity_id
LEFT JOIN person p ON p.id = o.person_id
LEFT JOIN staff os ON os.id = o.owner_id
LEFT JOIN account owner ON owner.id = os.user_id
LEFT JOIN staff hs ON hs.id = c.assigned_id
LEFT JOIN account helper ON helper.id = hs.user_id
LEFT JOIN message m ON m.id = c.last_message_id
LEFT JOIN chat h ON h.id = c.chat_id
LEFT JOIN LATERAL (SELECT left(l.words, {length}) AS words FROM chat_line l
                   WHERE l.chat_id = h.id AND NOT l.draft ORDER BY l.id DESC LIMIT 1) line ON m.id IS NULL
"""
WALK: Final = """
SELECT v.* FROM unnest(%(stores_{n})s::bigint[]) AS s(id), LATERAL (
    SELECT w.id, w.at, w.fits, w.last FROM (
        SELECT c.id, c.{at} AS at, ({fits}) AS fits,
               row_number() OVER (ORDER BY c.{at} {way}, c.id {way}) = %(budget)s AS last
        FROM conversation c WHERE c.rooftop_id = s.id AND {among} AND {beyond}
        ORDER BY c.{at} {way}, c.id {way} LIMIT %(budget)s) w
    WHERE w.fits OR w.last ORDER BY w.at {way}, w.id {way} LIMIT %(rows)s) v"""
# One row for each lead, looked up by its own: for more of them at once the planner would have the wall read every
# opportunity there is into a table of its own first.
OF_OWNER: Final = """
SELECT c.id, c.{at} AS at, true AS fits, false AS last
FROM unnest(%(owners_{n})s::bigint[]) AS s(id), LATERAL (
    SELECT id FROM opportunity WHERE owner_id = s.id ORDER BY last_activity_at DESC, id DESC LIMIT %(owned)s) mine
JOIN LATERAL (SELECT * FROM conversation t WHERE t.opportunity_id = mine.id LIMIT 1) c ON true
WHERE c.rooftop_id = ANY (%(asked)s::bigint[]) AND {among} AND {fits} AND {beyond} AND {theirs}"""
ASSIGNED: Final = """
SELECT c.id, c.{at} AS at, true AS fits, false AS last
FROM unnest(%(owners_{n})s::bigint[]) AS s(id), LATERAL (
    SELECT * FROM conversation a WHERE a.assigned_id = s.id ORDER BY a.waiting_since, a.id LIMIT %(owned)s) c
WHERE c.rooftop_id = ANY (%(whole)s::bigint[]) AND {among} AND {fits} AND {beyond}
  AND NOT EXISTS (SELECT FROM opportunity o WHERE o.id = c.opportunity_id AND o.owner_id = s.id)"""
# Chats of people without a name belong to whoever works in the store.
CHATS: Final = """
SELECT c.id, c.{at} AS at, true AS fits, false AS last
FROM unnest(%(part)s::bigint[]) AS s(id), LATERAL (
    SELECT id FROM chat WHERE rooftop_id = s.id AND opportunity_id IS NULL
    ORDER BY last_at DESC, id DESC LIMIT %(chats)s) h
JOIN LATERAL (SELECT * FROM conversation t WHERE t.chat_id = h.id LIMIT 1) c ON true
WHERE c.opportunity_id IS NULL AND {among} AND {fits} AND {beyond}"""
WALKED: Final = """
SELECT at, fits, last, id FROM ({walks}) u ORDER BY at {way}, id {way} LIMIT %(rows)s
"""


def page_of_inbox(
    scope: Scope, stores: Sequence[int], view: str, cursor_text: str = "", *, now: datetime
) -> Page:
    """One page of a view of `SHELVES`, in one statement; two when paging back runs past the beginning.

    A cursor that is none of ours gives the first page.
    """
    cursor = read_cursor(cursor_text, int, int)
    if cursor is not None and moment(int(cursor.values[0])) is None:
        cursor = None
    back = cursor.back if cursor else False
    found, stop = _walk(scope, stores, view, cursor, now=now)
    rows, more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    if back:
        if stop is None and not more:
            return page_of_inbox(scope, stores, view, now=now)
        rows = rows[::-1]
        start = _place(rows[0]) if more and rows else stop
        return Page(
            tuple(map(_row, rows)),
            newer=str(Cursor(start, back=True)) if start else None,
            older=str(Cursor(_place(rows[-1]))) if rows else None,
            stopped=stop is not None and not more,
        )
    end = _place(rows[-1]) if more else stop
    first = _place(rows[0]) if rows else cursor and cursor.values
    return Page(
        tuple(map(_row, rows)),
        newer=str(Cursor(first, back=True)) if cursor and first else None,
        older=str(Cursor(end)) if end else None,
        stopped=stop is not None and not more,
    )


def waiting_count(scope: Scope, stores: Sequence[int], *, now: datetime) -> int:
    """How many wait for an answer, counted to 99; one statement, for every page shows it."""
    walks, params, way = _walks(scope, stores, "waiting", None, COUNTED_MAX, now)
    if not walks:
        return 0
    sql = f"SELECT count(*) FROM ({WALKED.format(walks=' UNION ALL '.join(walks), way=way)}) w WHERE w.fits"
    return int(rows_of(sql, params | {"budget": COUNTED_MAX * 3, "owned": COUNTED_MAX * 3})[0][0])


def _walk(
    scope: Scope, stores: Sequence[int], view: str, cursor: Cursor | None, *, now: datetime
) -> tuple[list[tuple[Any, ...]], tuple[int, int] | None]:
    """Up to a page of fitting rows and one more, and where the walk had to stop (None: it did not)."""
    walks, params, way = _walks(scope, stores, view, cursor, PAGE_ROWS + 1, now)
    if not walks:
        return [], None
    walked = WALKED.format(walks=" UNION ALL ".join(walks), way=way)
    sql = (
        f"WITH page AS MATERIALIZED ({walked}) {DRESSED.format(length=PREVIEW_LENGTH)}"
        f" ORDER BY page.at {way}, page.id {way}"
    )
    rows = []
    for row in fetched(sql, params):
        if row[1]:
            rows.append(row)
        if row[2]:
            return rows, _place(row)
    return rows, None


def _walks(
    scope: Scope, stores: Sequence[int], view: str, cursor: Cursor | None, rows: int, now: datetime
) -> tuple[list[str], dict[str, Any], str]:
    shelf = SHELVES[view]
    back = cursor.back if cursor else False
    descending = shelf.descending is not back
    way, sign = ("DESC", "<") if descending else ("ASC", ">")
    whole = [id for id in stores if id in scope.rooftops]
    part = [id for id in stores if id not in scope.rooftops]
    own = sorted({scope.places[id] for id in stores if id in scope.places})
    params: dict[str, Any] = {
        "now": now,
        "rows": rows,
        "asked": list(stores),
        "whole": whole,
        "part": part,
        "owned": OWNED_MAX,
        "chats": CHATS_MAX,
        "budget": max(BUDGET_ROWS_MIN, BUDGET_ROWS // max(1, len(whole))),
    }
    beyond = "true"
    if cursor is not None:
        beyond = f"(c.{shelf.at}, c.id) {sign} (%(at)s::timestamptz, %(id)s::bigint)"
        params |= {"at": moment(int(cursor.values[0])), "id": cursor.values[1]}
    blanks = {"at": shelf.at, "way": way, "among": shelf.among, "fits": shelf.fits, "beyond": beyond}
    walks = []
    if view == "mine":
        theirs = "(c.assigned_id IS NULL OR c.assigned_id = s.id)"
        params["owners_0"] = own
        if own:
            walks.append(OF_OWNER.format(n=0, theirs=theirs, **blanks))
        if own and whole:
            walks.append(ASSIGNED.format(n=0, **blanks))
        return walks, params, way
    if whole:
        params["stores_0"] = whole
        walks.append(WALK.format(n=0, **blanks))
    if part:
        params["owners_1"] = list(scope.owners)
        partly = "NOT (c.rooftop_id = ANY (%(whole)s::bigint[]))"
        walks += [OF_OWNER.format(n=1, theirs=partly, **blanks), CHATS.format(**blanks)]
    return walks, params, way


def _place(row: Sequence[Any]) -> tuple[int, int]:
    return microseconds(row[0]), row[3]


def _row(row: Sequence[Any]) -> Row:
    id, store, opportunity, chat, last_at, channel, direction, waiting, due, snoozed, angry = row[3:14]
    owner, desk, helper, wanted, tier, first, last, company, subject, body, outcome, erased = row[14:26]
    state, named, line = row[26:]
    return Row(
        id=id,
        rooftop_id=store,
        opportunity_id=opportunity,
        chat_id=chat,
        last_at=last_at,
        channel=channel,
        direction=direction,
        waiting_since=waiting,
        due_at=due,
        snoozed_until=snoozed,
        angry=angry,
        owner=owner or desk or "",
        assigned=helper or "",
        wanted=wanted or "",
        tier=tier or "",
        name=full_name(first, last, company) or named or "",
        preview="" if erased else body or line or subject or "",
        outcome=outcome or "",
        chat_state=state or "",
    )
