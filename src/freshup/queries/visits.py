"""What a customer looked at on the store's site, as the lead's page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from freshup.data.sql import rows

UNITS_MAX: Final = 8
# One row for each unit that was looked at, the last looked at first, and at least one for the visits themselves.
SEEN: Final = """
WITH mine AS MATERIALIZED (
    SELECT id, visits, vehicle_pages, first_at, last_at, joined_by FROM web_visitor WHERE opportunity_id = %(id)s)
SELECT whole.visits, whole.pages, whole.first_at, whole.last_at, whole.how,
       u.id, u.year, u.make, u.model, u.trim, u.stock, u.gone_at, unit.times, unit.at
FROM (SELECT sum(visits) AS visits, sum(vehicle_pages) AS pages, min(first_at) AS first_at, max(last_at) AS last_at,
             (array_agg(joined_by ORDER BY last_at DESC))[1] AS how FROM mine) whole
LEFT JOIN LATERAL (
    SELECT p.unit_id, count(*) AS times, max(p.at) AS at FROM mine m JOIN web_page p ON p.visitor_id = m.id
    WHERE p.unit_id IS NOT NULL GROUP BY p.unit_id ORDER BY max(p.at) DESC, p.unit_id LIMIT %(units)s) unit ON true
LEFT JOIN unit u ON u.id = unit.unit_id
WHERE whole.last_at IS NOT NULL ORDER BY unit.at DESC NULLS LAST, u.id
"""


@dataclass(frozen=True, slots=True)
class SeenUnit:
    """A unit on whose page they were. `times`: in how many visits."""

    id: int
    line: str
    stock: str
    gone: bool
    times: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OnSite:
    """All browsers of one customer together. `how` the last one became theirs: form, click or chat."""

    visits: int
    vehicle_pages: int
    first_at: datetime
    last_at: datetime
    how: str
    units: Sequence[SeenUnit]


def on_site(opportunity_id: int) -> OnSite | None:
    """Of an opportunity that was looked up in somebody's scope already; None where no visit is known. One statement."""
    found = rows(SEEN, {"id": opportunity_id, "units": UNITS_MAX})
    if not found:
        return None
    visits, pages, first_at, last_at, how = found[0][:5]
    units = [_unit(row[5:]) for row in found if row[5] is not None]
    return OnSite(int(visits), int(pages), first_at, last_at, how, units)


def _unit(row: tuple[Any, ...]) -> SeenUnit:
    id, year, make, model, trim, stock, gone_at, times, at = row
    line = " ".join(part for part in (str(year or ""), make, model, trim) if part) or stock
    return SeenUnit(id, line, stock, gone_at is not None, times, at)


HARVEST_DAYS: Final = 30
HARVEST: Final = """
SELECT count(*), count(*) FILTER (WHERE opportunity_id IS NOT NULL), max(last_at) FROM web_visitor
WHERE rooftop_id = %(store)s AND last_at >= %(since)s
"""


@dataclass(frozen=True, slots=True)
class TagHarvest:
    """Browsers seen in the last HARVEST_DAYS days, how many of them are somebody's, and when the tag last spoke."""

    browsers: int
    known: int
    last_at: datetime | None


def tag_harvest(rooftop_id: int, *, now: datetime) -> TagHarvest:
    """What the tag of a store in scope has brought; one statement."""
    since = now - timedelta(days=HARVEST_DAYS)
    return TagHarvest(*rows(HARVEST, {"store": rooftop_id, "since": since})[0])
