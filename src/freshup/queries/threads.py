"""The mails a new one of ours continues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.data.sql import rows

LAST: Final = """
SELECT o.id, i.mail_id, i.created_at, s.mail_id, s.created_at FROM unnest(%s::bigint[]) AS o(id)
LEFT JOIN LATERAL (
    SELECT mail_id, created_at FROM message
    WHERE opportunity_id = o.id AND direction = 'in' AND channel = 'email' AND mail_id <> ''
    ORDER BY created_at DESC, id DESC LIMIT 1) i ON true
LEFT JOIN LATERAL (
    SELECT mail_id, created_at FROM message
    WHERE opportunity_id = o.id AND direction = 'out' AND channel = 'email' AND mail_id <> ''
    ORDER BY created_at DESC, id DESC LIMIT 1) s ON true
WHERE i.mail_id IS NOT NULL OR s.mail_id IS NOT NULL
"""
Mail = tuple[str, datetime]


@dataclass(frozen=True, slots=True)
class Thread:
    """The newest mail of the customer and the newest of ours, by their Message-IDs without brackets."""

    received: Mail | None
    sent: Mail | None

    @property
    def answers(self) -> str:
        """The mail that a new one answers: the customer's, else our own."""
        mail = self.received or self.sent
        return mail[0] if mail else ""

    @property
    def references(self) -> list[str]:
        """Oldest first."""
        mails = [mail for mail in (self.received, self.sent) if mail is not None]
        return [id for id, _ in sorted(mails, key=lambda mail: mail[1])]


def threads_of(opportunity_ids: Iterable[int]) -> dict[int, Thread]:
    """By opportunity, those with a mail; one statement."""
    found = rows(LAST, [sorted(set(opportunity_ids))])
    return {
        id: Thread((received, at) if received else None, (sent, sent_at) if sent else None)
        for id, received, at, sent, sent_at in found
    }
