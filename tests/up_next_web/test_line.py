"""Who stands in the line, in which order, for whom."""

from datetime import timedelta

from freshup.data.models import Task
from freshup.queries.response.up_next import COUNTED_MAX, QUEUE_ROWS, before, up_next
from tests.factories import NOW, make_opportunity, make_person, make_staff
from tests.leads_web.conftest import World, behind_the_wall, scope
from tests.up_next_web.conftest import make_case, make_task


def names(line: object) -> list[str]:
    return [row.name.split()[0] for row in line.rows]  # type: ignore[attr-defined]


class TestOrder:
    def test_whoever_waits_for_us_goes_before_whoever_might_answer(self, world: World) -> None:
        mine = {"staff": world.agent}
        make_task(make_case(world.gulf, world.agent, "Follow", tier="low"), "text", **mine)
        make_task(make_case(world.gulf, world.agent, "Hot", tier="hot"), "email", **mine)
        make_task(make_case(world.gulf, world.agent, "First"), "call", **mine)
        make_task(
            make_case(world.gulf, world.agent, "Reply"), "reply", due_at=NOW + timedelta(hours=1), **mine
        )
        with behind_the_wall(world.agent) as seen:
            line = up_next(seen, seen.stores, now=NOW)
        assert names(line) == ["Reply", "First", "Hot", "Follow"]

    def test_the_sooner_promise_goes_first_among_equals(self, world: World) -> None:
        for minutes, first in ((30, "Later"), (5, "Sooner")):
            one = make_case(world.gulf, world.agent, first)
            make_task(one, staff=world.agent, due_at=NOW + timedelta(minutes=minutes))
        line = up_next(scope(world.agent), (world.gulf.id,), now=NOW)
        assert names(line) == ["Sooner", "Later"]

    def test_what_is_put_off_or_done_is_not_there(self, world: World) -> None:
        shown = NOW + timedelta(hours=2)
        make_task(make_case(world.gulf, world.agent, "Later"), staff=world.agent, shown_at=shown)
        make_task(make_case(world.gulf, world.agent, "Done"), staff=world.agent, done_at=NOW)
        line = up_next(scope(world.agent), (world.gulf.id,), now=NOW)
        assert (list(line.rows), line.comes_at) == ([], shown)

    def test_tells_the_last_thing_that_happened(self, world: World, case: object) -> None:
        make_task(case, staff=world.agent)  # type: ignore[arg-type]
        with behind_the_wall(world.agent) as seen:
            (row,) = up_next(seen, seen.stores, now=NOW).rows
        assert row.last is not None
        assert (row.last.kind, row.owner, row.wanted) == ("lead_received", "Ana", "2023 Toyota RAV4")


class TestWhoseItIs:
    def test_the_desk_is_everybodys_who_sees_the_store(self, world: World) -> None:
        make_task(make_case(world.gulf, None, "Desk"))
        for who, expected in (("agent", ["Desk"]), ("own", []), ("colleague", []), ("outsider", [])):
            with behind_the_wall(getattr(world, who)) as seen:
                assert names(up_next(seen, seen.stores, now=NOW)) == expected, who

    def test_a_managers_task_is_a_managers(self, world: World) -> None:
        make_task(make_case(world.gulf, world.agent, "Angry"), "manager", slot="manager")
        for who, expected in (("manager", ["Angry"]), ("agent", [])):
            with behind_the_wall(getattr(world, who)) as seen:
                assert names(up_next(seen, seen.stores, now=NOW)) == expected, who

    def test_somebody_elses_is_not_mine(self, world: World) -> None:
        make_task(make_case(world.gulf, world.agent, "Hers"), staff=world.agent)
        assert not up_next(scope(world.manager), (world.gulf.id,), now=NOW).rows

    def test_who_sees_only_their_own_sees_their_own(self, world: World) -> None:
        make_task(make_case(world.gulf, world.own, "Mine"), staff=world.own)
        make_task(make_case(world.gulf, world.agent, "Hers"), staff=world.own)
        with behind_the_wall(world.own) as seen:
            assert names(up_next(seen, seen.stores, now=NOW)) == ["Mine"]

    def test_a_central_agent_has_one_line_over_two_stores(self, world: World) -> None:
        at_bay = make_staff(world.bay, user=world.agent.user)
        make_task(make_case(world.bay, at_bay, "Bay"), staff=at_bay, due_at=NOW - timedelta(minutes=1))
        make_task(make_case(world.gulf, world.agent, "Gulf"), staff=world.agent)
        make_task(make_case(world.bay, None, "Desk"), due_at=NOW + timedelta(minutes=1))
        with behind_the_wall(world.agent) as seen:
            assert names(up_next(seen, seen.stores, now=NOW)) == ["Bay", "Gulf", "Desk"]
            assert names(up_next(seen, (world.bay.id,), now=NOW)) == ["Bay", "Desk"]


class TestALongLine:
    def fill(self, world: World, many: int) -> None:
        Task.objects.bulk_create(
            Task(
                rooftop=world.gulf,
                opportunity=make_opportunity(
                    world.gulf, make_person(world.gulf, f"N{n}", "X"), owner=world.agent
                ),
                staff=world.agent,
                kind="call",
                band=1,
                due_at=NOW + timedelta(minutes=n),
                shown_at=NOW,
                created_at=NOW,
            )
            for n in range(many)
        )

    def test_shows_a_page_and_counts_the_rest(self, world: World) -> None:
        self.fill(world, 40)
        line = up_next(scope(world.agent), (world.gulf.id,), now=NOW)
        assert (len(line.rows), line.waiting, line.more, line.uncounted) == (QUEUE_ROWS + 1, 40, 14, False)

    def test_counts_no_further_than_a_hundred(self, world: World) -> None:
        self.fill(world, COUNTED_MAX + 20)
        line = up_next(scope(world.agent), (world.gulf.id,), now=NOW)
        assert (line.waiting, line.uncounted) == (COUNTED_MAX, True)

    def test_tells_how_many_came_before_a_card(self, world: World) -> None:
        self.fill(world, 4)
        third = Task.objects.order_by("due_at")[2]
        seen = scope(world.agent)
        assert before(seen, seen.stores, third.id, now=NOW) == 2
        Task.objects.filter(id=third.id).update(done_at=NOW)
        assert before(seen, seen.stores, third.id, now=NOW) is None
