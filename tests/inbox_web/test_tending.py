"""What people do with a conversation: assign, put off, let it rest."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from freshup.data.models import Alert, Conversation, Opportunity, Task
from freshup.operations.conversations import tending
from freshup.operations.response.tasks import NewTask, open_tasks
from tests.inbox_web.conftest import NOW, World, a_chat, client_of, customer, scope, wrote

pytestmark = pytest.mark.database


@pytest.fixture
def waiting(world: World, marisol: Opportunity) -> Conversation:
    """Marisol has written, and Ana is asked to answer."""
    open_tasks([NewTask(world.gulf.id, marisol.pk, world.agent.pk, "reply", 0, NOW)], now=NOW)
    return wrote(marisol)


def task() -> Task:
    return Task.objects.get(kind="reply")


class TestAssign:
    def test_a_colleague_answers_and_the_owner_keeps_the_lead(
        self, world: World, waiting: Conversation, marisol: Opportunity
    ) -> None:
        tending.assign(scope(world.agent), waiting.pk, world.manager.pk, now=NOW)
        marisol.refresh_from_db()
        assert marisol.owner_id == world.agent.pk
        assert task().staff_id == world.manager.pk
        assert Alert.objects.get().user_id == world.manager.user_id

    def test_given_back_the_owner_answers_again(self, world: World, waiting: Conversation) -> None:
        tending.assign(scope(world.manager), waiting.pk, world.manager.pk, now=NOW)
        tending.assign(scope(world.manager), waiting.pk, None, now=NOW)
        assert task().staff_id == world.agent.pk
        assert not Alert.objects.exists()

    def test_somebody_of_another_store_is_refused(self, world: World, waiting: Conversation) -> None:
        with pytest.raises(tending.UnknownColleague):
            tending.assign(scope(world.agent), waiting.pk, world.colleague.pk, now=NOW)

    def test_whoever_could_not_read_it_is_not_asked_to_answer(
        self, world: World, waiting: Conversation
    ) -> None:
        answer = posted(world.agent, "conversation_assignment", waiting, to=world.own.pk)
        assert answer.status_code == 303
        waiting.refresh_from_db()
        assert waiting.assigned_id is None

    @pytest.mark.parametrize("to", ["me", ""])
    def test_by_a_tap(self, world: World, waiting: Conversation, to: str) -> None:
        posted(world.manager, "conversation_assignment", waiting, to="me")
        posted(world.manager, "conversation_assignment", waiting, to=to)
        waiting.refresh_from_db()
        assert waiting.assigned_id == (world.manager.pk if to else None)

    @pytest.mark.parametrize("to", ["x", "99999999999999999999", "-1"])
    def test_nonsense_changes_nothing(self, world: World, waiting: Conversation, to: str) -> None:
        assert posted(world.manager, "conversation_assignment", waiting, to=to).status_code == 303
        waiting.refresh_from_db()
        assert waiting.assigned_id is None


class TestSnooze:
    def test_the_task_waits_with_it_and_the_wait_counts_on(self, world: World, waiting: Conversation) -> None:
        until = NOW + timedelta(hours=3)
        tending.snooze(scope(world.agent), waiting.pk, until, now=NOW)
        waiting.refresh_from_db()
        assert (waiting.snoozed_until, waiting.waiting_since, task().shown_at) == (until, NOW, until)

    def test_taken_back_it_stands_in_line_at_once(self, world: World, waiting: Conversation) -> None:
        posted(world.agent, "conversation_snooze", waiting, when="hour")
        answer = posted(world.agent, "conversation_snooze", waiting, when="now")
        waiting.refresh_from_db()
        assert answer.status_code == 303
        assert waiting.snoozed_until is None

    @pytest.mark.parametrize("when", ["hour", "tomorrow", "monday"])
    def test_by_a_button(self, world: World, waiting: Conversation, when: str) -> None:
        answer = posted(world.agent, "conversation_snooze", waiting, when=when, view="mine")
        waiting.refresh_from_db()
        assert waiting.snoozed_until is not None
        assert answer["Location"] == f"{reverse('inbox')}?view=mine"

    @pytest.mark.parametrize("at", ["", "yesterday", "1999-01-01T10:00"])
    def test_no_time_no_change(self, world: World, waiting: Conversation, at: str) -> None:
        posted(world.agent, "conversation_snooze", waiting, when="picked", at=at)
        waiting.refresh_from_db()
        assert waiting.snoozed_until is None


class TestNoAnswerNeeded:
    def test_nobody_waits_and_the_task_is_done(self, world: World, waiting: Conversation) -> None:
        posted(world.agent, "conversation_rest", waiting)
        waiting.refresh_from_db()
        assert waiting.waiting_since is None
        assert task().done_by_id == world.agent.user_id

    def test_a_chat_without_a_lead_rests_too(self, world: World) -> None:
        a_chat(world)
        tending.rest(scope(world.own), Conversation.objects.get().pk, now=NOW)
        assert Conversation.objects.get().waiting_since is None


ACTIONS = [
    "conversation_assignment",
    "conversation_snooze",
    "conversation_rest",
    "conversation_anger",
    "conversation_calm",
]


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("who", ["colleague", "own", "outsider"])
def test_nobody_outside_may_touch_it(world: World, waiting: Conversation, name: str, who: str) -> None:
    before = Conversation.objects.filter(id=waiting.pk).values().get()
    assert posted(getattr(world, who), name, waiting, to="me", when="hour").status_code == 404
    assert Conversation.objects.filter(id=waiting.pk).values().get() == before


def test_the_owner_who_sees_only_their_own_may(world: World) -> None:
    found = wrote(customer(world, "Sid", owner=world.own))
    assert posted(world.own, "conversation_rest", found).status_code == 303
    found.refresh_from_db()
    assert found.waiting_since is None


def posted(who: Any, name: str, found: Conversation, **data: Any) -> Any:
    return client_of(who).post(reverse(name, args=[found.pk]), data)
