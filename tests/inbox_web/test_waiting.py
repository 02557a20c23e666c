"""Who waits since when: what ends a wait, what brings it back, what moves with the lead."""

from datetime import timedelta

import pytest

from freshup.data.models import Conversation, Message, Opportunity, Task
from freshup.domain.connectors.reports import DeliveryReport
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.connectors.outcomes import Taken
from freshup.operations.conversations.by_hand import write_by_hand
from freshup.operations.conversations.opting import opt_out_by_hand
from freshup.operations.conversations.statuses import apply_deliveries
from freshup.operations.conversations.talks import put_back
from freshup.operations.leads import close, log_outcome
from freshup.operations.ownership.transferring import transfer
from freshup.queries.access import scope_of
from tests import factories
from tests.inbox_web.conftest import NOW, World, message, scope, wrote

pytestmark = pytest.mark.database
LATER = NOW + timedelta(minutes=10)


def answered(world: World, opportunity: Opportunity, body: str = "It is here.") -> Message:
    point = opportunity.person.contact_points.get(kind="email")
    written = write_by_hand(
        scope(world.agent),
        opportunity.pk,
        point.pk,
        channel="email",
        subject="Re",
        body=body,
        template="",
        edited=True,
        now=LATER,
    )
    return Message.objects.get(id=written.message_id)


def waits(opportunity: Opportunity) -> bool:
    return Conversation.objects.get(opportunity=opportunity).waiting_since is not None


class TestAnswers:
    def test_a_message_by_hand_ends_the_wait(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        row = answered(world, marisol)
        found = Conversation.objects.get(opportunity=marisol)
        assert (found.waiting_since, found.last_message_id) == (None, row.pk)

    @pytest.mark.parametrize("outcome", [Outcome.SPOKE, Outcome.EMAILED, Outcome.TEXTED, Outcome.CAME_IN])
    def test_so_does_what_somebody_says_they_did(
        self, world: World, marisol: Opportunity, outcome: Outcome
    ) -> None:
        wrote(marisol)
        log_outcome(scope(world.agent), marisol.pk, outcome, now=LATER)
        assert not waits(marisol)

    @pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.CUSTOMER_WROTE])
    def test_a_try_is_no_answer(self, world: World, marisol: Opportunity, outcome: Outcome) -> None:
        wrote(marisol)
        log_outcome(scope(world.agent), marisol.pk, outcome, now=LATER)
        assert waits(marisol)

    def test_what_a_customer_said_elsewhere_makes_a_conversation_nobody_waits_in(
        self, world: World, marisol: Opportunity
    ) -> None:
        log_outcome(scope(world.agent), marisol.pk, Outcome.CUSTOMER_WROTE, now=LATER)
        assert not waits(marisol)


class TestAnAnswerThatFailed:
    def test_brings_the_wait_and_the_task_back(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        row = answered(world, marisol)
        Message.objects.filter(id=row.pk).update(state="failed")
        assert put_back([row.pk], now=LATER) == 1
        assert Conversation.objects.get(opportunity=marisol).waiting_since == NOW
        assert Task.objects.get(kind="reply", done_at=None).staff_id == world.agent.pk

    def test_not_where_another_answer_went_since(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        row = answered(world, marisol)
        sent = {"direction": "out", "state": "sent", "by_user": world.agent.user}
        message(marisol, "Again", at=LATER + timedelta(seconds=1), **sent)
        assert put_back([row.pk], now=LATER) == 0

    def test_what_machines_send_and_fail_to_send_is_no_matter(
        self, world: World, marisol: Opportunity
    ) -> None:
        wrote(marisol)
        row = message(marisol, "By itself", at=LATER, direction="out", state="failed", automatic=True)
        assert put_back([row.pk], now=LATER) == 0
        assert waits(marisol)

    def test_as_the_provider_reports_it(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        row = answered(world, marisol)
        Message.objects.filter(id=row.pk).update(state="sent", sent_at=LATER, provider_id="p1")
        report = DeliveryReport(provider_id="p1", delivery="bounced", at=LATER, code="", ours=row.pk)
        apply_deliveries([(taken(world), report)], now=LATER)
        assert waits(marisol)


class TestTheEnd:
    def test_nobody_waits_in_what_is_closed(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        close(scope(world.manager), marisol.pk, Stage.LOST, "price", now=LATER)
        assert not waits(marisol)

    def test_unless_they_write_after(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        close(scope(world.manager), marisol.pk, Stage.LOST, "price", now=LATER)
        wrote(marisol, at=LATER + timedelta(minutes=1))
        assert waits(marisol)

    def test_who_asked_for_nothing_at_all_waits_for_nothing(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        opt_out_by_hand(scope(world.agent), marisol.pk, channels=[""], words="Leave me", now=LATER)
        assert not waits(marisol)

    def test_who_wants_no_texts_may_wait_for_a_mail(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        opt_out_by_hand(scope(world.agent), marisol.pk, channels=["text"], words="No texts", now=LATER)
        assert waits(marisol)


def test_a_wait_goes_with_the_lead_to_another_store(world: World, marisol: Opportunity) -> None:
    factories.make_lead(marisol)
    both = factories.make_staff(world.bay, "manager", user=world.manager.user)
    wrote(marisol)
    new_id = transfer(scope_of(both.user_id), marisol.pk, world.bay.id, now=LATER)
    moved = Conversation.objects.get(opportunity=new_id)
    assert (moved.rooftop_id, moved.waiting_since) == (world.bay.id, NOW)
    assert not waits(marisol)


def taken(world: World) -> Taken:
    names = dict.fromkeys(Taken.__dataclass_fields__)
    return Taken(**names | {"id": 1, "rooftop_id": world.gulf.id})  # type: ignore[arg-type]
