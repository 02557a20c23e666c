"""What the web tag reports is written down: visitors and their pages, for a whole batch in a few statements (CAP-13).

A page counts once a visit, however often it is loaded, so that eight reloads are not eight vehicles. What a visit is
worth is counted later, from these rows (`counting`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from freshup.data.bulk import params_of, rows_of, sending_apart
from freshup.domain.website.visits import VISIT_ENDS_AFTER, PageView
from freshup.jobs import count_visits_later
from freshup.ports.storage import Storage
from freshup.queries import access

VISITOR: Final = {"rooftop_id": "bigint", "token": "text", "at": "timestamptz"}
# Sorted, so that two processes that meet the same visitors never wait for each other crosswise.
VISITORS: Final = f"""
INSERT INTO web_visitor (rooftop_id, token, first_at, last_at, visits, vehicle_pages, counted_visits, counted_pages,
                         joined_by)
SELECT rooftop_id, token, at, at, 1, 0, 0, 0, '' FROM {rows_of(VISITOR)} AS s(rooftop_id, token, at)
ORDER BY rooftop_id, token
ON CONFLICT (rooftop_id, token) DO UPDATE SET
    visits = web_visitor.visits + (EXCLUDED.last_at >= web_visitor.last_at + %s * interval '1 second')::int,
    last_at = greatest(web_visitor.last_at, EXCLUDED.last_at)
RETURNING id, rooftop_id, token, visits, opportunity_id
"""
PAGE: Final = {
    "visitor_id": "bigint", "rooftop_id": "bigint", "at": "timestamptz", "visit": "integer", "path": "text",
    "vin": "text", "stock": "text", "vehicle": "boolean",
}  # fmt: skip
# A unit is known by what the page says, else by the address the inventory file gives for it (without a query: one
# that needs its query to be told apart can't be told apart by its path).
PAGES: Final = f"""
WITH fresh AS MATERIALIZED (
    SELECT s.*, u.id AS unit_id
    FROM {rows_of(PAGE)} AS s({", ".join(PAGE)})
    LEFT JOIN LATERAL (
        SELECT id FROM (
            SELECT id, 1 AS rank FROM unit WHERE rooftop_id = s.rooftop_id AND s.vin <> '' AND vin = s.vin
            UNION ALL
            SELECT id, 2 FROM unit WHERE rooftop_id = s.rooftop_id AND s.stock <> '' AND stock = s.stock
            UNION ALL
            SELECT id, 3 FROM unit WHERE rooftop_id = s.rooftop_id AND s.vin = '' AND s.stock = ''
              AND gone_at IS NULL AND details_url <> '' AND rtrim(s.path, '/') <> '' AND strpos(details_url, '?') = 0
              AND rtrim(regexp_replace(details_url, '^[a-z]+://[^/]+|#.*$', '', 'g'), '/') = rtrim(s.path, '/')
        ) f ORDER BY rank, id DESC LIMIT 1) u ON true
    WHERE NOT EXISTS (SELECT 1 FROM web_page p
                      WHERE p.visitor_id = s.visitor_id AND p.visit = s.visit AND p.path = s.path)),
kept AS (
    INSERT INTO web_page (rooftop_id, visitor_id, at, visit, path, unit_id)
    SELECT rooftop_id, visitor_id, at, visit, path, unit_id FROM fresh)
UPDATE web_visitor v SET vehicle_pages = v.vehicle_pages + n.pages
FROM (SELECT visitor_id, count(*) AS pages FROM fresh WHERE vehicle OR unit_id IS NOT NULL GROUP BY visitor_id) n
WHERE v.id = n.visitor_id
"""
CLICK: Final = {"visitor_id": "bigint", "token": "text", "at": "timestamptz"}
# Whoever fills in a form says who sits there; a link in a mail may have been passed on, so a click names a browser that
# is nobody's yet, or goes on with the same person's. The link must be one of the store whose site it led to.
CLICKS: Final = f"""
UPDATE web_visitor v SET opportunity_id = o.id, person_id = o.person_id, joined_at = c.at, joined_by = 'click'
FROM {rows_of(CLICK)} AS c(visitor_id, token, at)
JOIN tracked_link l ON l.token = c.token AND l.kind = 'link' JOIN opportunity o ON o.id = l.opportunity_id
WHERE v.id = c.visitor_id AND l.rooftop_id = v.rooftop_id AND l.expires_at > c.at
  AND (v.opportunity_id IS NULL OR (v.person_id = o.person_id AND v.opportunity_id <> o.id))
"""


@dataclass(frozen=True, slots=True)
class Viewed:
    """One page view as the door hands it in, for the store of the key it came with. `body` is how it came."""

    rooftop_id: int
    group_id: int
    at: datetime
    view: PageView
    body: bytes = b""


def record_views(views: Sequence[Viewed], *, storage: Storage | None = None) -> list[bool]:
    """Write down what was seen, in one transaction; five statements at most for any number of views."""
    with transaction.atomic():
        access.enter(access.of_stores({one.rooftop_id for one in views}, {one.group_id for one in views}))
        visitors = _visitors(views)
        _pages(views, visitors)
        clicked = _clicks(views, visitors)
        if clicked or any(opportunity is not None for _id, _visit, opportunity in visitors.values()):
            count_visits_later()
    return [True] * len(views)


Visitors = Mapping[tuple[int, str], tuple[int, int, int | None]]


def _visitors(views: Sequence[Viewed]) -> Visitors:
    """(id, number of the visit, opportunity) of each browser."""
    last: dict[tuple[int, str], datetime] = {}
    for one in views:
        name = one.rooftop_id, one.view.visitor
        last[name] = max(one.at, last.get(name, one.at))
    rows = [(store, token, at) for (store, token), at in last.items()]
    with sending_apart() as cursor:
        cursor.execute(VISITORS, [*params_of(VISITOR, rows), VISIT_ENDS_AFTER.total_seconds()])
        return {(store, token): (id, visit, joined) for id, store, token, visit, joined in cursor.fetchall()}


def _pages(views: Sequence[Viewed], visitors: Visitors) -> None:
    rows: dict[tuple[int, str], tuple[Any, ...]] = {}
    for one in views:
        view = one.view
        id, visit, _ = visitors[one.rooftop_id, view.visitor]
        row = (id, one.rooftop_id, one.at, visit, view.path, view.vin, view.stock, view.vehicle)
        rows.setdefault((id, view.path), row)
    with sending_apart() as cursor:
        cursor.execute(PAGES, params_of(PAGE, list(rows.values())))


def _clicks(views: Sequence[Viewed], visitors: Visitors) -> int:
    rows = {
        visitors[one.rooftop_id, one.view.visitor][0]: (one.view.click, one.at)
        for one in views
        if one.view.click
    }
    if not rows:
        return 0
    with sending_apart() as cursor:
        cursor.execute(CLICKS, params_of(CLICK, [(id, token, at) for id, (token, at) in rows.items()]))
        return int(cursor.rowcount)
