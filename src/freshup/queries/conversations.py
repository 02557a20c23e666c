"""What was said between a store and its customers: the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.data.models import Message
from freshup.queries.access import Scope, opportunities
from freshup.queries.keyset import Found, Shelf, Turn, find

PAGE_SIZE: Final = 50
SHELF: Final = Shelf("message", "created_at", only="direction = 'out' AND channel NOT IN ('call', 'chat')")


class MessageNotFound(LookupError):
    """No such message in this scope."""


@dataclass(frozen=True, slots=True)
class MessageLine:
    id: int
    rooftop_id: int
    opportunity_id: int
    channel: str
    direction: str
    purpose: str
    state: str
    recipient: str
    subject: str
    person: str
    created_at: datetime
    send_after: datetime
    sent_at: datetime | None
    gate_rule: str
    provider: str
    failure: str
    delivery: str = ""
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    clicked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessagePage:
    rows: tuple[MessageLine, ...]
    found: Found


@dataclass(frozen=True, slots=True)
class MessageWhole:
    """One message with its words and the record of its sending."""

    line: MessageLine
    sender_name: str
    sender: str
    body: str
    headers: dict[str, str]
    template: str
    language: str
    automatic: bool
    attempts: int
    gate_at: datetime | None
    claimed_at: datetime | None
    provider_id: str
    step_key: str
    erased_at: datetime | None
    rest: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


COLUMNS: Final = """
    m.id, m.rooftop_id, m.opportunity_id, m.channel, m.direction, m.purpose, m.state, m.recipient, m.subject,
    coalesce(nullif(concat_ws(' ', nullif(p.first_name, ''), nullif(p.last_name, '')), ''), nullif(p.company, ''), ''),
    m.created_at, m.send_after, m.sent_at, m.gate_rule, m.provider, m.failure, m.delivery,
    m.delivered_at, m.opened_at, m.clicked_at
"""


def outbox(
    scope: Scope, stores: Sequence[int], turn: Turn, *, state: str | None = None, size: int = PAGE_SIZE
) -> MessagePage:
    """The messages of these stores, newest first; two statements."""
    whole = tuple(store for store in stores if store in scope.rooftops)
    found = find(SHELF, whole, turn, state=state, size=size)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM message m JOIN person p ON p.id = m.person_id"
            " WHERE m.id = ANY (%s) ORDER BY m.created_at DESC, m.id DESC",
            [list(found.ids)],
        )
        return MessagePage(tuple(MessageLine(*row) for row in cursor.fetchall()), found)


def message(scope: Scope, message_id: int) -> MessageWhole:
    """One message of an opportunity in scope. Raises `MessageNotFound`."""
    row = (
        Message.objects.filter(id=message_id, opportunity__in=opportunities(scope))
        .select_related("person")
        .first()
    )
    if row is None:
        raise MessageNotFound(message_id)
    person = row.person
    return MessageWhole(
        line=MessageLine(
            id=row.id,
            rooftop_id=row.rooftop_id,
            opportunity_id=row.opportunity_id,
            channel=row.channel,
            direction=row.direction,
            purpose=row.purpose,
            state=row.state,
            recipient=row.recipient,
            subject=row.subject,
            person=f"{person.first_name} {person.last_name}".strip() or person.company,
            created_at=row.created_at,
            send_after=row.send_after,
            sent_at=row.sent_at,
            gate_rule=row.gate_rule,
            provider=row.provider,
            failure=row.failure,
            delivery=row.delivery,
            delivered_at=row.delivered_at,
            opened_at=row.opened_at,
            clicked_at=row.clicked_at,
        ),
        sender_name=row.sender_name,
        sender=row.sender,
        body=row.body,
        headers=dict(row.headers),
        template=row.template,
        language=row.language,
        automatic=row.automatic,
        attempts=row.attempts,
        gate_at=row.gate_at,
        claimed_at=row.claimed_at,
        provider_id=row.provider_id,
        step_key=row.step_key,
        erased_at=row.erased_at,
        rest=row.rest,
        details=row.details,
    )
