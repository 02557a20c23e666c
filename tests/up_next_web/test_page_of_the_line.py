"""The card, the queue, and what is done with a task."""

from datetime import timedelta

import pytest
from django.utils import timezone

from freshup.data.models import Assignment, Opportunity, ScorePoint, Task
from tests.factories import NOW, make_staff
from tests.leads_web.conftest import World, behind_the_wall, client_of, statements
from tests.up_next_web.conftest import make_case, make_task


def page(world: World, who: str = "agent", url: str = "/up-next/") -> str:
    staff = getattr(world, who)
    client = client_of(staff)
    with behind_the_wall(staff):
        response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


class TestTheCard:
    def test_says_who_why_and_by_when(self, world: World, case: Opportunity) -> None:
        ScorePoint.objects.create(
            rooftop=world.gulf, opportunity=case, at=NOW, rules_version=1, dimension="local", code="d", points=3,
            reason={"code": "points.distance_percent", "miles": 6},
        )  # fmt: skip
        make_task(case, staff=world.agent)
        shown = page(world)
        for words in (
            "Marisol Ortega", "2023 Toyota RAV4", "First call", "6 miles from the store", "(239) 555-0142",
            f"/opportunities/{case.id}/call/", 'data-key="c"', 'data-key="t"', 'data-key="e"', 'data-key="a"',
            'data-key="n"', "data-clock", "Inquiry received from Website",
        ):  # fmt: skip
            assert words in shown, words

    def test_is_the_one_that_was_picked(self, world: World, case: Opportunity) -> None:
        make_task(case, staff=world.agent)
        other = make_task(make_case(world.gulf, world.agent, "Second"), "text", staff=world.agent)
        assert f'id="next-name"><a href="/opportunities/{other.opportunity_id}/"' in page(
            world, url=f"/up-next/?task={other.id}"
        )
        assert f'id="next-name"><a href="/opportunities/{case.id}/"' in page(
            world, url="/up-next/?task=nonsense"
        )

    def test_names_the_store_where_several_are_worked(self, world: World) -> None:
        at_bay = make_staff(world.bay, user=world.agent.user)
        make_task(make_case(world.bay, at_bay), staff=at_bay)
        assert "Bay Toyota" in page(world).split('id="card"')[1]

    def test_an_empty_line_says_when_the_next_thing_comes(self, world: World, case: Opportunity) -> None:
        assert "Nothing to do now" in page(world)
        make_task(case, staff=world.agent, shown_at=timezone.now() + timedelta(hours=2))
        assert "The next thing comes by itself" in page(world)

    @pytest.mark.parametrize("who", ["colleague", "outsider", "own"])
    def test_is_nothing_to_anybody_else(self, world: World, case: Opportunity, who: str) -> None:
        make_task(case, staff=world.agent)
        assert "Marisol" not in page(world, who)

    def test_needs_as_many_statements_for_a_long_line_as_for_a_short_one(
        self, world: World, case: Opportunity
    ) -> None:
        make_task(case, staff=world.agent)
        client = client_of(world.agent)
        client.get("/up-next/")
        few = statements(client, "/up-next/")
        for n in range(12):
            make_task(
                make_case(world.gulf, world.agent, f"N{n}", phone=f"+1239555{n:04d}"), staff=world.agent
            )
        assert statements(client, "/up-next/") == few
        assert few <= 14


class TestTheQueue:
    def test_says_what_came_before_the_card_and_leaves_it_alone(
        self, world: World, case: Opportunity
    ) -> None:
        top = make_task(case, staff=world.agent, due_at=NOW)
        make_task(make_case(world.gulf, world.agent, "Newer"), "reply", staff=world.agent)
        shown = page(world, url=f"/up-next/queue/?top={top.id}&ahead=0")
        assert "1 new before this one" in shown
        assert 'id="card"' not in shown

    def test_says_that_the_card_is_done(self, world: World, case: Opportunity) -> None:
        top = make_task(case, staff=world.agent, done_at=NOW)
        assert "done or taken" in page(world, url=f"/up-next/queue/?top={top.id}&ahead=0")

    @pytest.mark.parametrize("query", ["", "?top=", "?top=x&ahead=y", "?top=99999999999999999999"])
    def test_takes_any_address(self, world: World, query: str) -> None:
        page(world, url=f"/up-next/queue/{query}")


class TestPosting:
    def post(self, world: World, url: str, who: str = "agent", **data: str) -> int:
        client = client_of(getattr(world, who))
        with behind_the_wall(getattr(world, who)):
            return client.post(url, data).status_code

    def test_not_now_takes_it_out_of_the_line(self, world: World, case: Opportunity) -> None:
        task = make_task(case, staff=world.agent)
        assert self.post(world, f"/tasks/{task.id}/deferral/", when="hour") == 303
        task.refresh_from_db()
        assert task.shown_at > timezone.now() + timedelta(minutes=55)
        assert task.done_at is None

    @pytest.mark.parametrize("at", ["", "soon", "2020-01-01T10:00", "2999-01-01T10:00", "0001-01-01T00:00"])
    def test_not_now_until_no_time_changes_nothing(self, world: World, case: Opportunity, at: str) -> None:
        task = make_task(case, staff=world.agent)
        assert self.post(world, f"/tasks/{task.id}/deferral/", when="picked", at=at) == 303
        assert Task.objects.get().shown_at == task.shown_at

    def test_taking_from_the_desk_makes_the_customer_ones_own(self, world: World) -> None:
        task = make_task(make_case(world.gulf, None))
        assert self.post(world, f"/tasks/{task.id}/ownership/") == 303
        task.refresh_from_db()
        assert (task.staff_id, Opportunity.objects.get().owner_id) == (world.agent.id, world.agent.id)
        assert Assignment.objects.get().how == "claimed"

    def test_the_second_to_take_it_is_told(self, world: World) -> None:
        task = make_task(make_case(world.gulf, None))
        self.post(world, f"/tasks/{task.id}/ownership/")
        assert self.post(world, f"/tasks/{task.id}/ownership/", who="manager") == 303
        assert Opportunity.objects.get().owner_id == world.agent.id

    @pytest.mark.parametrize("who", ["colleague", "outsider", "own"])
    def test_others_find_nothing(self, world: World, case: Opportunity, who: str) -> None:
        task = make_task(case, staff=world.agent)
        for what in ("deferral", "ownership"):
            assert self.post(world, f"/tasks/{task.id}/{what}/", who=who, when="hour") == 404

    def test_an_outcome_goes_on_with_the_line(self, world: World, case: Opportunity) -> None:
        task = make_task(case, staff=world.agent)
        client = client_of(world.agent)
        with behind_the_wall(world.agent):
            response = client.post(
                f"/opportunities/{case.id}/outcomes/", {"outcome": "no_answer", "next": "up_next"}
            )
        assert response["Location"] == f"/up-next/?skip={case.id}"
        task.refresh_from_db()
        assert task.done_at is not None

    def test_what_no_call_settles_is_said_to_be_done(self, world: World, case: Opportunity) -> None:
        task = make_task(case, "video", staff=world.agent)
        assert f'action="/tasks/{task.id}/completion/"' in page(world)
        with behind_the_wall(world.agent):
            client_of(world.agent).post(f"/tasks/{task.id}/completion/")
        task.refresh_from_db()
        assert (task.result, task.done_by_id) == ("done", world.agent.user_id)

    def test_who_was_just_called_in_vain_does_not_stand_on_top_again(
        self, world: World, case: Opportunity
    ) -> None:
        make_task(case, "reply", staff=world.agent)
        second = make_task(make_case(world.gulf, world.agent, "Second"), "text", staff=world.agent)
        shown = page(world, url=f"/up-next/?skip={case.id}")
        assert f'id="next-name"><a href="/opportunities/{second.opportunity_id}/"' in shown
        assert "Marisol" in shown


class TestHome:
    def test_is_the_line_for_agents_and_the_board_for_managers(self, world: World) -> None:
        assert client_of(world.agent).get("/")["Location"] == "/up-next/"
        assert client_of(world.manager).get("/")["Location"] == "/board/"
