"""The units people ask for, for a whole batch of them: price and availability at the moment of writing."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from freshup.domain.vehicles import (
    NOTHING,
    VIN_LENGTH,
    Matches,
    Unit,
    Wanted,
    completed,
    match,
    named_keys,
    stock_key,
    written_vin,
)
from freshup.queries.vehicles.rows import COLUMNS, unit_of

# Looked at of the wanted model in either direction of years, and of each rival: three are shown.
OWN_MODEL_ROWS: Final = 5
RIVAL_ROWS: Final = 2
RIVAL_YEARS: Final = 3
SAME_VIN_ROWS: Final = 4
# Whoever names no year is shown the newest first.
NEWEST: Final = 9_999
Want = tuple[int, Wanted]


def units_like(wants: Sequence[Want]) -> list[Matches]:
    """For each (store, what somebody wants) the exact unit, in stock or gone, and the nearest that are in stock.

    Two statements, however many are asked; the answers stand in the order of the questions. The scope that was
    entered must see the stores; of others there is nothing.
    """
    distinct = {want: n for n, want in enumerate(dict.fromkeys(wants))}
    asked = list(distinct)
    among: dict[int, dict[int, Unit]] = defaultdict(dict)
    for n, unit in _named(asked):
        among[n][unit.id] = unit
    fuller = [
        (store, _completed(wanted, among[n])) if among[n] else (store, wanted)
        for n, (store, wanted) in enumerate(asked)
    ]
    for n, unit in _near(fuller):
        among[n][unit.id] = unit
    answers = [
        match(wanted, among[n].values()) if among[n] else NOTHING for n, (_, wanted) in enumerate(asked)
    ]
    return [answers[distinct[want]] for want in wants]


def _completed(wanted: Wanted, named: dict[int, Unit]) -> Wanted:
    exact = match(wanted, named.values()).exact
    return wanted if exact is None else completed(wanted, exact)


def _named(asked: Sequence[Want]) -> list[tuple[int, Unit]]:
    """Units by stock number and VIN, gone ones too; no statement where nobody names any."""
    stocks: list[tuple[int, int, str]] = []
    vins: list[tuple[int, int, str]] = []
    for n, (store, wanted) in enumerate(asked):
        stock, vin = stock_key(wanted.stock)[:30], written_vin(wanted.vin)
        if stock:
            stocks.append((n, store, stock))
        if len(vin) == VIN_LENGTH:
            vins.append((n, store, vin))
    if not stocks and not vins:
        return []
    return _fetched(
        f"""
        SELECT q.n, u.* FROM unnest(%s::int[], %s::bigint[], %s::text[]) AS q(n, store, stock), LATERAL (
            SELECT {COLUMNS} FROM unit WHERE rooftop_id = q.store AND stock = q.stock OFFSET 0) u
        UNION ALL
        SELECT q.n, u.* FROM unnest(%s::int[], %s::bigint[], %s::text[]) AS q(n, store, vin), LATERAL (
            SELECT {COLUMNS} FROM unit WHERE rooftop_id = q.store AND vin = q.vin
            ORDER BY gone_at DESC NULLS FIRST, id DESC LIMIT {SAME_VIN_ROWS}) u
        """,
        [*_columns(stocks, 3), *_columns(vins, 3)],
    )


def _near(asked: Sequence[Want]) -> list[tuple[int, Unit]]:
    """Units in stock of the wanted models, nearest in year first, and a few of each rival."""
    own: list[tuple[int, int, str, str, int]] = []
    rival: list[tuple[int, int, str, str, int, int]] = []
    for n, (store, wanted) in enumerate(asked):
        make, models, rivals = named_keys(wanted)
        year = wanted.year or NEWEST
        own += [(n, store, make, model, year) for model in models if make]
        first = year - RIVAL_YEARS if wanted.year else 0
        rival += [(n, store, *names, first, year + RIVAL_YEARS) for names in rivals]
    if not own:
        return []
    of_model = "rooftop_id = q.store AND make_key = q.make AND model_key = q.model AND gone_at IS NULL"
    return _fetched(
        f"""
        SELECT q.n, u.* FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::text[], %s::int[])
            AS q(n, store, make, model, year), LATERAL (
            (SELECT {COLUMNS} FROM unit WHERE {of_model} AND year <= q.year
             ORDER BY year DESC, id DESC LIMIT {OWN_MODEL_ROWS})
            UNION ALL
            (SELECT {COLUMNS} FROM unit WHERE {of_model} AND year > q.year
             ORDER BY year, id LIMIT {OWN_MODEL_ROWS})) u
        UNION ALL
        SELECT q.n, u.* FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::text[], %s::int[], %s::int[])
            AS q(n, store, make, model, first, last), LATERAL (
            SELECT {COLUMNS} FROM unit WHERE {of_model} AND year >= q.first AND year <= q.last
            ORDER BY year DESC, id DESC LIMIT {RIVAL_ROWS}) u
        """,
        [*_columns(own, 5), *_columns(rival, 6)],
    )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _fetched(sql: str, params: list[Any]) -> list[tuple[int, Unit]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(n, unit_of(row)) for n, *row in cursor.fetchall()]
