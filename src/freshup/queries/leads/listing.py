"""The list of opportunities: newest activity first, or soonest due first, a page at a time.

Every store in scope is walked along its own index from the cursor on, each for no more rows than a page needs
or the budget allows, and the walks are merged. No offset, no total: the hundredth page costs what the first does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from freshup.domain.leads import Stage
from freshup.queries.access import Scope
from freshup.queries.leads.filters import PAGE_ROWS, Cursor, Filters, microseconds, moment, read_cursor
from freshup.queries.leads.rows import COLUMNS, DRESSED, Page, fetched, lead_row

# How many rows may be looked at for one page, however rare what is filtered for: about 10 ms.
BUDGET_ROWS: Final = 6_000
BUDGET_ROWS_MIN: Final = 160
NEW_ROWS_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Order:
    column: str
    descending: bool

    def sql(self, *, back: bool) -> str:
        way = "DESC" if self.descending is not back else "ASC"
        return f"{self.column} {way}, id {way}"

    def beyond(self, *, back: bool) -> str:
        sign = "<" if self.descending is not back else ">"
        return f"({self.column}, id) {sign} (%(at)s::timestamptz, %(id)s::bigint)"


RECENT: Final = Order("last_activity_at", descending=True)
WAITING: Final = Order("due_at", descending=False)


def page_of_leads(scope: Scope, filters: Filters, cursor_text: str = "") -> Page:
    """One page of the list. A cursor that is none of ours gives the first page; two statements, or four when
    paging back runs past the beginning."""
    order = WAITING if filters.waiting else RECENT
    cursor = _cursor(cursor_text)
    found, stop = _walk(scope, filters, order, cursor, PAGE_ROWS + 1, DRESSED)
    if cursor is not None and cursor.back:
        if stop is None and len(found) <= PAGE_ROWS:
            return page_of_leads(scope, filters)
        return _page_back(found, order, stop)
    return _page(found, order, stop, cursor)


def newer_than(scope: Scope, filters: Filters, cursor_text: str) -> int:
    """How many rows now stand before that place of the list, counted to a hundred."""
    cursor = _cursor(cursor_text)
    if cursor is None:
        return 0
    order = WAITING if filters.waiting else RECENT
    found, _ = _walk(scope, filters, order, replace(cursor, back=True), NEW_ROWS_MAX, "SELECT * FROM page")
    return len(found)


def _cursor(text: str) -> Cursor | None:
    cursor = read_cursor(text, int, int)
    return cursor if cursor is not None and moment(int(cursor.values[0])) is not None else None


def _place(row: Sequence[Any], order: Order) -> tuple[int, int]:
    at: datetime = row[14] if order is RECENT else row[15]
    return microseconds(at), row[0]


def _page(
    found: list[tuple[Any, ...]], order: Order, stop: tuple[int, int] | None, cursor: Cursor | None
) -> Page:
    rows, more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    end = _place(rows[-1], order) if more else stop
    first = _place(rows[0], order) if rows else cursor and cursor.values
    return Page(
        rows=tuple(map(lead_row, rows)),
        newer=str(Cursor(first, back=True)) if cursor and first else None,
        older=str(Cursor(end)) if end else None,
        stopped=stop is not None and not more,
    )


def _page_back(found: list[tuple[Any, ...]], order: Order, stop: tuple[int, int] | None) -> Page:
    rows, more = found[:PAGE_ROWS][::-1], len(found) > PAGE_ROWS
    start = _place(rows[0], order) if more and rows else stop
    return Page(
        rows=tuple(map(lead_row, rows)),
        newer=str(Cursor(start, back=True)) if start else None,
        older=str(Cursor(_place(rows[-1], order))) if rows else None,
        stopped=stop is not None and not more,
    )


def _walk(
    scope: Scope, filters: Filters, order: Order, cursor: Cursor | None, rows: int, dressed: str
) -> tuple[list[tuple[Any, ...]], tuple[int, int] | None]:
    """Up to `rows` fitting rows from the cursor on, and where the walk had to stop (None: it did not)."""
    back = cursor.back if cursor else False
    branches = list(_branches(scope, filters, order))
    if not branches:
        return [], None
    sorted_by = order.sql(back=back)
    params: dict[str, Any] = {"rows": rows, "stores": list(filters.stores)}
    beyond = "true"
    if cursor is not None:
        beyond = order.beyond(back=back)
        params |= {"at": moment(int(cursor.values[0])), "id": cursor.values[1]}
    fits, values = condition(filters)
    params |= values | guard_values(scope, filters)
    parts = []
    for n, (path, ids, guard) in enumerate(branches):
        params |= {
            f"ids{n}": list(ids),
            f"budget{n}": max(BUDGET_ROWS_MIN, rows + 1, BUDGET_ROWS // len(ids)),
        }
        parts.append(f"""
            SELECT v.* FROM unnest(%(ids{n})s::bigint[]) AS s(id), LATERAL (
                SELECT * FROM (
                    SELECT {COLUMNS}, ({fits} AND {guard}) AS fits,
                           row_number() OVER (ORDER BY {sorted_by}) = %(budget{n})s AS last
                    FROM opportunity WHERE {path} AND {beyond}
                    ORDER BY {sorted_by} LIMIT %(budget{n})s) w
                WHERE fits OR last ORDER BY {sorted_by} LIMIT %(rows)s) v""")
    # A row that is `last` ends its store's budget: what other stores have beyond it must wait for the next page.
    sql = f"""
        WITH page AS MATERIALIZED (
            SELECT {COLUMNS}, fits, last FROM ({" UNION ALL ".join(parts)}) u
            ORDER BY {sorted_by} LIMIT %(rows)s)
        {_without_flags(dressed)} ORDER BY page.{sorted_by.replace(", ", ", page.")}
        """
    return _until_last(fetched(sql, params), order)


def _without_flags(dressed: str) -> str:
    columns = ", ".join(f"page.{name.strip()}" for name in COLUMNS.split(","))
    return dressed.replace("page.*", f"{columns}").replace("SELECT", "SELECT page.fits, page.last,", 1)


def _until_last(
    found: list[tuple[Any, ...]], order: Order
) -> tuple[list[tuple[Any, ...]], tuple[int, int] | None]:
    rows = []
    for fits, last, *row in found:
        if fits:
            rows.append(tuple(row))
        if last:
            return rows, _place(row, order)
    return rows, None


Branch = tuple[str, Sequence[int], str]


def _branches(scope: Scope, filters: Filters, order: Order) -> list[Branch]:
    """Along which indexes to walk: stores that are seen whole, else the people whose leads are seen."""
    among = "due_at IS NOT NULL" if order is WAITING else "true"
    if filters.owners:
        return [(f"owner_id = s.id AND {among}", filters.owners, GUARD)]
    whole = [id for id in filters.stores if id in scope.rooftops]
    branches: list[Branch] = []
    if whole:
        open_only = "closed_at IS NULL" if order is RECENT and filters.stage in OPEN_FILTERS else among
        branches.append((f"rooftop_id = s.id AND {open_only}", whole, "true"))
    if scope.owners and len(whole) < len(filters.stores):
        branches.append(
            (f"owner_id = s.id AND {among}", scope.owners, "rooftop_id = ANY(%(part)s::bigint[])")
        )
    return branches


GUARD: Final = (
    "rooftop_id = ANY(%(stores)s::bigint[])"
    " AND (rooftop_id = ANY(%(whole)s::bigint[]) OR owner_id = ANY(%(mine)s::bigint[]))"
)
OPEN_FILTERS: Final = frozenset(
    {"open", "new", "attempting", "engaged", "appointment", "visited", "proposal", "inactive"}
)


def guard_values(scope: Scope, filters: Filters) -> dict[str, Any]:
    """The first wall as values of `GUARD`: stores asked for, stores seen whole, people whose leads are seen."""
    return {
        "stores": list(filters.stores),
        "whole": list(scope.rooftops),
        "mine": list(scope.owners),
        "part": [id for id in filters.stores if id not in scope.rooftops],
    }


def condition(filters: Filters) -> tuple[str, dict[str, Any]]:
    """The filters as SQL over an opportunity's own columns, with their values."""
    parts = ["true"]
    values: dict[str, Any] = {}
    if filters.stage == "open":
        parts.append("closed_at IS NULL")
    elif filters.stage == "closed":
        parts.append("closed_at IS NOT NULL")
    elif filters.stage in set(Stage):
        parts.append("stage = %(stage)s")
        values["stage"] = filters.stage
    if filters.waiting:
        parts.append("due_at IS NOT NULL")
    if filters.unowned:
        parts.append("owner_id IS NULL")
    for name in ("tier", "grade"):
        if value := getattr(filters, name):
            parts.append(f"{name} = %({name})s")
            values[name] = value
    if filters.owners:
        parts.append("owner_id = ANY(%(owners)s::bigint[])")
        values["owners"] = list(filters.owners)
    if filters.sources:
        parts.append("source_id = ANY(%(sources)s::bigint[])")
        values["sources"] = list(filters.sources)
    return " AND ".join(parts), values
