"""A lead nobody tries climbs: its owner is reminded, the managers are told, somebody else gets it."""

from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import Activity, Alert, Assignment, Escalation, Opportunity, ResponseClock, Task
from freshup.operations.response.ladder import climb
from tests.board_web.conftest import DUE, MINUTE, World, on_shift, settle, waiting


def climb_at(at: datetime, one: Opportunity) -> Opportunity:
    climb(now=at)
    one.refresh_from_db()
    return one


class TestClimbing:
    def test_reminds_the_owner_first(self, busy: World) -> None:
        one = climb_at(DUE, waiting(busy.gulf, busy.agent))
        alert = Alert.objects.get()
        assert (alert.user_id, alert.kind) == (busy.agent.user_id, "escalated")
        assert (one.rung, one.escalates_at) == (1, DUE + 5 * MINUTE)

    def test_then_tells_the_managers_and_gives_them_a_task(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent, rung=1)
        one = climb_at(DUE + 5 * MINUTE, one)
        assert Alert.objects.get().user_id == busy.manager.user_id
        task = Task.objects.get(kind="manager")
        assert (task.slot, task.staff_id) == ("manager", None)
        assert one.escalates_at == DUE + 15 * MINUTE

    def test_then_gives_it_to_somebody_else_with_its_tasks(self, busy: World) -> None:
        one = climb_at(DUE + 15 * MINUTE, waiting(busy.gulf, busy.agent, rung=2))
        assert one.owner_id == busy.own.id
        assert Task.objects.get().staff_id == busy.own.id
        assert Assignment.objects.get().how == "escalated"
        told = set(Alert.objects.values_list("user_id", flat=True))
        assert told == {busy.agent.user_id, busy.own.user_id}
        assert (one.rung, one.escalates_at) == (3, None)

    def test_leaves_it_where_nobody_else_is_at_work_and_tells_the_managers(self, world: World) -> None:
        on_shift(world.agent)
        one = climb_at(DUE + 15 * MINUTE, waiting(world.gulf, world.agent, rung=2))
        assert one.owner_id == world.agent.id
        assert Alert.objects.get().user_id == world.manager.user_id
        assert Escalation.objects.get().reason == {"code": "ladder.nobody_else"}

    def test_reminds_everybody_at_work_of_what_lies_on_the_desk(self, busy: World) -> None:
        climb_at(DUE, waiting(busy.gulf))
        told = set(Alert.objects.values_list("user_id", flat=True))
        assert told == {busy.agent.user_id, busy.own.user_id}

    def test_stands_on_the_timeline(self, busy: World) -> None:
        one = climb_at(DUE, waiting(busy.gulf, busy.agent))
        assert Activity.objects.filter(opportunity=one, kind="escalated").count() == 1
        assert Escalation.objects.get().what == "reminder"


class TestNotClimbing:
    def test_ends_with_the_first_attempt(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent)
        Opportunity.objects.filter(id=one.id).update(due_at=None)
        assert climb_at(DUE, one).escalates_at is None
        assert not Escalation.objects.exists()

    def test_waits_while_a_rule_holds_the_first_attempt(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent)
        ResponseClock.objects.update(paused_from=DUE, paused_until=DUE + 60 * MINUTE)
        one = climb_at(DUE, one)
        assert (one.rung, one.escalates_at) == (0, DUE + 60 * MINUTE)
        assert not Alert.objects.exists()

    def test_leaves_out_a_rung_the_store_does_not_want(self, busy: World) -> None:
        settle(busy.gulf, remind_after_minutes=None, manager_after_minutes=None)
        one = climb_at(DUE, waiting(busy.gulf, busy.agent))
        assert one.escalates_at == DUE + 15 * MINUTE

    def test_costs_as_many_statements_for_twenty_as_for_one(self, busy: World) -> None:
        def cost(count: int) -> int:
            for _n in range(count):
                waiting(busy.gulf, busy.agent)
            with CaptureQueriesContext(connection) as seen:
                assert climb(now=DUE) == count
            return len(seen)

        cost(1)
        assert cost(1) == cost(20)

    def test_does_nothing_twice(self, busy: World) -> None:
        one = climb_at(DUE, waiting(busy.gulf, busy.agent))
        assert climb(now=DUE) == 0
        assert one.rung == 1
