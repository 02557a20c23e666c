"""What went through each connector: by the hour, and when something last did. Two statements for any number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from freshup.data.bulk import array

COUNT: Final = """
INSERT INTO connector_hour (rooftop_id, connector_id, hour, sent, failed, received, refused)
SELECT c.rooftop_id, c.id, %s, u.sent, u.failed, u.received, u.refused
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[]) AS u(id, sent, failed, received, refused)
JOIN connector c ON c.id = u.id ORDER BY c.id
ON CONFLICT (connector_id, hour) DO UPDATE SET
    sent = connector_hour.sent + EXCLUDED.sent, failed = connector_hour.failed + EXCLUDED.failed,
    received = connector_hour.received + EXCLUDED.received, refused = connector_hour.refused + EXCLUDED.refused
"""
STAMP: Final = """
UPDATE connector c SET
    last_in_at = CASE WHEN u.received > 0 THEN greatest(c.last_in_at, %s) ELSE c.last_in_at END,
    last_out_at = CASE WHEN u.sent > 0 THEN greatest(c.last_out_at, %s) ELSE c.last_out_at END,
    last_error_at = CASE WHEN u.error <> '' THEN greatest(c.last_error_at, %s) ELSE c.last_error_at END,
    last_error = CASE WHEN u.error <> '' THEN u.error ELSE c.last_error END
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[]) AS u(id, received, sent, error)
WHERE c.id IN (SELECT id FROM connector WHERE id = u.id ORDER BY id FOR NO KEY UPDATE)
"""


@dataclass(slots=True)
class Count:
    sent: int = 0
    failed: int = 0
    received: int = 0
    refused: int = 0
    error: str = ""


def count(counts: Mapping[int, Count], *, now: datetime) -> None:
    """Add these to the hour's figures. An error is the provider's words about the last failure, no customer's."""
    if not counts:
        return
    ids = sorted(counts)
    ordered = [counts[id] for id in ids]
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                hour,
                array(ids),
                array([one.sent for one in ordered]),
                array([one.failed for one in ordered]),
                array([one.received for one in ordered]),
                array([one.refused for one in ordered]),
            ],
        )
        cursor.execute(
            STAMP,
            [
                now,
                now,
                now,
                array(ids),
                array([one.received for one in ordered]),
                array([one.sent for one in ordered]),
                array([one.error[:200] for one in ordered]),
            ],
        )
