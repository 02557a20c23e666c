"""One unit: what it is, what it was offered at, and who wants it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import connection

from freshup.domain.reasons import Reason
from freshup.domain.vehicles import Unit, Wanted, match
from freshup.queries.access import Scope
from freshup.queries.leads.rows import COLUMNS as LEAD_COLUMNS
from freshup.queries.leads.rows import DRESSED, LeadRow, fetched, lead_row
from freshup.queries.vehicles.rows import COLUMNS, MORE_COLUMNS, UnitRow, unit_row

PRICES_SHOWN_MAX: Final = 50
WANTED_BY_MAX: Final = 20
# The store's open opportunities looked at, latest activity first: about 5 ms.
OPEN_LOOKED_MAX: Final = 1_500
OWN_LOOKED_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class OfferedAt:
    """A price of a unit from a moment on, and by how much it moved then (None: the first)."""

    at: datetime
    price_cents: int | None
    change_cents: int | None


@dataclass(frozen=True, slots=True)
class UnitStory:
    row: UnitRow
    prices: tuple[OfferedAt, ...]


@dataclass(frozen=True, slots=True)
class WantedBy:
    """An open opportunity that asks for this unit (`exactly`), or for one like it, and why it is listed."""

    lead: LeadRow
    exactly: bool
    reasons: tuple[Reason, ...]


def unit_story(scope: Scope, unit_id: int) -> UnitStory | None:
    """The unit with its prices, the latest first; None for one of a store out of scope. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS}, {MORE_COLUMNS} FROM unit WHERE id = %s AND rooftop_id = ANY(%s)",
            [unit_id, list(scope.stores)],
        )
        found = cursor.fetchone()
        if found is None:
            return None
        cursor.execute(
            "SELECT at, price_cents FROM unit_price WHERE unit_id = %s ORDER BY at DESC, id DESC LIMIT %s",
            [unit_id, PRICES_SHOWN_MAX],
        )
        offered = cursor.fetchall()
    before = [cents for _, cents in offered[1:]] + [None]
    prices = tuple(
        OfferedAt(at, cents, None if cents is None or was is None else cents - was)
        for (at, cents), was in zip(offered, before, strict=False)
    )
    row = unit_row(found)
    return UnitStory(replace(row, previous_cents=offered[1][1] if len(offered) > 1 else None), prices)


def who_wants(scope: Scope, unit: Unit) -> tuple[WantedBy, ...]:
    """Open opportunities that ask for this unit or its model, the nearest first; two statements.

    Looked for among the store's latest open ones, and of somebody who sees only their own among these.
    """
    whole = unit.rooftop_id in scope.rooftops
    seen = "rooftop_id = %(store)s" if whole else "owner_id = ANY(%(owners)s)"
    # Written words are compared squeezed; the rows to compare are already few.
    model = "regexp_replace(lower(v.model), '[^a-z0-9]', '', 'g')"
    found = fetched(
        f"""
        WITH latest AS MATERIALIZED (
            SELECT {LEAD_COLUMNS} FROM opportunity WHERE {seen} AND closed_at IS NULL
            ORDER BY last_activity_at DESC, id DESC LIMIT %(looked)s),
        asked AS MATERIALIZED (
            SELECT o.id AS asked_id, v.year, v.make, v.model, v.trim, v.vin, v.stock, v.condition
            FROM latest o, LATERAL (SELECT * FROM vehicle_interest WHERE opportunity_id = o.id OFFSET 0) v
            WHERE o.rooftop_id = %(store)s AND v.role = 'wanted'
                AND ((v.vin <> '' AND v.vin = %(vin)s) OR (v.stock <> '' AND upper(v.stock) = %(stock)s)
                    OR (%(model)s <> '' AND starts_with({model}, %(model)s)))),
        page AS MATERIALIZED (SELECT * FROM latest WHERE id IN (SELECT asked_id FROM asked))
        SELECT asked.*, dressed.* FROM asked JOIN ({DRESSED}) dressed ON dressed.id = asked.asked_id
        """,
        {
            "store": unit.rooftop_id,
            "owners": list(scope.owners),
            "looked": OPEN_LOOKED_MAX if whole else OWN_LOOKED_MAX,
            "vin": unit.vin,
            "stock": unit.stock,
            "model": unit.model_key,
        },
    )
    # A unit that is gone is still wanted; only what stands there counts as an alternative.
    standing = replace(unit, in_stock=True)
    best: dict[int, tuple[int, WantedBy]] = {}
    for id, year, make, model_name, trim, vin, stock, condition, *row in found:
        wanted = Wanted(year, make, model_name, trim, vin, stock, condition)
        matches = match(wanted, (standing,))
        if matches.exact is not None:
            score, one = 1_000, WantedBy(lead_row(row), True, matches.reasons)
        elif matches.alternatives:
            near = matches.alternatives[0]
            score, one = near.score, WantedBy(lead_row(row), False, near.reasons)
        else:
            continue
        if id not in best or best[id][0] < score:
            best[id] = (score, one)
    nearest = sorted(
        best.values(), key=lambda two: (-two[0], -two[1].lead.last_activity_at.timestamp(), two[1].lead.id)
    )
    return tuple(one for _, one in nearest[:WANTED_BY_MAX])
