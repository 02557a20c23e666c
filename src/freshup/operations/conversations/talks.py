"""Where a conversation stands: who spoke last, since when the customer waits, by when they are to be answered.

One statement each. What machines send alone is no part of it, so that the inbox holds talks and not mailings.
"""

from datetime import datetime
from typing import Any, Final

from django.db import connection

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


def _write(sql: str, **values: Any) -> None:
    unique = "opportunity_id" if values["opportunity"] is not None else "chat_id"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(unique=unique), values)
