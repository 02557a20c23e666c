"""Where a conversation stands: who spoke last, since when the customer waits, by when they are to be answered.

One statement each. What machines send alone is no part of it, so that the inbox holds talks and not mailings.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.domain.response import WAITING_BAND
from freshup.operations.response.tasks import NewTask, open_tasks

# The first thing unanswered counts; what comes later does not start the wait anew.
CUSTOMER_SPOKE: Final = """
INSERT INTO conversation (rooftop_id, opportunity_id, chat_id, last_at, last_in_at, last_channel, last_direction,
                          last_message_id, waiting_since, due_at)
VALUES (%(rooftop)s, %(opportunity)s, %(chat)s, %(at)s, %(at)s, %(channel)s, 'in', %(message)s, %(waits)s, %(due)s)
ON CONFLICT ({unique}) DO UPDATE SET
    last_at = greatest(conversation.last_at, EXCLUDED.last_at),
    last_in_at = greatest(conversation.last_in_at, EXCLUDED.last_in_at), last_channel = EXCLUDED.last_channel,
    last_direction = 'in', last_message_id = coalesce(EXCLUDED.last_message_id, conversation.last_message_id),
    waiting_since = coalesce(conversation.waiting_since, EXCLUDED.waiting_since),
    due_at = coalesce(conversation.due_at, EXCLUDED.due_at), snoozed_until = NULL
"""
WE_ANSWERED: Final = """
INSERT INTO conversation (rooftop_id, opportunity_id, chat_id, last_at, last_channel, last_direction, last_message_id)
VALUES (%(rooftop)s, %(opportunity)s, %(chat)s, %(at)s, %(channel)s, 'out', %(message)s)
ON CONFLICT ({unique}) DO UPDATE SET
    last_at = greatest(conversation.last_at, EXCLUDED.last_at), last_channel = EXCLUDED.last_channel,
    last_direction = 'out', last_message_id = coalesce(EXCLUDED.last_message_id, conversation.last_message_id),
    waiting_since = NULL, due_at = NULL, snoozed_until = NULL
"""
NOTHING_TO_ANSWER: Final = """
UPDATE conversation SET waiting_since = NULL, due_at = NULL, snoozed_until = NULL WHERE opportunity_id = %s
"""
# A person's answer that failed for good was none: where nothing of ours has gone since the customer wrote, they wait.
PUT_BACK: Final = """
UPDATE conversation c SET waiting_since = c.last_in_at, due_at = %(now)s
FROM message m, opportunity o
WHERE m.id = ANY (%(messages)s) AND m.by_user_id IS NOT NULL AND c.opportunity_id = m.opportunity_id
  AND o.id = m.opportunity_id AND c.last_message_id = m.id AND c.last_direction = 'out'
  AND c.waiting_since IS NULL AND c.last_in_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM message e WHERE e.opportunity_id = m.opportunity_id AND e.created_at > c.last_in_at
                  AND e.id <> m.id AND e.direction = 'out' AND e.by_user_id IS NOT NULL
                  AND (e.state IN ('queued', 'sending', 'sent', 'unsure') OR e.outcome = 'spoke'))
RETURNING c.rooftop_id, c.opportunity_id, o.owner_id, m.id
"""
# The customer waits at the other store from now on; what was said stays where it was said.
MOVED: Final = """
INSERT INTO conversation (rooftop_id, opportunity_id, last_at, last_in_at, last_channel, last_direction, waiting_since,
                          due_at)
SELECT %(store)s, %(new)s, last_at, last_in_at, last_channel, last_direction, waiting_since, due_at
FROM conversation WHERE opportunity_id = %(old)s AND waiting_since IS NOT NULL
ON CONFLICT (opportunity_id) DO NOTHING
"""


def customer_spoke(
    rooftop_id: int,
    opportunity_id: int | None,
    *,
    at: datetime,
    channel: str,
    message_id: int | None,
    due_at: datetime | None,
    chat_id: int | None = None,
    waits: bool = True,
) -> None:
    """The customer wrote, called or asked; in a chat without a name `chat_id` alone. `waits`: for our answer."""
    _write(
        CUSTOMER_SPOKE,
        rooftop=rooftop_id,
        opportunity=opportunity_id,
        chat=chat_id,
        at=at,
        channel=channel,
        message=message_id,
        waits=at if waits else None,
        due=due_at if waits else None,
    )


def we_answered(
    rooftop_id: int,
    opportunity_id: int | None,
    *,
    at: datetime,
    channel: str,
    message_id: int | None = None,
    chat_id: int | None = None,
) -> None:
    """A person of ours wrote or spoke: nobody waits any more."""
    _write(
        WE_ANSWERED,
        rooftop=rooftop_id,
        opportunity=opportunity_id,
        chat=chat_id,
        at=at,
        channel=channel,
        message=message_id,
    )


def nothing_to_answer(opportunity_id: int) -> None:
    """It was said that no answer is needed, or the customer asked for none (an opt-out)."""
    with connection.cursor() as cursor:
        cursor.execute(NOTHING_TO_ANSWER, [opportunity_id])


def put_back(message_ids: Sequence[int], *, now: datetime) -> int:
    """These failed for good: whoever was answered by one of them waits again; how many comes back. Two statements."""
    if not message_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, {"messages": list(message_ids), "now": now})
        back = cursor.fetchall()
    tasks = [
        NewTask(store, opportunity, owner, "reply", WAITING_BAND, now, message_id=message)
        for store, opportunity, owner, message in back
    ]
    open_tasks(tasks, now=now)
    return len(back)


def moved(old_id: int, new_id: int, rooftop_id: int) -> None:
    """The opportunity goes on at another store: a customer who waited waits there, by the same clock."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, {"old": old_id, "new": new_id, "store": rooftop_id})
    nothing_to_answer(old_id)


def _write(sql: str, **values: Any) -> None:
    unique = "opportunity_id" if values["opportunity"] is not None else "chat_id"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(unique=unique), values)
