"""The lines of a chat in the history of its lead, and what they count as (RSP-3).

Talk with the assistant is no contact and no attempt, on neither side. Once a person talks, their lines are attempts and
the visitor's are contact, as in any other conversation.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from freshup.data.models import Chat, ChatLine, Message, Opportunity
from freshup.data.sql import rows
from freshup.domain.events import Event
from freshup.domain.leads import Fact, Stage, stage_after
from freshup.domain.leads.outcomes import VERIFIED_MESSAGE, VERIFIED_REPLY
from freshup.domain.stores import NeverOpens, add_business_minutes, on_shift
from freshup.operations import qualification
from freshup.operations.cadences.exits import happened_to, replan
from freshup.operations.conversations import talks
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.response.clocks import stop_clocks
from freshup.operations.response.tasks import close_tasks
from freshup.operations.timeline import note
from freshup.operations.website.chat_rows import held, talk_of
from freshup.operations.website.joining import join_visitor
from freshup.queries.stores import StoreSettings
from freshup.queries.website import store_of

JOINED_WITHIN: Final = timedelta(days=7)
BATCH: Final = 100
# The submission is found by its key and moment, for which there is an index; the receipt alone has none.
FOUND: Final = """
SELECT l.opportunity_id FROM submission s JOIN lead l ON l.submission_id = s.id
WHERE s.key_id = %(key)s AND s.received_at = %(at)s AND s.receipt = %(receipt)s
UNION ALL
SELECT l.opportunity_id FROM submission s JOIN lead_repeat r ON r.submission_id = s.id JOIN lead l ON l.id = r.lead_id
WHERE s.key_id = %(key)s AND s.received_at = %(at)s AND s.receipt = %(receipt)s
LIMIT 1
"""
# The row of the chat becomes the lead's; where the lead has one, what the chat's row knows is put into that.
TAKE_OVER: Final = """
UPDATE conversation c SET opportunity_id = %(opportunity)s
WHERE c.chat_id = %(chat)s AND c.opportunity_id IS NULL
  AND NOT EXISTS (SELECT FROM conversation o WHERE o.opportunity_id = %(opportunity)s)
"""
MERGE: Final = """
WITH gone AS (
    SELECT id, last_at, last_in_at, last_channel, last_direction, waiting_since, due_at, assigned_id FROM conversation
    WHERE chat_id = %(chat)s AND opportunity_id IS NULL FOR NO KEY UPDATE),
kept AS (
    UPDATE conversation c SET
        last_channel = CASE WHEN g.last_at > c.last_at THEN g.last_channel ELSE c.last_channel END,
        last_direction = CASE WHEN g.last_at > c.last_at THEN g.last_direction ELSE c.last_direction END,
        last_at = greatest(c.last_at, g.last_at), last_in_at = greatest(c.last_in_at, g.last_in_at),
        waiting_since = least(c.waiting_since, g.waiting_since), due_at = least(c.due_at, g.due_at),
        assigned_id = coalesce(c.assigned_id, g.assigned_id), snoozed_until = NULL
    FROM gone g WHERE c.opportunity_id = %(opportunity)s RETURNING c.id)
DELETE FROM conversation c USING gone g, kept WHERE c.id = g.id
"""


def join_chats(*, now: datetime, batch: int = BATCH) -> int:
    """Every chat whose lead has come to be is joined to it; how many. In a transaction of the caller's."""
    waiting = Chat.objects.filter(
        opportunity__isnull=True, receipt__isnull=False, last_at__gt=now - JOINED_WITHIN
    )
    ids = waiting.order_by("-id").values_list("id", flat=True)[:batch]
    return sum(join_chat(held(id), now=now) for id in sorted(ids))


def join_chat(chat: Chat, *, now: datetime) -> bool:
    """Join one chat, which the caller holds, where its lead is there; its lines so far become messages."""
    if chat.opportunity_id is not None or chat.receipt is None:
        return False
    asked = {"key": chat.key_id, "at": chat.flow["handed_at"], "receipt": chat.receipt}
    found = rows(FOUND, asked)
    if not found:
        return False
    chat.opportunity_id = found[0][0]
    chat.save(update_fields=["opportunity"])
    _one_conversation(chat)
    if chat.visitor_token:
        join_visitor(chat.rooftop_id, chat.visitor_token, found[0][0], "chat", now=now)
    mirror(chat, now=now)
    opportunity = _opportunity(chat)
    if talk_of(chat).refused:
        refused(opportunity, ("",), now=now)
    elif chat.state == "waiting":
        call_people(chat, now=now)
    tell_pages(chat.rooftop_id, [found[0][0]], "message")
    return True


def mirror(chat: Chat, *, now: datetime) -> None:
    """Write what is new into the lead's messages, and count what people and the visitor said to each other."""
    if chat.opportunity_id is None:
        return
    done = int(chat.flow.get("mirrored", 0))
    lines = list(ChatLine.objects.filter(chat=chat, id__gt=done, draft=False).order_by("id"))
    if not lines:
        return
    opportunity = _opportunity(chat)
    made = Message.objects.bulk_create([_message(chat, opportunity, one) for one in lines])
    chat.flow = {**chat.flow, "mirrored": lines[-1].pk}
    chat.save(update_fields=["flow"])
    store = store_of(chat.rooftop_id)
    for line in lines:
        at = max(line.at, opportunity.opened_at)
        if line.who == "person":
            _attempted(opportunity, store, at=at)
        elif line.data.get("heard"):
            _contacted(chat, opportunity, store, at=at)
    _latest(opportunity, made)


def refused(opportunity: Opportunity, channels: Sequence[str], *, now: datetime) -> None:
    """They asked not to be contacted: what runs ends, and nobody owes them an answer."""
    note(opportunity, Event.OPTED_OUT, {"channels": list(channels)}, now=now)
    happened_to(opportunity, "opt_out", now=now, store=store_of(opportunity.rooftop_id))
    talks.nothing_to_answer(opportunity.pk)


def spoke(chat: Chat, *, waits: bool, due_at: datetime | None, now: datetime) -> None:
    """The visitor's line in the inbox: with the lead where there is one, else as a chat without a name."""
    named = chat.opportunity_id is not None
    talks.customer_spoke(
        chat.rooftop_id,
        chat.opportunity_id,
        chat_id=None if named else chat.pk,
        at=now,
        channel="chat",
        message_id=None,
        due_at=due_at,
        waits=waits,
    )


def answered(chat: Chat, *, now: datetime) -> None:
    named = chat.opportunity_id is not None
    talks.we_answered(
        chat.rooftop_id, chat.opportunity_id, chat_id=None if named else chat.pk, at=now, channel="chat"
    )


def reply_due(store: StoreSettings, *, now: datetime) -> datetime:
    try:
        return add_business_minutes(store.calendar, now, store.reply_minutes)
    except NeverOpens:
        return now


def call_people(chat: Chat, *, now: datetime) -> None:
    """A visitor waits for a person: the owner of their lead if here, else whoever is.

    An alert belongs to a lead; of a chat without a name the open pages of these people hear, and the inbox holds it.
    """
    store = store_of(chat.rooftop_id)
    there = [
        one.id
        for one in store.staff
        if on_shift(one.shifts, one.time_off, store.zone, now, store=store.calendar)
    ]
    owner = None
    if chat.opportunity_id is not None:
        owner = Opportunity.objects.filter(id=chat.opportunity_id).values_list("owner_id", flat=True).first()
    called = [owner] if owner in there else there
    users = sorted({user for one in called if (user := store.user_of(one)) is not None})
    if chat.opportunity_id is not None:
        raise_alerts(
            [NewAlert(chat.rooftop_id, chat.opportunity_id, user, "chat") for user in users], now=now
        )
    opportunities = [chat.opportunity_id] if chat.opportunity_id is not None else []
    tell_pages(chat.rooftop_id, opportunities, "reply", users)


def _one_conversation(chat: Chat) -> None:
    both = {"chat": chat.pk, "opportunity": chat.opportunity_id}
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OVER, both)
        if not cursor.rowcount:
            cursor.execute(MERGE, both)


def _opportunity(chat: Chat) -> Opportunity:
    assert chat.opportunity_id is not None
    return Opportunity.objects.select_for_update(no_key=True).get(id=chat.opportunity_id)


def _message(chat: Chat, opportunity: Opportunity, line: ChatLine) -> Message:
    """`automatic` on either side: nobody of ours was in it."""
    came = line.who == "visitor"
    details: dict[str, Any] = {"chat": chat.pk}
    if line.by_model:
        details["by_model"] = True
    return Message(
        rooftop_id=chat.rooftop_id,
        opportunity=opportunity,
        person_id=opportunity.person_id,
        channel="chat",
        direction="in" if came else "out",
        purpose="reply",
        automatic=line.who == "bot" or (came and not line.data.get("heard")),
        step_key=f"chat:{line.pk}",
        language=chat.language,
        recipient="",
        body=line.words,
        state="received" if came else "sent",
        created_at=line.at,
        send_after=line.at,
        sent_at=line.at,
        by_user_id=line.user_id,
        edited=line.who == "person",
        details=details,
    )


def _attempted(opportunity: Opportunity, store: StoreSettings, *, at: datetime) -> None:
    stop_clocks(opportunity, VERIFIED_MESSAGE, store, now=at, verified=True)
    opportunity.stage = str(stage_after(Fact.ATTEMPTED, Stage(opportunity.stage)))
    opportunity.save(update_fields=["stage", "due_at", "escalates_at"])
    close_tasks(opportunity.pk, ["reply", "text", "email"], now=at)


def _contacted(chat: Chat, opportunity: Opportunity, store: StoreSettings, *, at: datetime) -> None:
    stop_clocks(opportunity, VERIFIED_REPLY, store, now=at, verified=True)
    opportunity.stage = str(stage_after(Fact.TWO_WAY_CONTACT, Stage(opportunity.stage)))
    opportunity.last_activity_at = max(opportunity.last_activity_at, at)
    opportunity.save(update_fields=["stage", "due_at", "escalates_at", "last_activity_at"])
    happened_to(opportunity, "reply", now=at, store=store)
    # A chat of twenty lines is one conversation to the score.
    if not chat.flow.get("scored"):
        chat.flow = {**chat.flow, "scored": True}
        chat.save(update_fields=["flow"])
        if qualification.rescore(opportunity, qualification.replied, store, now=at):
            replan(opportunity, store, now=at)


def _latest(opportunity: Opportunity, made: Sequence[Message]) -> None:
    """The inbox shows the words of the last message somebody wrote."""
    spoken = [one for one in made if not (one.automatic and one.direction == "out")]
    if spoken:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE conversation SET last_message_id = %s WHERE opportunity_id = %s",
                [spoken[-1].pk, opportunity.pk],
            )
