"""What the demo must know of its own past while it makes it: what is due, what went out, who has what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

DUE: Final = """
SELECT EXISTS (SELECT FROM enrolment WHERE due_at <= %(now)s),
       EXISTS (SELECT FROM message WHERE state = 'queued' AND send_after <= %(now)s),
       EXISTS (SELECT FROM opportunity WHERE escalates_at <= %(now)s),
       EXISTS (SELECT FROM opportunity WHERE owner_id IS NULL AND due_at IS NOT NULL AND closed_at IS NULL)
"""
# Those that wait in the outbox are asked about again by their ids.
OUTGOING: Final = """
SELECT m.id, m.rooftop_id, m.opportunity_id, m.channel, m.purpose, m.automatic, m.recipient, m.subject, m.state,
       m.provider, m.sent_at, coalesce(nullif(p.language, ''), m.language), concat_ws(' ', p.first_name, p.last_name)
FROM message m JOIN person p ON p.id = m.person_id
WHERE (m.id > %s OR m.id = ANY (%s)) AND m.direction = 'out' AND m.channel IN ('text', 'email')
ORDER BY m.id LIMIT %s
"""
TASKS: Final = """
SELECT t.id, t.rooftop_id, t.opportunity_id, t.staff_id, t.slot, t.kind, t.band, t.due_at
FROM task t WHERE t.rooftop_id = ANY (%s) AND t.done_at IS NULL AND t.shown_at <= %s AND NOT t.id = ANY (%s)
ORDER BY t.id
"""
STILL_OPEN: Final = "SELECT id FROM task WHERE id = ANY (%s) AND done_at IS NULL"
# Only through what works, and never where they asked us to stop.
_WAY: Final = """
LEFT JOIN LATERAL (
    SELECT id FROM contact_point c WHERE person_id = o.person_id AND kind = '{kind}'
      AND reachability NOT IN ('bounced', 'disconnected', 'wrong_person')
      AND NOT EXISTS (SELECT FROM suppression s WHERE s.value = c.value AND s.lifted_at IS NULL)
    ORDER BY id LIMIT 1) {name} ON true
"""
WAYS: Final = _WAY.format(kind="phone", name="phone") + _WAY.format(kind="email", name="mail")
CUSTOMER: Final = f"""
SELECT o.rooftop_id, o.owner_id, o.grade, o.stage, o.wanted, o.closed_at IS NULL, o.opened_at, p.first_name,
       p.language, phone.id, mail.id
FROM opportunity o JOIN person p ON p.id = o.person_id
{WAYS}
WHERE o.id = %s
"""
OPEN_TASK: Final = """
SELECT t.staff_id, coalesce(m.channel, '') FROM task t LEFT JOIN message m ON m.id = t.message_id
WHERE t.id = %s AND t.done_at IS NULL
"""
# Whoever was talked to lately and has agreed on nothing yet.
TALKED_TO: Final = """
SELECT o.id FROM opportunity o
WHERE o.rooftop_id = %(store)s AND o.closed_at IS NULL AND o.stage = 'engaged' AND o.owner_id IS NOT NULL
  AND o.stopped_at IS NULL
  AND NOT EXISTS (SELECT FROM task t WHERE t.opportunity_id = o.id AND t.done_at IS NULL
                  AND (t.kind <> 'call' OR t.shown_at <= %(now)s))
  AND NOT EXISTS (SELECT FROM appointment a WHERE a.opportunity_id = o.id AND a.at > %(now)s AND a.cancelled_at IS NULL)
  AND EXISTS (SELECT FROM contact_point c WHERE c.person_id = o.person_id AND c.kind = 'phone'
              AND NOT EXISTS (SELECT FROM suppression s WHERE s.value = c.value AND s.lifted_at IS NULL))
ORDER BY o.last_activity_at DESC, o.id LIMIT %(limit)s
"""
LATEST_TEXTS: Final = """
SELECT m.id, m.rooftop_id, m.opportunity_id, m.channel, m.purpose, m.automatic, m.recipient, m.subject, m.state,
       m.provider, m.sent_at, coalesce(nullif(p.language, ''), m.language), concat_ws(' ', p.first_name, p.last_name)
FROM message m JOIN person p ON p.id = m.person_id JOIN opportunity o ON o.id = m.opportunity_id
WHERE m.rooftop_id = %(store)s AND m.direction = 'out' AND m.channel IN ('text', 'email') AND m.state = 'sent'
  AND m.purpose = 'follow_up' AND o.closed_at IS NULL AND o.stage IN ('new', 'attempting') AND m.created_at > %(since)s
  AND NOT EXISTS (SELECT FROM contact_point c JOIN suppression s ON s.value = c.value AND s.lifted_at IS NULL
                  WHERE c.person_id = m.person_id)
ORDER BY m.channel = 'email', m.sent_at DESC, m.id LIMIT %(limit)s
"""
APPOINTMENTS_AHEAD: Final = """
SELECT count(*) FROM appointment WHERE rooftop_id = %s AND at > %s AND at < %s AND cancelled_at IS NULL
"""
UNSEEN_ALERTS: Final = """
SELECT user_id, max(id) FROM alert WHERE seen_at IS NULL AND at < %s GROUP BY user_id ORDER BY user_id
"""
LATEST_MESSAGE: Final = "SELECT coalesce(max(id), 0) FROM message"


@dataclass(frozen=True, slots=True)
class Due:
    """Which parts of the machinery have something to do."""

    steps: bool
    messages: bool
    ladder: bool
    pile: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text or an e-mail of ours, as far as its receiver is concerned."""

    id: int
    rooftop_id: int
    opportunity_id: int
    channel: str
    purpose: str
    automatic: bool
    recipient: str
    subject: str
    state: str
    provider: str
    sent_at: datetime | None
    language: str
    name: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    id: int
    rooftop_id: int
    opportunity_id: int
    staff_id: int | None
    slot: str
    kind: str
    band: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """An opportunity as the person who works it sees it."""

    rooftop_id: int
    owner_id: int | None
    grade: str
    stage: str
    wanted: str
    open: bool
    opened_at: datetime
    first_name: str
    language: str
    phone_id: int | None
    email_id: int | None


def due(*, now: datetime) -> Due:
    return Due(*_rows(DUE, {"now": now})[0])


def outgoing(after: int, waiting: Sequence[int], *, limit: int = 10_000) -> list[Outgoing]:
    """Texts and e-mails written since the one with the id `after`, and those of `waiting`, in order."""
    return [Outgoing(*row) for row in _rows(OUTGOING, [after, list(waiting), limit])]


def latest_message() -> int:
    """The id of the newest message; 0 for none."""
    return int(_rows(LATEST_MESSAGE)[0][0])


def open_tasks(stores: Sequence[int], known: Sequence[int], *, now: datetime) -> list[OpenTask]:
    """What stands in line at these stores now, but for those that are known."""
    return [OpenTask(*row) for row in _rows(TASKS, [list(stores), now, list(known)])]


def still_open(task_ids: Sequence[int]) -> set[int]:
    """Those of these tasks that are not done."""
    return {row[0] for row in _rows(STILL_OPEN, [list(task_ids)])}


def open_task(task_id: int) -> tuple[int | None, str] | None:
    """Whose it is and, of a reply, on which channel the customer wrote; None when it is done already."""
    found = _rows(OPEN_TASK, [task_id])
    return (found[0][0], found[0][1]) if found else None


def customer(opportunity_id: int) -> Customer:
    return Customer(*_rows(CUSTOMER, [opportunity_id])[0])


def talked_to(rooftop_id: int, *, now: datetime, limit: int) -> list[int]:
    """Opportunities whose customer was reached and with whom nothing is agreed, the latest first."""
    return [row[0] for row in _rows(TALKED_TO, {"store": rooftop_id, "now": now, "limit": limit})]


def unanswered(rooftop_id: int, *, since: datetime, limit: int) -> list[Outgoing]:
    """Follow-up of the last days that nobody answered, texts before e-mails, the latest first."""
    found = _rows(LATEST_TEXTS, {"store": rooftop_id, "since": since, "limit": limit})
    return [Outgoing(*row) for row in found]


def appointments_between(rooftop_id: int, begin: datetime, end: datetime) -> int:
    return int(_rows(APPOINTMENTS_AHEAD, [rooftop_id, begin, end])[0][0])


def unseen_alerts(*, before: datetime) -> list[tuple[int, int]]:
    """(user, their newest alert of before that moment) for whoever has not seen theirs."""
    return [(row[0], row[1]) for row in _rows(UNSEEN_ALERTS, [before])]


def _rows(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
