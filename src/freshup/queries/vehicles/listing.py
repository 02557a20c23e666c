"""The list of units: in stock and the newest first, or what the typed words find; a page at a time.

Each store is walked along its own index for no more rows than a page needs, and the walks are merged. A search walks
the words of the stores that begin as the longest typed word does, and asks the units it finds for the other words.
"""

from dataclasses import dataclass
from typing import Any, Final

from freshup.domain.people.search_keys import after_prefix
from freshup.domain.vehicles import typed_prefixes
from freshup.queries.access import Scope
from freshup.queries.leads.filters import Cursor, microseconds, moment, read_cursor
from freshup.queries.leads.rows import fetched
from freshup.queries.vehicles.rows import COLUMNS, MORE_COLUMNS, UnitRow, unit_row

PAGE_ROWS: Final = 50
# Words looked at for one page, at about 5 µs each.
BUDGET_WORDS: Final = 4_000
BUDGET_WORDS_MIN: Final = 100
# Condition asked for → conditions shown: whoever asks for used cars means certified ones too.
CONDITIONS: Final = {"new": ("new",), "used": ("used", "certified"), "certified": ("certified",)}


@dataclass(frozen=True, slots=True)
class UnitFilters:
    """Which units: `condition` one of CONDITIONS, `typed` words of which a unit must have all, `gone` what is sold."""

    stores: tuple[int, ...]
    condition: str = ""
    typed: str = ""
    gone: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return typed_prefixes(self.typed)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Rows, and cursors to both sides (None: the list ends there). `stopped`: too many words fit to look at all."""

    rows: tuple[UnitRow, ...]
    newer: str | None = None
    older: str | None = None
    stopped: bool = False


def units(scope: Scope, filters: UnitFilters, cursor_text: str = "") -> UnitPage:
    """One page, one statement. Without words what is in stock or what is gone; with words both, in stock first."""
    cursor = read_cursor(cursor_text, int, int, int)
    if cursor is not None and moment(int(cursor.values[1])) is None:
        cursor = None
    stores = [id for id in filters.stores if id in scope.stores]
    back = cursor is not None and cursor.back
    rows, stopped = _rows(stores, filters, cursor)
    more, rows = len(rows) > PAGE_ROWS, rows[:PAGE_ROWS]
    if back and not more:
        return units(scope, filters)
    if back:
        rows.reverse()
    newer = (back and more) or (cursor is not None and not back)
    return UnitPage(
        tuple(rows),
        str(Cursor(_place(rows[0]), back=True)) if newer and rows else None,
        str(Cursor(_place(rows[-1]))) if rows and (more or back) else None,
        stopped,
    )


def _place(row: UnitRow) -> tuple[int, int, int]:
    return int(row.unit.in_stock), microseconds(row.first_seen_at), row.unit.id


def _rows(stores: list[int], filters: UnitFilters, cursor: Cursor | None) -> tuple[list[UnitRow], bool]:
    back = cursor is not None and cursor.back
    way, sign = ("ASC", ">") if back else ("DESC", "<")
    params: dict[str, Any] = {"stores": stores, "rows": PAGE_ROWS + 1}
    if cursor is not None:
        in_stock, at, id = cursor.values
        params |= {"c_stock": in_stock, "c_at": moment(int(at)), "c_id": id}
    fits = "true"
    if filters.condition in CONDITIONS:
        fits = "condition = ANY(%(conditions)s::text[])"
        params["conditions"] = list(CONDITIONS[filters.condition])
    words = filters.words
    page = (
        _searched(words, fits, cursor, way, sign, params)
        if words
        else _walked(filters, fits, cursor, way, sign, params)
    )
    found = fetched(
        f"""WITH {page}
        SELECT page.*, before.price_cents FROM page
        LEFT JOIN LATERAL (SELECT p.price_cents FROM unit_price p WHERE p.unit_id = page.id
            AND page.price_changed_at IS NOT NULL ORDER BY p.at DESC, p.id DESC OFFSET 1 LIMIT 1) before ON true
        ORDER BY page.in_stock {way}, page.first_seen_at {way}, page.id {way}""",
        params,
    )
    stopped = bool(found) and bool(found[0][-2])
    return [unit_row((*row[:-2], row[-1])) for row in found], stopped


def _walked(
    filters: UnitFilters, fits: str, cursor: Cursor | None, way: str, sign: str, params: dict[str, Any]
) -> str:
    beyond = f"(first_seen_at, id) {sign} (%(c_at)s, %(c_id)s::bigint)" if cursor else "true"
    state = "gone_at IS NOT NULL" if filters.gone else "gone_at IS NULL"
    return f"""page AS MATERIALIZED (
        SELECT u.*, false AS stopped FROM unnest(%(stores)s::bigint[]) AS s(id), LATERAL (
            SELECT {COLUMNS}, {MORE_COLUMNS} FROM unit
            WHERE rooftop_id = s.id AND {state} AND {fits} AND {beyond}
            ORDER BY first_seen_at {way}, id {way} LIMIT %(rows)s) u
        ORDER BY u.first_seen_at {way}, u.id {way} LIMIT %(rows)s)"""


def _searched(
    words: tuple[str, ...], fits: str, cursor: Cursor | None, way: str, sign: str, params: dict[str, Any]
) -> str:
    leading, *others = sorted(words, key=lambda word: -len(word))
    params["low"], params["high"] = leading, after_prefix(leading)
    params["budget"] = max(BUDGET_WORDS_MIN, BUDGET_WORDS // max(1, len(params["stores"])))
    asked = []
    for n, word in enumerate(others):
        params |= {f"low{n}": word, f"high{n}": after_prefix(word)}
        # By the index over units; `OFFSET 0` keeps the planner from walking all words of the store instead.
        asked.append(
            f"EXISTS (SELECT 1 FROM (SELECT key FROM unit_key WHERE unit_id = hit.unit_id OFFSET 0) k"
            f" WHERE k.key >= %(low{n})s AND k.key < %(high{n})s)"
        )
    beyond = (
        f"(u.in_stock::int, u.first_seen_at, u.id) {sign} (%(c_stock)s, %(c_at)s, %(c_id)s::bigint)"
        if cursor
        else "true"
    )
    return f"""walked AS MATERIALIZED (
        SELECT w.unit_id, w.n FROM unnest(%(stores)s::bigint[]) AS s(id), LATERAL (
            SELECT unit_id, row_number() OVER (ORDER BY key, unit_id) AS n FROM unit_key
            WHERE rooftop_id = s.id AND key >= %(low)s AND key < %(high)s
            ORDER BY key, unit_id LIMIT %(budget)s) w),
    page AS MATERIALIZED (
        SELECT u.*, (SELECT max(n) = %(budget)s FROM walked) AS stopped
        FROM (SELECT DISTINCT unit_id FROM walked) hit,
        LATERAL (SELECT {COLUMNS}, {MORE_COLUMNS} FROM unit
            WHERE id = hit.unit_id AND rooftop_id = ANY(%(stores)s::bigint[]) AND {fits} OFFSET 0) u
        WHERE {" AND ".join([beyond, *asked])}
        ORDER BY u.in_stock {way}, u.first_seen_at {way}, u.id {way} LIMIT %(rows)s)"""
