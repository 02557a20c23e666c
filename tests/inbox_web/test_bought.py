""" "Still in the market?" can never go to somebody who bought, by whose hand whatever (MSG-8)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.text.sandbox import SandboxText
from freshup.data.models import GateDecision, Message, Opportunity
from freshup.domain.consent import Refusal
from freshup.domain.conversations import SHIPPED_TEMPLATES
from freshup.domain.conversations.shipped.registry import STILL_LOOKING
from freshup.operations.conversations.by_hand import Written, write_by_hand
from freshup.operations.conversations.senders import Senders
from freshup.operations.conversations.sending import send_batch
from tests import factories
from tests.inbox_web.conftest import NOW, World, client_of, scope

pytestmark = pytest.mark.database


@pytest.fixture
def buyer(world: World, marisol: Opportunity) -> Opportunity:
    """Marisol bought a month ago, and asks about another one."""
    factories.make_opportunity(
        world.gulf, marisol.person, owner=world.agent, stage="sold", closed_at=NOW - timedelta(days=30)
    )
    return marisol


def write(world: World, opportunity: Opportunity, template: str) -> Written:
    return write_by_hand(
        scope(world.agent),
        opportunity.pk,
        opportunity.person.contact_points.get(kind="email").pk,
        channel="email",
        subject="Hello",
        body="Are you still in the market?",
        template=template,
        edited=False,
        now=NOW,
    )


@pytest.mark.parametrize("template", sorted(STILL_LOOKING - {"revival_call"}))
def test_a_buyer_is_not_asked(world: World, buyer: Opportunity, template: str) -> None:
    written = write(world, buyer, template)
    assert isinstance(written.answer, Refusal)
    assert written.answer.rule == "bought"
    assert not Message.objects.filter(direction="out").exists()
    assert GateDecision.objects.get().rule == "bought"


def test_a_shopper_is(world: World, marisol: Opportunity) -> None:
    assert write(world, marisol, "email_last").message_id is not None


def test_a_buyer_may_be_written_to_about_anything_else(world: World, buyer: Opportunity) -> None:
    assert write(world, buyer, "email_first").message_id is not None


def test_the_page_says_why(world: World, buyer: Opportunity) -> None:
    point = buyer.person.contact_points.get(kind="email")
    data = {"channel": "email", "point": point.pk, "template": "email_last", "language": "en", "body": "Hi"}
    client = client_of(world.agent)
    draft = client.post(reverse("draft", args=[buyer.pk]), data).content.decode()
    sent = client.post(reverse("messages", args=[buyer.pk]), data).content.decode()
    for page in (draft, sent):
        assert "nobody asks them whether they are still looking" in page


def test_the_gate_asks_again_when_it_goes(world: World, marisol: Opportunity, tmp_path: Path) -> None:
    written = write(world, marisol, "email_last")
    factories.make_opportunity(world.gulf, marisol.person, stage="sold", closed_at=NOW)
    senders = Senders(SandboxMail(tmp_path / "mail"), SandboxText(tmp_path / "texts"))
    send_batch(senders, clock=lambda: NOW)
    assert Message.objects.get(id=written.message_id).state == "refused"


def test_every_text_of_that_kind_is_one_we_ship() -> None:
    assert {one.key for one in SHIPPED_TEMPLATES} >= STILL_LOOKING
