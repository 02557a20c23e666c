"""A comparison written to the tables of units, a thousand rows a statement."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import connection

from freshup.data.bulk import Table, insert, params_of, reserve_ids, rows_of, sending_apart
from freshup.domain.vehicles import (
    FACTS,
    Changed,
    Comparison,
    Known,
    ReadUnit,
    facts_of,
    make_key,
    model_key,
    unit_keys,
)

ROWS_AT_ONCE: Final = 1_000
_TYPES: Final = {"year": "smallint", "odometer": "integer", "price_cents": "bigint", "msrp_cents": "bigint"}
FACT_COLUMNS: Final = {name: _TYPES.get(name, "text") for name in FACTS}
KEYED: Final = {**FACT_COLUMNS, "make_key": "text", "model_key": "text"}
UNIT: Final = Table(
    "unit",
    {
        "id": "bigint",
        "rooftop_id": "bigint",
        "stock": "text",
        **KEYED,
        "first_seen_at": "timestamptz",
        "last_seen_at": "timestamptz",
    },
)
UNIT_KEY: Final = Table("unit_key", {"rooftop_id": "bigint", "key": "text", "unit_id": "bigint"})
UNIT_PRICE: Final = Table(
    "unit_price", {"rooftop_id": "bigint", "unit_id": "bigint", "at": "timestamptz", "price_cents": "bigint"}
)
MOVED: Final = {"id": "bigint", **KEYED, "repriced": "boolean"}
T = TypeVar("T")


def known_units(rooftop_id: int) -> dict[str, Known]:
    """Everything the store has or had, by stock number; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, stock, gone_at IS NOT NULL, {', '.join(FACTS)} FROM unit WHERE rooftop_id = %s",
            [rooftop_id],
        )
        return {stock: Known(id, stock, tuple(facts), gone) for id, stock, gone, *facts in cursor.fetchall()}


def write(rooftop_id: int, comparison: Comparison, *, now: datetime) -> None:
    """Nine statements for each thousand units at most; whoever calls holds the transaction."""
    for added in _parts(comparison.added):
        _add(rooftop_id, added, now)
    for changed in _parts(comparison.changed):
        _change(rooftop_id, changed, now)
    for seen in _parts(comparison.unchanged):
        _mark(rooftop_id, seen, "last_seen_at", now)
    for gone in _parts(comparison.gone):
        _mark(rooftop_id, gone, "gone_at", now)
        _replace_keys(rooftop_id, [(one.id, _keys_of_gone(one)) for one in gone])


def _add(rooftop_id: int, units: Sequence[ReadUnit], now: datetime) -> None:
    ids = reserve_ids({"unit": len(units)})["unit"]
    named = list(zip(ids, units, strict=True))
    insert(UNIT, [(id, rooftop_id, one.stock, *_keyed(one), now, now) for id, one in named])
    insert(UNIT_KEY, [(rooftop_id, key, id) for id, one in named for key in _keys(one)])
    priced = [(rooftop_id, id, now, one.price_cents) for id, one in named if one.price_cents is not None]
    insert(UNIT_PRICE, priced)


def _change(rooftop_id: int, changed: Sequence[Changed], now: datetime) -> None:
    rows = [(one.before.id, *_keyed(one.after), one.repriced) for one in changed]
    sets = ", ".join(f"{name} = c.{name}" for name in KEYED)
    with sending_apart() as cursor:
        cursor.execute(
            f"UPDATE unit u SET {sets}, last_seen_at = %s, gone_at = NULL,"
            " price_changed_at = CASE WHEN c.repriced THEN %s ELSE u.price_changed_at END"
            f" FROM {rows_of(MOVED)} AS c({', '.join(MOVED)}) WHERE u.id = c.id AND u.rooftop_id = %s",
            [now, now, *params_of(MOVED, rows), rooftop_id],
        )
    insert(
        UNIT_PRICE,
        [(rooftop_id, one.before.id, now, one.after.price_cents) for one in changed if one.repriced],
    )
    _replace_keys(
        rooftop_id, [(one.before.id, _keys(one.after)) for one in changed if one.back or _renamed(one)]
    )


def _renamed(one: Changed) -> bool:
    """Whether the unit is found by other words now: of a new price it is not."""
    return _keys_of_facts(one.before.stock, one.before.facts, in_stock=True) != _keys(one.after)


def _mark(rooftop_id: int, units: Sequence[Known], column: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE unit SET {column} = %s WHERE rooftop_id = %s AND id = ANY(%s)",
            [now, rooftop_id, [one.id for one in units]],
        )


def _replace_keys(rooftop_id: int, units: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    if not units:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM unit_key WHERE unit_id = ANY(%s) AND rooftop_id = %s",
            [[id for id, _ in units], rooftop_id],
        )
    insert(UNIT_KEY, [(rooftop_id, key, id) for id, keys in units for key in keys])


def _keyed(unit: ReadUnit) -> tuple[Any, ...]:
    return *facts_of(unit), make_key(unit.make), model_key(unit.make, unit.model)


def _keys(unit: ReadUnit) -> tuple[str, ...]:
    return _keys_of_facts(unit.stock, facts_of(unit), in_stock=True)


def _keys_of_gone(one: Known) -> tuple[str, ...]:
    return _keys_of_facts(one.stock, one.facts, in_stock=False)


def _keys_of_facts(stock: str, facts: Sequence[str | int | None], *, in_stock: bool) -> tuple[str, ...]:
    said: dict[str, Any] = dict(zip(FACTS, facts, strict=True))
    texts = [said[name] for name in ("make", "model", "trim", "body", "exterior")]
    # Makes people shorten ("chevy") are found by what they are called in full; BMW's 330i by its series too.
    return unit_keys(
        stock=stock,
        vin=said["vin"],
        year=said["year"],
        texts=[*texts, model_key(said["make"], said["model"])],
        condition=said["condition"],
        in_stock=in_stock,
    )


def _parts(rows: Iterable[T]) -> Iterator[Sequence[T]]:
    whole = list(rows)
    for start in range(0, len(whole), ROWS_AT_ONCE):
        yield whole[start : start + ROWS_AT_ONCE]
