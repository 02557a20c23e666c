"""An angry customer: a manager hears of it, and no machine writes cheerfully meanwhile (MSG-8)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from freshup.data.models import Activity, Alert, Conversation, Message, Opportunity, Task
from freshup.domain.events import Event
from freshup.operations.cadences.stopping import pause, resume
from freshup.operations.conversations import angry
from freshup.queries.stores import settings_of
from tests.follow_up.conftest import NOW, FollowedUp, gulf, make_dealership, running
from tests.inbox_web.conftest import World, client_of, scope, wrote

__all__ = ["gulf", "make_dealership"]
pytestmark = pytest.mark.database
LATER = NOW + timedelta(minutes=30)


def looked(gulf: FollowedUp, opportunity: Opportunity, words: str) -> bool:
    store = settings_of([gulf.rooftop])[gulf.rooftop]
    return angry.look(opportunity, words, message_id=None, store=store, now=NOW)


class TestTheMachineSees:
    def test_the_managers_are_told_once(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        assert looked(gulf, opportunity, "You liars, nobody called me")
        assert not looked(gulf, opportunity, "I am furious")
        assert Alert.objects.get(kind="manager").user_id == gulf.house.staff("Mia").user_id
        assert Task.objects.get(kind="manager", done_at=None).slot == "manager"

    def test_friendly_words_flag_nothing(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        assert not looked(gulf, opportunity, "You have mad deals!")
        assert not Conversation.objects.exists()

    def test_the_words_themselves_are_not_written_down_again(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        looked(gulf, opportunity, "You liars")
        line = Activity.objects.get(kind=Event.ANGRY)
        assert "liars" not in f"{line.data}{line.words}{Conversation.objects.get().angry_reason}"

    def test_a_reply_by_text_is_looked_at(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        gulf.run_until(NOW + timedelta(hours=2))
        sent = Message.objects.filter(opportunity=opportunity, channel="email", state="sent").first()
        assert sent is not None
        gulf.answer(sent, "This is ridiculous, nobody has called me", at=NOW + timedelta(hours=3))
        found = Conversation.objects.get(opportunity=opportunity)
        assert found.angry_reason is not None
        assert found.angry_reason["code"] == "angry.ignored"
        assert found.waiting_since is not None


class TestTheFollowUpWaits:
    def test_until_a_manager_has_seen_it(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        planned = running(opportunity).planned_at
        looked(gulf, opportunity, "You liars")
        assert running(opportunity).due_at is None
        angry.seen(gulf.scope("Mia"), opportunity.pk, now=LATER)
        assert running(opportunity).due_at == max(planned or LATER, LATER)
        assert not Task.objects.filter(kind="manager", done_at=None).exists()

    def test_nothing_goes_out_by_itself_meanwhile(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        gulf.house.deliver(NOW + timedelta(seconds=5))
        before = Message.objects.filter(opportunity=opportunity, direction="out").count()
        looked(gulf, opportunity, "You liars")
        gulf.run_until(NOW + timedelta(days=10))
        assert Message.objects.filter(opportunity=opportunity, direction="out").count() == before

    def test_what_a_person_has_paused_stays_paused(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        pause(gulf.owner_scope(opportunity), opportunity.pk, None, now=NOW)
        looked(gulf, opportunity, "You liars")
        angry.seen(gulf.scope("Mia"), opportunity.pk, now=LATER)
        assert running(opportunity).due_at is None

    def test_what_a_person_has_resumed_is_theirs(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        looked(gulf, opportunity, "You liars")
        resume(gulf.owner_scope(opportunity), opportunity.pk, now=NOW)
        due_at = running(opportunity).due_at
        angry.seen(gulf.scope("Mia"), opportunity.pk, now=LATER)
        assert running(opportunity).due_at == due_at


class TestPeople:
    def test_only_a_manager_says_that_it_is_seen(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        looked(gulf, opportunity, "You liars")
        with pytest.raises(angry.ManagersOnly):
            angry.seen(gulf.owner_scope(opportunity), opportunity.pk, now=LATER)
        with pytest.raises(angry.ManagersOnly):
            angry.unflag(gulf.owner_scope(opportunity), opportunity.pk, now=LATER)

    def test_anybody_who_sees_the_lead_may_flag_it(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        assert angry.flag(gulf.owner_scope(opportunity), opportunity.pk, now=NOW)
        found = Conversation.objects.get()
        assert found.angry_reason is not None
        assert found.angry_reason["code"] == "angry.by_hand"

    def test_it_was_no_anger_and_the_flag_goes(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        looked(gulf, opportunity, "You liars")
        angry.unflag(gulf.scope("Mia"), opportunity.pk, now=LATER)
        assert Conversation.objects.get().angry_at is None
        assert running(opportunity).due_at is not None
        with pytest.raises(angry.NotAngry):
            angry.seen(gulf.scope("Mia"), opportunity.pk, now=LATER)

    def test_who_was_seen_may_be_angry_again(self, gulf: FollowedUp) -> None:
        opportunity = gulf.lead()
        looked(gulf, opportunity, "You liars")
        angry.seen(gulf.scope("Mia"), opportunity.pk, now=LATER)
        assert looked(gulf, opportunity, "I am furious")
        assert Conversation.objects.get().angry_seen_at is None


class TestThePage:
    def test_says_that_the_follow_up_waits_and_a_manager_sees_it(
        self, world: World, marisol: Opportunity
    ) -> None:
        found = wrote(marisol)
        client_of(world.agent).post(reverse("conversation_anger", args=[found.pk]))
        page = client_of(world.agent).get(reverse("conversation", args=[found.pk])).content.decode()
        assert "The follow-up waits" in page
        assert reverse("conversation_calm", args=[found.pk]) not in page
        client_of(world.manager).post(reverse("conversation_calm", args=[found.pk]))
        found.refresh_from_db()
        assert found.angry_seen_by_id == world.manager.user_id

    def test_an_agent_may_not_settle_it(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol)
        angry.flag(scope(world.agent), marisol.pk, now=NOW)
        answer = client_of(world.agent).post(reverse("conversation_calm", args=[found.pk]))
        assert answer.status_code == 403

    def test_up_next_sends_the_manager_to_what_was_said(self, world: World, marisol: Opportunity) -> None:
        wrote(marisol)
        angry.flag(scope(world.agent), marisol.pk, now=NOW)
        page = client_of(world.manager).get(reverse("up_next")).content.decode()
        assert reverse("lead_conversation", args=[marisol.pk]) in page
        assert "/completion/" not in page
