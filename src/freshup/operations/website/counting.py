"""What visits are worth: scores move at once, an owner hears of a tier that rose, the follow-up changes (QUA-5).

`counted_*` of a visitor is what a score knows of already, so a visit counts once however often this runs. A visit is
no contact: it stops no clock and ends no follow-up.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from freshup.data.bulk import params_of, rows_of, sending_apart
from freshup.data.models import Opportunity, WebVisitor
from freshup.data.sql import rows
from freshup.domain.events import Event
from freshup.domain.qualification import Behaviour
from freshup.domain.website.visits import VISIT_ENDS_AFTER
from freshup.operations import qualification
from freshup.operations.cadences.exits import replan
from freshup.operations.response.alerts import tell_pages
from freshup.queries.stores import StoreSettings, settings_of

BATCH: Final = 50
# As the door takes them: whoever holds several visitors takes them in one order, so that nobody waits crosswise.
IN_ORDER: Final = ("rooftop_id", "token")
LOOK_BACK: Final = timedelta(hours=1)
NOTED_WITHIN: Final = timedelta(hours=6)
UNCOUNTED: Final = """
SELECT o.id FROM opportunity o WHERE o.closed_at IS NULL AND o.id IN (
    SELECT opportunity_id FROM web_visitor
    WHERE last_at >= %(since)s AND opportunity_id IS NOT NULL
      AND (visits > counted_visits OR vehicle_pages > counted_pages))
ORDER BY o.id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
"""
COUNTED: Final = {"id": "bigint", "visits": "integer", "pages": "integer"}
COUNT: Final = f"""
UPDATE web_visitor v SET counted_visits = c.visits, counted_pages = c.pages
FROM {rows_of(COUNTED)} AS c(id, visits, pages) WHERE v.id = c.id
"""
# A visit that is over is one line of the story; a second one of the same browser within a day adds none.
NOTE: Final = """
INSERT INTO activity (rooftop_id, opportunity_id, at, kind, data, words)
SELECT v.rooftop_id, v.opportunity_id, v.last_at, %(kind)s,
       jsonb_build_object('visitor', v.id, 'pages', seen.pages, 'vehicles', seen.vehicles), ''
FROM web_visitor v
CROSS JOIN LATERAL (SELECT count(*) AS pages, count(DISTINCT unit_id) AS vehicles FROM web_page p
                    WHERE p.visitor_id = v.id AND p.visit = v.visits) seen
WHERE v.last_at >= %(since)s AND v.last_at < %(over)s AND v.opportunity_id IS NOT NULL AND seen.pages > 0
  AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.opportunity_id = v.opportunity_id AND a.kind = %(kind)s
                  AND a.at > v.last_at - interval '1 day' AND (a.data->>'visitor')::bigint = v.id)
"""


def count_visits(*, now: datetime, look_back: timedelta = LOOK_BACK) -> int:
    """Count one batch of opportunities whose customers came to the site; how many there were.

    Run in a transaction. Opportunities somebody else holds come with the next round.
    """
    ids = [row[0] for row in rows(UNCOUNTED, {"since": now - look_back, "limit": BATCH})]
    if not ids:
        return 0
    found = Opportunity.objects.in_bulk(ids)
    visitors: dict[int, list[WebVisitor]] = {}
    for one in (
        WebVisitor.objects.filter(opportunity__in=ids).select_for_update(of=("self",)).order_by(*IN_ORDER)
    ):
        visitors.setdefault(one.opportunity_id or 0, []).append(one)
    stores = settings_of({one.rooftop_id for one in found.values()})
    for id in ids:
        _count(found[id], visitors.get(id, ()), stores[found[id].rooftop_id], now=now)
    _counted([one for some in visitors.values() for one in some])
    return len(ids)


def _count(
    opportunity: Opportunity, visitors: Sequence[WebVisitor], store: StoreSettings, *, now: datetime
) -> None:
    visits = sum(one.visits - one.counted_visits for one in visitors)
    pages = sum(one.vehicle_pages - one.counted_pages for one in visitors)

    def browsed(did: Behaviour) -> Behaviour:
        return replace(did, site_visits=did.site_visits + visits, vehicle_pages=did.vehicle_pages + pages)

    if qualification.rescore(opportunity, browsed, store, now=now):
        replan(opportunity, store, now=now)
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "lead")


def _counted(visitors: Sequence[WebVisitor]) -> None:
    if visitors:
        with sending_apart() as cursor:
            cursor.execute(
                COUNT, params_of(COUNTED, [(one.pk, one.visits, one.vehicle_pages) for one in visitors])
            )


def note_visits(*, now: datetime) -> int:
    """Write a line for each visit that is over; one statement, and how many lines there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE,
            {"since": now - NOTED_WITHIN, "over": now - VISIT_ENDS_AFTER, "kind": str(Event.BROWSED)},
        )
        return int(cursor.rowcount)
