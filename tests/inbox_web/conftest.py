"""Stores whose customers have written, straight into the tables."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from freshup.data.models import Chat, ChatLine, Conversation, IntakeKey, Message, Opportunity, Staff
from freshup.operations.conversations.talks import customer_spoke
from tests import factories
from tests.factories import NOW
from tests.leads_web.conftest import World, behind_the_wall, client_of, scope, statements, world

__all__ = ["NOW", "World", "behind_the_wall", "client_of", "message", "scope", "statements", "world", "wrote"]
_keys = itertools.count(1)


@pytest.fixture
def marisol(world: World) -> Opportunity:
    """Ana's customer, who can be reached by text and mail and has said nothing yet."""
    person = factories.make_person(world.gulf, phone="+12395550142", email="marisol@example.com")
    return factories.make_opportunity(world.gulf, person, owner=world.agent, wanted="2024 Honda CR-V")


def message(opportunity: Opportunity, body: str, *, at: datetime = NOW, **other: Any) -> Message:
    values: dict[str, Any] = {
        "channel": "text",
        "direction": "in",
        "purpose": "reply",
        "automatic": False,
        "state": "received",
        "recipient": "+12395550100",
    }
    return Message.objects.create(
        rooftop=opportunity.rooftop,
        opportunity=opportunity,
        person=opportunity.person,
        step_key=f"test:{next(_keys)}",
        body=body,
        created_at=at,
        send_after=at,
        **{**values, **other},
    )


def wrote(
    opportunity: Opportunity, body: str = "Is it still there?", *, at: datetime = NOW, **other: Any
) -> Conversation:
    """The customer writes and waits."""
    row = message(opportunity, body, at=at, **other)
    customer_spoke(
        opportunity.rooftop_id,
        opportunity.pk,
        at=at,
        channel=row.channel,
        message_id=row.pk,
        due_at=at + timedelta(minutes=15),
    )
    return Conversation.objects.get(opportunity=opportunity)


def customer(world: World, first: str, *, owner: Staff | None, at: datetime = NOW) -> Opportunity:
    store = owner.rooftop if owner and owner.rooftop else world.gulf
    return factories.make_opportunity(store, factories.make_person(store, first, "Diaz"), owner=owner, at=at)


def a_chat(world: World, *, state: str = "waiting", opportunity: Opportunity | None = None) -> Chat:
    """Somebody in the widget of the store's site who asks for a person."""
    key = IntakeKey.objects.create(
        rooftop=world.gulf, kind="public", label="Chat", prefix="c", secret_hash=b"chat", created_at=NOW
    )
    chat = Chat.objects.create(
        rooftop=world.gulf,
        key=key,
        token_hash=b"visitor",
        state=state,
        started_at=NOW,
        last_at=NOW,
        opportunity=opportunity,
    )
    said = "Is anybody there?"
    ChatLine.objects.create(rooftop=world.gulf, chat=chat, who="visitor", at=NOW, words=said)
    if opportunity is not None:
        message(opportunity, said, channel="chat")
    customer_spoke(
        world.gulf.id,
        opportunity.pk if opportunity else None,
        chat_id=chat.pk,
        at=NOW,
        channel="chat",
        message_id=None,
        due_at=NOW + timedelta(minutes=5),
    )
    return chat
