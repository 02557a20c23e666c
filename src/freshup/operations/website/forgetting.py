"""What is known of visits ends after ninety days: pages always, and browsers that never became anybody's (LAW-5)."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from freshup.domain.website.visits import KEPT_DAYS

BATCH: Final = 2_000
PAGES: Final = """
DELETE FROM web_page WHERE id IN (
    SELECT id FROM web_page WHERE at < %(before)s ORDER BY at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
"""
# A browser that somebody holds is being written to: it is not old. One that still has pages waits for them to go.
VISITORS: Final = """
DELETE FROM web_visitor WHERE id IN (
    SELECT v.id FROM web_visitor v WHERE v.last_at < %(before)s AND v.opportunity_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM web_page p WHERE p.visitor_id = v.id)
    ORDER BY v.last_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
"""


def forget_visits(*, now: datetime, batch: int = BATCH) -> int:
    """Delete one batch of what is too old; how many rows there were, 0 when nothing is left."""
    asked: dict[str, Any] = {"before": now - timedelta(days=KEPT_DAYS), "batch": batch}
    with connection.cursor() as cursor:
        cursor.execute(PAGES, asked)
        pages = int(cursor.rowcount)
        cursor.execute(VISITORS, asked)
        return pages + int(cursor.rowcount)
