"""What sources and stores answer to, counted anew from what was sent, called and answered (CAD-6)."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from freshup.domain.cadences import EVENING, NOON

LEARNED_FROM_DAYS: Final = 90
# An answer later than this was to something else.
ANSWERED_WITHIN_HOURS: Final = 48
# One statement for all stores. A call is answered when somebody spoke; a text or an email when the customer wrote on
# that channel before the answer would be to something else. What is no longer counted goes back to nought.
RECOUNT: Final = """
WITH tried AS (
    SELECT m.rooftop_id, m.opportunity_id, m.channel, m.sent_at AS at, EXISTS (
               SELECT 1 FROM message a WHERE a.opportunity_id = m.opportunity_id AND a.direction = 'in'
                 AND a.channel = m.channel AND a.created_at > m.sent_at
                 AND a.created_at <= m.sent_at + %(within)s) AS answered
    FROM message m
    WHERE m.direction = 'out' AND m.channel IN ('text', 'email') AND m.sent_at >= %(since)s
      AND m.purpose <> 'confirmation'
    UNION ALL
    SELECT rooftop_id, opportunity_id, 'call', at, kind = 'spoke' FROM activity
    WHERE kind IN ('called', 'spoke') AND data->>'channel' = 'phone' AND at >= %(since)s
), placed AS (
    SELECT t.rooftop_id, coalesce(o.source_id, 0) AS source_id, t.channel, t.answered,
           CASE WHEN minute < %(noon)s THEN 'morning' WHEN minute < %(evening)s THEN 'afternoon'
                ELSE 'evening' END AS day_part
    FROM tried t
    JOIN opportunity o ON o.id = t.opportunity_id
    JOIN rooftop r ON r.id = t.rooftop_id,
    LATERAL (SELECT extract(hour FROM t.at AT TIME ZONE r.timezone) * 60
                    + extract(minute FROM t.at AT TIME ZONE r.timezone) AS minute) clock
), counted AS (
    SELECT rooftop_id, source_id, channel, day_part, count(*) AS tried,
           count(*) FILTER (WHERE answered) AS answered
    FROM (SELECT * FROM placed WHERE source_id <> 0
          UNION ALL SELECT rooftop_id, 0, channel, answered, day_part FROM placed) both_levels
    GROUP BY 1, 2, 3, 4
), gone AS (
    DELETE FROM answer_tally t WHERE NOT EXISTS (
        SELECT 1 FROM counted c WHERE (c.rooftop_id, c.source_id, c.channel, c.day_part)
                                    = (t.rooftop_id, t.source_id, t.channel, t.day_part))
)
INSERT INTO answer_tally (rooftop_id, source_id, channel, day_part, tried, answered)
SELECT rooftop_id, source_id, channel, day_part, tried, answered FROM counted
ON CONFLICT (rooftop_id, source_id, channel, day_part)
DO UPDATE SET tried = excluded.tried, answered = excluded.answered
WHERE (answer_tally.tried, answer_tally.answered) <> (excluded.tried, excluded.answered)
"""


def recount(*, now: datetime) -> int:
    """Count anew what was tried and what was answered; how many figures changed."""
    params: dict[str, Any] = {
        "since": now - timedelta(days=LEARNED_FROM_DAYS),
        "within": timedelta(hours=ANSWERED_WITHIN_HOURS),
        "noon": NOON,
        "evening": EVENING,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECOUNT, params)
        return int(cursor.rowcount)
