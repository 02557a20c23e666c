"""The phone of a customer as the sandbox sees it: what was sent to a number or address, and what came from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.data.sql import rows

SHOWN_MAX: Final = 40
LOOKED_AT: Final = 300
LATELY_MAX: Final = 12
LATELY: Final = """
SELECT w.who, max(w.created_at) AS at, max(w.channel), max(p.first_name || ' ' || p.last_name)
FROM (SELECT CASE WHEN direction = 'out' THEN recipient ELSE sender END AS who, created_at, channel, person_id
      FROM message WHERE rooftop_id = %(store)s ORDER BY created_at DESC, id DESC LIMIT %(looked)s) w
LEFT JOIN person p ON p.id = w.person_id
WHERE w.channel IN ('text', 'email') AND w.who <> ''
GROUP BY w.who ORDER BY at DESC LIMIT %(most)s
"""
# By the person who has it: a store has millions of messages and no index by number.
PHONE: Final = """
SELECT m.id, m.opportunity_id, m.at, m.channel, m.direction, m.subject, m.body, m.state, m.delivery, m.failure,
       m.mail_id
FROM opportunity o JOIN LATERAL (
    SELECT id, opportunity_id, created_at AS at, channel, direction, subject, body, state, delivery, failure, mail_id,
           recipient, sender FROM message WHERE opportunity_id = o.id
    ORDER BY created_at DESC, id DESC LIMIT %(most)s) m ON true
WHERE o.rooftop_id = %(store)s
  AND o.person_id IN (SELECT person_id FROM contact_point
                      WHERE group_id = %(group)s AND (value = %(who)s OR (kind = 'email' AND shown_as = %(who)s)))
  AND lower(%(who)s) IN (lower(m.recipient), lower(m.sender))
ORDER BY m.at DESC, m.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Lately:
    """Somebody who was written to or wrote lately."""

    who: str
    at: datetime
    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class OnThePhone:
    """One message as it lies on the customer's phone or in their mailbox."""

    id: int
    opportunity_id: int
    at: datetime
    channel: str
    direction: str
    subject: str
    body: str
    state: str
    delivery: str
    failure: str
    mail_id: str


def lately(rooftop_id: int) -> Sequence[Lately]:
    """One statement."""
    asked = {"store": rooftop_id, "looked": LOOKED_AT, "most": LATELY_MAX}
    return [Lately(who, at, channel, (name or "").strip()) for who, at, channel, name in rows(LATELY, asked)]


def phone_of(rooftop_id: int, group_id: int, who: str) -> Sequence[OnThePhone]:
    """Newest first; one statement. Empty for somebody the store does not know."""
    asked = {"store": rooftop_id, "group": group_id, "who": who, "most": SHOWN_MAX}
    return [OnThePhone(*row) for row in rows(PHONE, asked)]
