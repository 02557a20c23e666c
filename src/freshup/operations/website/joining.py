"""Whose browser it was: a form that was handed in says so (CAP-13).

The tag puts the browser's name into the forms of the store's site; it arrives as one of the words nobody asked for
and lies with the lead. Looked for afterwards, so that intake itself knows nothing of visitors.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

# The words of a lead under which the browser's name lies.
VISITOR_WORD: Final = "visitor"
LOOK_BACK: Final = timedelta(hours=1)
# Only stores whose site was looked at lately are asked for their new leads. A form moves a browser to whoever filled
# it in last: they are who sits there now.
JOIN: Final = """
WITH lately AS MATERIALIZED (
    SELECT id, rooftop_id, token, joined_at, opportunity_id FROM web_visitor WHERE last_at >= %(since)s),
named AS MATERIALIZED (
    SELECT DISTINCT ON (v.id) v.id, l.opportunity_id, l.person_id
    FROM (SELECT DISTINCT rooftop_id FROM lately) s
    JOIN lead l ON l.rooftop_id = s.rooftop_id AND l.received_at >= %(since)s
    JOIN lately v ON v.rooftop_id = l.rooftop_id AND v.token = l.said->'extensions'->>%(word)s
    WHERE (v.joined_at IS NULL OR v.joined_at < l.received_at)
      AND v.opportunity_id IS DISTINCT FROM l.opportunity_id
    ORDER BY v.id, l.received_at DESC, l.id DESC),
held AS MATERIALIZED (
    SELECT n.* FROM named n JOIN web_visitor w ON w.id = n.id ORDER BY w.rooftop_id, w.token FOR NO KEY UPDATE OF w)
UPDATE web_visitor v SET opportunity_id = n.opportunity_id, person_id = n.person_id, joined_at = %(now)s,
    joined_by = 'form'
FROM held n WHERE v.id = n.id
"""
JOIN_ONE: Final = """
UPDATE web_visitor v SET opportunity_id = o.id, person_id = o.person_id, joined_at = %(now)s, joined_by = %(how)s
FROM opportunity o
WHERE o.id = %(opportunity)s AND o.rooftop_id = v.rooftop_id AND v.rooftop_id = %(rooftop)s AND v.token = %(token)s
  AND v.opportunity_id IS DISTINCT FROM o.id
  AND (%(how)s <> 'click' OR v.person_id IS NULL OR v.person_id = o.person_id)
"""


def join_visitors(*, now: datetime, look_back: timedelta = LOOK_BACK) -> int:
    """Join the browsers whose name came with a lead; one statement, and how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(JOIN, {"since": now - look_back, "word": VISITOR_WORD, "now": now})
        return int(cursor.rowcount)


def join_visitor(rooftop_id: int, token: str, opportunity_id: int, how: str, *, now: datetime) -> bool:
    """Join one browser; `how` is form, click or chat. Whether it was news comes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            JOIN_ONE,
            {"rooftop": rooftop_id, "token": token, "opportunity": opportunity_id, "how": how, "now": now},
        )
        return bool(cursor.rowcount)
