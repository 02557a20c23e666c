"""What lay on the desk is spread over the people on shift; what is too much for a day is put off."""

from datetime import timedelta

from freshup.data.models import Alert, Assignment, ResponseClock, Staff, Task
from freshup.operations.response.pile import deal_the_pile
from freshup.operations.response.replanning import replan_tasks
from freshup.queries.stores import forget_settings
from tests.board_web.conftest import DUE, World, on_shift, task, waiting
from tests.factories import NOW, make_opportunity


class TestTheMorningPile:
    def test_is_spread_over_the_people_on_shift(self, busy: World) -> None:
        pile = [waiting(busy.gulf) for _n in range(6)]
        assert deal_the_pile(now=NOW) == 6
        for one in pile:
            one.refresh_from_db()
        owners = [one.owner_id for one in pile]
        assert owners.count(busy.agent.id) == owners.count(busy.own.id) == 3
        assert set(Assignment.objects.values_list("how", flat=True)) == {"morning"}
        assert set(Task.objects.values_list("staff_id", flat=True)) == {busy.agent.id, busy.own.id}
        assert Alert.objects.filter(kind="new_lead").count() == 6

    def test_stays_while_nobody_is_at_work(self, world: World) -> None:
        waiting(world.gulf)
        assert deal_the_pile(now=NOW) == 0

    def test_leaves_a_pool_to_be_claimed(self, busy: World) -> None:
        waiting(busy.gulf, desk="Truck pool")
        assert deal_the_pile(now=NOW) == 0

    def test_waits_for_the_clock_to_start(self, busy: World) -> None:
        waiting(busy.gulf)
        ResponseClock.objects.update(starts_at=NOW + timedelta(hours=1))
        assert deal_the_pile(now=NOW) == 0


class TestReplanning:
    def test_puts_off_what_goes_beyond_the_day(self, busy: World) -> None:
        Staff.objects.filter(id=busy.agent.id).update(tasks_a_day=2)
        forget_settings()
        made = [task(make_opportunity(busy.gulf, owner=busy.agent), "text", band) for band in (2, 5, 3, 4)]
        assert replan_tasks(now=NOW) == 2
        for one in made:
            one.refresh_from_db()
        assert [one.moved for one in made] == [0, 1, 0, 1]
        assert made[1].due_at.date() > DUE.date()
        assert replan_tasks(now=NOW) == 0

    def test_asks_a_manager_about_what_was_moved_three_times(self, busy: World) -> None:
        Staff.objects.filter(id=busy.agent.id).update(tasks_a_day=1)
        for _n in range(2):
            task(make_opportunity(busy.gulf, owner=busy.agent), "text", 5, moved=3)
        replan_tasks(now=NOW)
        assert Task.objects.filter(kind="manager", slot="manager").count() == 1
        replan_tasks(now=NOW)
        assert Task.objects.filter(kind="manager").count() == 1

    def test_leaves_somebody_without_shifts_alone(self, world: World) -> None:
        on_shift(world.own)
        Staff.objects.filter(id=world.agent.id).update(tasks_a_day=1)
        for _n in range(3):
            task(make_opportunity(world.gulf, owner=world.agent), "text", 5)
        assert replan_tasks(now=NOW) == 0
