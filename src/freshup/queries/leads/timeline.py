"""What happened to an opportunity: activities and messages in one order, newest first, a page at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.domain.events import Event
from freshup.queries.leads.filters import Cursor, microseconds, moment, read_cursor

# Drawing them is most of the time of the page; the rest is one tap away.
TIMELINE_ROWS: Final = 25
# How a call ended is an activity of its own, by whoever told it; only calls without an end stand there as messages.
# The message itself stands in the timeline and says how far it came.
TOLD_BY_MESSAGES: Final = (Event.ACKNOWLEDGEMENT_QUEUED, Event.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Happened:
    """An activity. `data` are codes and ids, `words` what somebody typed."""

    id: int
    at: datetime
    kind: str
    by: str
    data: Mapping[str, Any]
    words: str
    lead_id: int | None


@dataclass(frozen=True, slots=True)
class Wrote:
    """A message in or out, however far it came."""

    id: int
    at: datetime
    by: str
    channel: str
    direction: str
    purpose: str
    automatic: bool
    state: str
    recipient: str
    subject: str
    body: str
    sent_at: datetime | None
    failure: str
    delivery: str = ""
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    # By a provider; a call on somebody's own phone is not.
    carried: bool = False
    # Of somebody else in the thread of the customer.
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    entries: Sequence[Happened | Wrote]
    older: str | None


def timeline(opportunity_id: int, cursor_text: str = "") -> Timeline:
    """One page of it, in one statement. A cursor that is none of ours gives the newest page."""
    cursor = read_cursor(cursor_text, int, int, int)
    at = moment(int(cursor.values[0])) if cursor else None
    beyond = "true"
    params: dict[str, Any] = {
        "id": opportunity_id,
        "rows": TIMELINE_ROWS + 1,
        "hidden": list(map(str, TOLD_BY_MESSAGES)),
    }
    if cursor is not None and at is not None:
        beyond = "at <= %(at)s AND (at, source, id) < (%(at)s, %(source)s, %(entry)s::bigint)"
        params |= {"at": at, "source": cursor.values[1], "entry": cursor.values[2]}
    with connection.cursor() as database:
        database.execute(
            f"""
            SELECT e.*, a.name FROM (
                (SELECT * FROM (SELECT at, 0 AS source, id, kind, actor_id, data::text, words, lead_id,
                            '' AS channel, '' AS direction, '' AS purpose, false AS automatic, '' AS state,
                            '' AS recipient, '' AS subject, NULL::timestamptz AS sent_at, '' AS failure,
                            '' AS delivery, NULL::timestamptz AS opened_at, NULL::timestamptz AS clicked_at,
                            false AS carried, false AS stranger
                        FROM activity WHERE opportunity_id = %(id)s AND kind <> ALL (%(hidden)s::text[])) x
                    WHERE {beyond} ORDER BY at DESC, id DESC LIMIT %(rows)s)
                UNION ALL
                (SELECT * FROM (SELECT created_at AS at, 1 AS source, id, '' AS kind, by_user_id, '{{}}', body,
                            lead_id,
                            channel, direction, purpose, automatic, state, recipient, subject, sent_at, failure,
                            delivery, opened_at, clicked_at, provider <> '' AS carried,
                            details ? 'stranger' AS stranger
                        FROM message WHERE opportunity_id = %(id)s AND NOT (channel = 'call' AND outcome <> '')) x
                    WHERE {beyond} ORDER BY at DESC, id DESC LIMIT %(rows)s)
                ORDER BY at DESC, source DESC, id DESC LIMIT %(rows)s) e
            LEFT JOIN account a ON a.id = e.actor_id ORDER BY e.at DESC, e.source DESC, e.id DESC
            """,
            params,
        )
        rows = database.fetchall()
    shown = rows[:TIMELINE_ROWS]
    older = None
    if len(rows) > TIMELINE_ROWS:
        last = shown[-1]
        older = str(Cursor((microseconds(last[0]), last[1], last[2])))
    return Timeline([_entry(row) for row in shown], older)


def _entry(row: tuple[Any, ...]) -> Happened | Wrote:
    at, source, id, kind, _, data, words, lead, channel, direction, purpose, automatic, state = row[:13]
    recipient, subject, sent_at, failure, delivery, opened_at, clicked_at, carried, stranger, by = row[13:]
    if source == 0:
        return Happened(id, at, kind, by or "", json.loads(data), words, lead)
    return Wrote(
        id,
        at,
        by or "",
        channel,
        direction,
        purpose,
        automatic,
        state,
        recipient,
        subject,
        words,
        sent_at,
        failure,
        delivery,
        opened_at,
        clicked_at,
        carried,
        stranger,
    )
