"""One conversation: everything that was said with a customer, on every channel, newest first, a page at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from freshup.data.models import Attachment, Chat, Conversation, Opportunity, Staff
from freshup.domain.events import Event
from freshup.queries.access import Scope, opportunities
from freshup.queries.leads.filters import Cursor, microseconds, moment, read_cursor
from freshup.queries.leads.rows import full_name

SAID_ROWS: Final = 20
OTHERS_MAX: Final = 5
# What colleagues should know while they answer; the rest of the story is on the lead.
TOLD: Final = tuple(
    map(str, (Event.NOTE, Event.VIDEO_WATCHED, Event.ANGRY, Event.ANGRY_SEEN, Event.ANSWER_GIVEN))
)
MESSAGE, LINE, INQUIRY, EVENT = "message", "line", "inquiry", "event"


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a conversation stands, and whose it is."""

    id: int
    rooftop_id: int
    opportunity_id: int | None
    chat_id: int | None
    chat_state: str
    waiting_since: datetime | None
    due_at: datetime | None
    snoozed_until: datetime | None
    angry_at: datetime | None
    angry_reason: Mapping[str, Any]
    angry_seen_at: datetime | None
    angry_seen_by: str
    assigned_id: int | None
    owner_id: int | None
    owner_user_id: int | None
    owner: str
    desk: str
    wanted: str
    tier: str
    stage: str
    closed: bool
    person_id: int | None
    name: str
    language: str

    @property
    def is_angry(self) -> bool:
        return self.angry_at is not None and self.angry_seen_at is None

    @property
    def chats(self) -> bool:
        """Whether the customer may be sitting before a chat at this moment."""
        return self.chat_state not in ("", "ended")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said or done. `kind`: message, line (of a chat), inquiry, event; `data` are codes and ids."""

    kind: str
    id: int
    at: datetime
    channel: str
    direction: str
    by_user: int | None
    by: str
    subject: str
    words: str
    rest: str
    data: Mapping[str, Any]
    files: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Page:
    entries: Sequence[Said]
    older: str | None


def conversations(scope: Scope) -> QuerySet[Conversation]:
    """The conversations somebody may see: of their leads, and the chats of their stores that have none.

    Asked of the one opportunity each has: "among all that are in scope" would be looked up one by one beforehand.
    """
    return Conversation.objects.filter(
        Q(opportunity__rooftop_id__in=scope.rooftops)
        | Q(opportunity__owner_id__in=scope.owners)
        | Q(opportunity=None, rooftop_id__in=scope.stores)
    )


def talk(scope: Scope, conversation_id: int) -> Talk | None:
    """None for one out of scope. One statement, and one for the chat that is going on."""
    found = (
        conversations(scope)
        .filter(id=conversation_id)
        .select_related("opportunity__person", "opportunity__owner__user", "angry_seen_by", "chat")
        .first()
    )
    return None if found is None else _talk(found, _chat(found))


class NoSuchOpportunity(LookupError):
    """None with this id in the person's scope."""


def conversation_of(scope: Scope, opportunity_id: int) -> int | None:
    """The conversation about this opportunity, if anybody has spoken yet. Raises NoSuchOpportunity."""
    found = opportunities(scope).filter(id=opportunity_id).values_list("conversation__id")
    row = found.first()
    if row is None:
        raise NoSuchOpportunity(opportunity_id)
    talk_id: int | None = row[0]
    return talk_id


def _chat(found: Conversation) -> Chat | None:
    """The last chat of this customer at the store; the one the conversation began with where it has no lead."""
    if found.opportunity_id is None:
        return found.chat
    return Chat.objects.filter(opportunity=found.opportunity_id).order_by("-last_at", "-id").first()


def _talk(found: Conversation, chat: Chat | None) -> Talk:
    opportunity: Opportunity | None = found.opportunity
    person = opportunity.person if opportunity else None
    owner = opportunity.owner if opportunity else None
    named = str(chat.captured.get("name", "")) if chat else ""
    return Talk(
        id=found.pk,
        rooftop_id=found.rooftop_id,
        opportunity_id=found.opportunity_id,
        chat_id=chat.pk if chat else None,
        chat_state=chat.state if chat else "",
        waiting_since=found.waiting_since,
        due_at=found.due_at,
        snoozed_until=found.snoozed_until,
        angry_at=found.angry_at,
        angry_reason=found.angry_reason or {},
        angry_seen_at=found.angry_seen_at,
        angry_seen_by=found.angry_seen_by.name if found.angry_seen_by else "",
        assigned_id=found.assigned_id,
        owner_id=owner.pk if owner else None,
        owner_user_id=owner.user_id if owner else None,
        owner=owner.user.name if owner else "",
        desk=opportunity.desk if opportunity else "",
        wanted=opportunity.wanted if opportunity else "",
        tier=opportunity.tier if opportunity else "",
        stage=opportunity.stage if opportunity else "",
        closed=opportunity is not None and opportunity.closed_at is not None,
        person_id=person.pk if person else None,
        name=full_name(person.first_name, person.last_name, person.company) if person else named,
        language=person.language if person else "",
    )


# Each source is walked along its own index. The lines of a chat that has become a lead are messages of that lead; of
# one without a name there are few hundred.
SAID: Final = """
SELECT e.at, e.source, e.id, e.channel, e.direction, e.by_user, a.name, e.subject, e.words, e.rest, e.data FROM (
    (SELECT * FROM (
        SELECT created_at AS at, 3 AS source, id, channel, direction, by_user_id AS by_user, subject,
               CASE WHEN erased_at IS NULL THEN body ELSE '' END AS words, rest,
               jsonb_build_object('state', state, 'delivery', delivery, 'code', delivery_code, 'failure', failure,
                   'automatic', automatic, 'purpose', purpose, 'outcome', outcome, 'seconds', seconds,
                   'opened', opened_at IS NOT NULL, 'clicked', clicked_at IS NOT NULL, 'sender', sender,
                   'sender_name', sender_name,
                   'recipient', recipient, 'details', details, 'send_after', send_after,
                   'erased', erased_at IS NOT NULL)::text AS data
        FROM message WHERE opportunity_id = %(opportunity)s) x
     WHERE {beyond} ORDER BY at DESC, id DESC LIMIT %(rows)s)
    UNION ALL
    (SELECT * FROM (
        SELECT l.at, 2 AS source, l.id, 'chat', CASE WHEN l.who = 'visitor' THEN 'in' ELSE 'out' END, l.user_id, '',
               l.words, '', jsonb_build_object('who', l.who, 'by_model', l.by_model)::text
        FROM chat_line l WHERE l.chat_id = %(chat)s AND NOT l.draft) x
     WHERE {beyond} ORDER BY at DESC, id DESC LIMIT %(rows)s)
    UNION ALL
    (SELECT * FROM (
        SELECT received_at AS at, 1 AS source, id, channel, 'in', NULL::bigint, '',
               coalesce(said->>'comments', ''), '', jsonb_build_object('source', source_id, 'channel', channel)::text
        FROM lead WHERE opportunity_id = %(opportunity)s) x
     WHERE {beyond} ORDER BY at DESC, id DESC LIMIT %(rows)s)
    UNION ALL
    (SELECT * FROM (
        SELECT at, 0 AS source, id, '', '', actor_id, '', words, '',
               jsonb_build_object('kind', kind, 'staff', data->'staff', 'reason', data->'reason')::text
        FROM activity WHERE opportunity_id = %(opportunity)s AND kind = ANY (%(told)s::text[])) x
     WHERE {beyond} ORDER BY at DESC, id DESC LIMIT %(rows)s)
    ORDER BY at DESC, source DESC, id DESC LIMIT %(rows)s) e
LEFT JOIN account a ON a.id = e.by_user ORDER BY e.at DESC, e.source DESC, e.id DESC
"""
BEYOND: Final = "at <= %(at)s AND (at, source, id) < (%(at)s, %(source)s, %(entry)s::bigint)"
KINDS: Final = {3: MESSAGE, 2: LINE, 1: INQUIRY, 0: EVENT}


def said(found: Talk, cursor_text: str = "") -> Page:
    """One page of it with its files; two statements. A cursor that is none of ours gives the newest page."""
    cursor = read_cursor(cursor_text, int, int, int)
    at = moment(int(cursor.values[0])) if cursor else None
    params: dict[str, Any] = {
        "opportunity": found.opportunity_id,
        "chat": found.chat_id if found.opportunity_id is None else None,
        "rows": SAID_ROWS + 1,
        "told": list(TOLD),
    }
    beyond = "true"
    if cursor is not None and at is not None:
        beyond = BEYOND
        params |= {"at": at, "source": cursor.values[1], "entry": cursor.values[2]}
    with connection.cursor() as database:
        database.execute(SAID.format(beyond=beyond), params)
        rows = database.fetchall()
    shown = rows[:SAID_ROWS]
    older = None
    if len(rows) > SAID_ROWS:
        last = shown[-1]
        older = str(Cursor((microseconds(last[0]), last[1], last[2])))
    files = files_of([row[2] for row in shown if row[1] == 3])
    return Page([_said(row, files) for row in shown], older)


def files_of(message_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """What came or went with these messages; one statement."""
    if not message_ids:
        return {}
    found: dict[int, list[Attachment]] = {}
    for one in Attachment.objects.filter(message__in=list(message_ids), erased_at=None).order_by("id"):
        found.setdefault(one.message_id or 0, []).append(one)
    return found


def _said(row: Sequence[Any], files: Mapping[int, Sequence[Attachment]]) -> Said:
    at, source, id, channel, direction, by_user, by, subject, words, rest, data = row
    kept = files.get(id, ()) if source == 3 else ()
    return Said(
        KINDS[source],
        id,
        at,
        channel,
        direction,
        by_user,
        by or "",
        subject,
        words,
        rest,
        json.loads(data),
        kept,
    )


@dataclass(frozen=True, slots=True)
class Other:
    """Another opportunity of the same person at the same store."""

    opportunity_id: int
    conversation_id: int | None
    wanted: str
    closed: bool
    at: datetime


def others(scope: Scope, found: Talk) -> list[Other]:
    """The newest few; one statement."""
    if found.person_id is None or found.opportunity_id is None:
        return []
    rows = (
        opportunities(scope)
        .filter(person=found.person_id, rooftop=found.rooftop_id)
        .exclude(id=found.opportunity_id)
        .order_by("-last_activity_at", "-id")
        .values_list("id", "conversation__id", "wanted", "closed_at", "last_activity_at")[:OTHERS_MAX]
    )
    return [Other(id, talk_id, wanted, closed is not None, at) for id, talk_id, wanted, closed, at in rows]


def answerers(rooftop_id: int, owner_id: int | None) -> list[tuple[int, str]]:
    """Who of this store may be given a conversation: whoever sees it, by name; one statement."""
    found = (
        Staff.objects.filter(
            Q(id=owner_id) | ~Q(scope="own"), rooftop=rooftop_id, archived_at=None, user__is_active=True
        )
        .order_by("user__name", "id")
        .values_list("id", "user__name")
    )
    return list(found)
