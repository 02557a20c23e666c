"""What is known of a tracked link, and of who followed which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.data.sql import rows

FIND: Final = "SELECT id, rooftop_id, group_id FROM find_tracked_link(%s)"
FACTS: Final = """
SELECT l.id, l.rooftop_id, l.opportunity_id, l.message_id, l.token, l.kind, l.target, l.expires_at, l.clicks,
       m.channel, coalesce(m.delivered_at, m.sent_at), r.website,
       (SELECT count(*) FROM tracked_link o WHERE o.message_id = l.message_id AND o.kind = 'link')
FROM tracked_link l JOIN message m ON m.id = l.message_id JOIN rooftop r ON r.id = l.rooftop_id WHERE l.id = %s
"""
# Only the newest rows can still be unsettled, and they are found by their ids.
UNSETTLED_AMONG: Final = 20_000
UNSETTLED: Final = """
SELECT DISTINCT e.message_id FROM engagement e
WHERE e.id > (SELECT coalesce(max(id), 0) - %(among)s FROM engagement) AND e.kind = 'fetched' AND e.at <= %(before)s
  AND NOT EXISTS (SELECT FROM engagement j WHERE j.message_id = e.message_id AND j.kind = 'clicked'
                  AND j.link_id = e.link_id AND j.at = e.at)
ORDER BY e.message_id LIMIT %(limit)s
"""
FETCHES: Final = """
SELECT e.link_id, e.at, EXISTS (SELECT FROM engagement j WHERE j.message_id = e.message_id AND j.kind = 'clicked'
                                AND j.link_id = e.link_id AND j.at = e.at),
       (SELECT count(*) FROM tracked_link o WHERE o.message_id = e.message_id AND o.kind = 'link')
FROM engagement e WHERE e.message_id = %s AND e.kind = 'fetched' ORDER BY e.at, e.id
"""
OF_MESSAGE: Final = """
SELECT e.kind, e.at, e.machine, e.why, coalesce(l.target, '') FROM engagement e
LEFT JOIN tracked_link l ON l.id = e.link_id
WHERE e.message_id = %s AND e.kind <> 'fetched' ORDER BY e.at DESC, e.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class TrackedLinkFacts:
    """`reached_at`: when its message was delivered, as far as is known, else when it went. `links`: all of it."""

    id: int
    rooftop_id: int
    opportunity_id: int
    message_id: int
    token: str
    kind: str
    target: str
    expires_at: datetime
    clicks: int
    channel: str
    reached_at: datetime | None
    website: str
    links: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A link was followed; `settled`: it is known whether by a person."""

    link_id: int
    at: datetime
    settled: bool
    links: int


@dataclass(frozen=True, slots=True)
class Engaged:
    kind: str
    at: datetime
    machine: bool
    why: str
    target: str


def found_link(token: str) -> tuple[int, int, int] | None:
    """(id, store, group) of the link with this token, before anybody's scope is known."""
    answer = rows(FIND, [token])
    return (answer[0][0], answer[0][1], answer[0][2]) if answer else None


def link_facts(link_id: int) -> TrackedLinkFacts | None:
    answer = rows(FACTS, [link_id])
    return TrackedLinkFacts(*answer[0]) if answer else None


def unsettled_messages(*, before: datetime, limit: int) -> list[int]:
    """Messages with a link that was followed up to then, and nobody has said yet by whom."""
    found = rows(UNSETTLED, {"among": UNSETTLED_AMONG, "before": before, "limit": limit})
    return [row[0] for row in found]


def fetches_of(message_id: int) -> list[Fetched]:
    return [Fetched(*row) for row in rows(FETCHES, [message_id])]


def engagements_of(message_id: int, *, limit: int = 50) -> list[Engaged]:
    """What was done with a message, newest first."""
    return [Engaged(*row) for row in rows(OF_MESSAGE, [message_id, limit])]


def targets_of(message_ids: Iterable[int]) -> dict[int, list[str]]:
    """The links of these messages that are followed, in order."""
    found: dict[int, list[str]] = {}
    sql = "SELECT message_id, target FROM tracked_link WHERE message_id = ANY (%s) AND kind = 'link' ORDER BY position"
    for message_id, target in rows(sql, [sorted(set(message_ids))]):
        found.setdefault(message_id, []).append(target)
    return found
