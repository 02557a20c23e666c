"""Messages that the sandbox took lately and has not said everything about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.data.sql import rows

# Longer than anything it still has to say.
LATELY: Final = timedelta(minutes=15)
# A mail that has arrived may still be complained of.
JUST: Final = timedelta(minutes=2)
# Found by what the gate was asked when they went, which is in order of time for each store: messages are not.
TAKEN: Final = """
SELECT m.id, m.rooftop_id, r.group_id, m.channel, m.provider_id, m.recipient, m.sent_at, m.delivery
FROM rooftop r
JOIN LATERAL (
    SELECT d.message_id FROM gate_decision d
    WHERE d.rooftop_id = r.id AND d.at > %(since)s AND d.asked = 'send' AND d.verdict = 'allow'
      AND d.message_id IS NOT NULL
    ORDER BY d.at DESC, d.id DESC LIMIT %(limit)s) lately ON true
JOIN message m ON m.id = lately.message_id
WHERE m.provider = 'sandbox' AND m.state = 'sent' AND m.provider_id <> '' AND m.channel IN ('text', 'email')
  AND m.sent_at > %(since)s AND (m.delivery IN ('', 'queued', 'sent') OR m.sent_at > %(just)s)
ORDER BY m.delivery IN ('', 'queued', 'sent') DESC, m.sent_at, m.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class TakenMessage:
    id: int
    rooftop_id: int
    group_id: int
    channel: str
    provider_id: str
    recipient: str
    sent_at: datetime
    delivery: str


def taken_by_sandbox(*, now: datetime, limit: int) -> list[TakenMessage]:
    """Of all stores, those nothing is known of first; one statement."""
    asked = {"since": now - LATELY, "just": now - JUST, "limit": limit}
    return [TakenMessage(*row) for row in rows(TAKEN, asked)]
