"""Which of our messages a mail that comes in is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from freshup.data.sql import rows

# Of an id that a mail provider made of its own, only what stands before the @ is told to us when we send.
LOCAL_LENGTH_MIN: Final = 10
BOUNCES_WITHIN: Final = timedelta(days=10)

IN_THREAD: Final = """
SELECT m.id, m.opportunity_id, m.direction, m.mail_id FROM (
    SELECT id FROM message WHERE rooftop_id = %(store)s AND mail_id = ANY (%(ids)s) AND mail_id <> ''
    UNION
    SELECT id FROM message WHERE provider_id = ANY (%(local)s) AND provider_id <> ''
                             AND rooftop_id = %(store)s AND channel = 'email') f
JOIN message m ON m.id = f.id ORDER BY m.created_at DESC, m.id DESC LIMIT 1
"""
# By the newest mail to that address; a report seldom comes later than a few days.
LAST_TO: Final = """
SELECT m.id, m.opportunity_id, m.direction, m.mail_id FROM rooftop r
JOIN contact_point c ON c.group_id = r.group_id AND c.value = %(value)s
JOIN message m ON m.contact_point_id = c.id AND m.rooftop_id = r.id AND m.direction = 'out' AND m.channel = 'email'
WHERE r.id = %(store)s AND m.person_id = c.person_id AND m.sent_at > %(since)s
ORDER BY m.created_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of a store, as far as a mail that refers to it must know it."""

    id: int
    opportunity_id: int
    direction: str
    mail_id: str


def in_thread(rooftop_id: int, mail_ids: Sequence[str]) -> Spoken | None:
    """The newest message of the store with one of these Message-IDs, ours or its provider's."""
    if not mail_ids:
        return None
    locals_ = [id.partition("@")[0] for id in mail_ids]
    provider_ids = [*mail_ids, *(one for one in locals_ if len(one) >= LOCAL_LENGTH_MIN)]
    params = {"store": rooftop_id, "ids": list(mail_ids), "local": [one[:120] for one in provider_ids]}
    found = rows(IN_THREAD, params)
    return Spoken(*found[0]) if found else None


def last_mail_to(rooftop_id: int, value: str, *, now: datetime) -> Spoken | None:
    """The last mail of ours to this address within a few days."""
    if not value:
        return None
    found = rows(LAST_TO, {"store": rooftop_id, "value": value, "since": now - BOUNCES_WITHIN})
    return Spoken(*found[0]) if found else None
