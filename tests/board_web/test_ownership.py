"""Whose customer it is: skates, rulings, credits, hand-over, giving away, and another store."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import (
    Activity,
    Alert,
    Assignment,
    Closing,
    Credit,
    Opportunity,
    ResponseClock,
    Ruling,
    SearchKey,
    Staff,
    Task,
)
from freshup.domain.routing.credits import Share
from freshup.operations.leads import ClosedAlready, NeedsManager, NothingSaid
from freshup.operations.ownership import (
    CreditRefused,
    Destination,
    give_away,
    hand_over_at_check_in,
    preview_giving,
    preview_transfer,
    record_credit,
    rule,
    transfer,
)
from freshup.operations.response.skating import noticed
from freshup.queries.ownership import standing_credits
from tests import factories
from tests.board_web.conftest import World, on_shift, settle, task, waiting
from tests.factories import NOW, make_opportunity
from tests.leads_web.conftest import behind_the_wall


@pytest.fixture
def anas(busy: World) -> Opportunity:
    """Ana's customer, whom she got yesterday."""
    one = make_opportunity(busy.gulf, owner=busy.agent)
    Assignment.objects.create(
        rooftop=busy.gulf, opportunity=one, staff=busy.agent, at=NOW - timedelta(days=1), how="shortfall"
    )
    return one


def cora(world: World) -> Staff:
    """A colleague of Ana's who sees the whole store."""
    made = factories.make_staff(world.gulf, "salesperson", name="Cora")
    on_shift(made)
    return made


class TestASkate:
    def test_is_told_to_owner_and_managers_once_a_day(self, busy: World, anas: Opportunity) -> None:
        with behind_the_wall(cora(busy)) as scope:
            assert noticed(scope, anas, NOW)
            assert not noticed(scope, anas, NOW + timedelta(hours=1))
        told = set(Alert.objects.values_list("user_id", "kind"))
        assert told == {(busy.agent.user_id, "skated"), (busy.manager.user_id, "skated")}
        assert Activity.objects.filter(kind="skated").count() == 1

    def test_is_not_the_owner_nor_a_manager(self, busy: World, anas: Opportunity) -> None:
        for who in (busy.agent, busy.manager):
            with behind_the_wall(who) as scope:
                assert not noticed(scope, anas, NOW)

    def test_is_not_the_agent_who_handed_over_at_check_in(self, busy: World, anas: Opportunity) -> None:
        seller = cora(busy)
        assert hand_over_at_check_in(anas, to_staff=seller.id, now=NOW)
        with behind_the_wall(busy.agent) as scope:
            assert not noticed(scope, anas, NOW)


class TestTheHandOver:
    def test_makes_the_salesperson_the_owner(self, busy: World, anas: Opportunity) -> None:
        task(anas, "call", 3)
        assert hand_over_at_check_in(anas, to_staff=busy.own.id, now=NOW)
        anas.refresh_from_db()
        assert anas.owner_id == Task.objects.get().staff_id == busy.own.id

    def test_is_off_where_the_store_does_not_want_it(self, busy: World, anas: Opportunity) -> None:
        settle(busy.gulf, hands_over_at_check_in=False)
        assert not hand_over_at_check_in(anas, to_staff=busy.own.id, now=NOW)

    def test_leaves_a_salespersons_own_customer(self, busy: World) -> None:
        one = make_opportunity(busy.gulf, owner=busy.own)
        assert not hand_over_at_check_in(one, to_staff=cora(busy).id, now=NOW)


class TestARuling:
    def test_gives_the_customer_with_words_on_record(self, busy: World, anas: Opportunity) -> None:
        with behind_the_wall(busy.manager) as scope:
            rule(scope, anas.id, "Met him first.", now=NOW, owner_id=busy.own.id)
        anas.refresh_from_db()
        assert anas.owner_id == busy.own.id
        assert Ruling.objects.get().words == "Met him first."
        assert Activity.objects.get(kind="ruled").words == ""

    def test_decides_a_credit(self, busy: World, anas: Opportunity) -> None:
        halves = [Share(busy.agent.id, 50), Share(busy.own.id, 50)]
        with behind_the_wall(busy.manager) as scope:
            rule(scope, anas.id, "Half deal.", now=NOW, part="sold", shares=halves)
            record_credit(scope, anas.id, "sold", [Share(busy.own.id)], now=NOW + timedelta(hours=1))
            assert standing_credits(anas.id) == {"sold": tuple(halves)}

    def test_is_a_managers_and_needs_words(self, busy: World, anas: Opportunity) -> None:
        with behind_the_wall(busy.agent) as scope, pytest.raises(NeedsManager):
            rule(scope, anas.id, "Mine.", now=NOW, owner_id=busy.agent.id)
        with behind_the_wall(busy.manager) as scope, pytest.raises(NothingSaid):
            rule(scope, anas.id, " ", now=NOW, owner_id=busy.own.id)

    def test_refuses_a_split_that_is_no_whole(self, busy: World, anas: Opportunity) -> None:
        with behind_the_wall(busy.manager) as scope, pytest.raises(CreditRefused):
            record_credit(scope, anas.id, "sold", [Share(busy.agent.id, 60)], now=NOW)
        assert not Credit.objects.exists()


class TestGivingLeadsAway:
    def owned(self, world: World, count: int) -> None:
        for _n in range(count):
            task(make_opportunity(world.gulf, owner=world.agent), "call", 3)

    @pytest.mark.parametrize("way", ["desk", "on_shift", "everybody"])
    def test_does_what_was_shown(self, busy: World, way: str) -> None:
        cora(busy)
        self.owned(busy, 9)
        with behind_the_wall(busy.manager) as scope:
            shown = preview_giving(scope, busy.gulf.id, busy.agent.id, Destination(way), now=NOW)
            done = give_away(scope, busy.gulf.id, busy.agent.id, Destination(way), now=NOW)
        assert shown.count == done.count == 9
        assert shown.shares == done.shares
        assert not Opportunity.objects.filter(owner=busy.agent).exists()
        assert not Task.objects.filter(staff=busy.agent).exists()

    def test_tells_each_receiver_once(self, busy: World) -> None:
        self.owned(busy, 5)
        to = Destination("person", busy.own.id)
        with behind_the_wall(busy.manager) as scope:
            give_away(scope, busy.gulf.id, busy.agent.id, to, now=NOW)
            assert give_away(scope, busy.gulf.id, busy.agent.id, to, now=NOW).count == 0
        alert = Alert.objects.get()
        assert (alert.user_id, alert.data) == (busy.own.user_id, {"count": 5})
        assert Assignment.objects.filter(how="departed").count() == 5

    def test_costs_as_much_for_many_as_for_one(self, busy: World) -> None:
        def cost(count: int) -> int:
            self.owned(busy, count)
            with behind_the_wall(busy.manager) as scope, CaptureQueriesContext(connection) as seen:
                give_away(scope, busy.gulf.id, busy.agent.id, Destination("on_shift"), now=NOW)
            return len(seen)

        cost(1)
        assert cost(1) == cost(30)


class TestATransfer:
    @pytest.fixture
    def both(self, busy: World) -> World:
        """Mona manages Bay Toyota too, where Ben is on shift."""
        Staff.objects.create(
            user=busy.manager.user, group=busy.bay.group, rooftop=busy.bay, role="manager", scope="store"
        )
        on_shift(busy.colleague)
        return busy

    def test_closes_here_and_opens_there(self, both: World) -> None:
        one = waiting(both.gulf, both.agent)
        Credit.objects.create(rooftop=both.gulf, opportunity=one, part="set", staff=both.agent, at=NOW)
        with behind_the_wall(both.manager) as scope:
            shown = preview_transfer(scope, one.id, both.bay.id, now=NOW)
            new_id = transfer(scope, one.id, both.bay.id, now=NOW)
        one.refresh_from_db()
        new = Opportunity.objects.get(id=new_id)
        assert (one.stage, one.due_at, Closing.objects.get().reason) == ("duplicate", None, "transferred")
        assert (new.rooftop_id, new.previous_id, new.owner_id) == (both.bay.id, one.id, both.colleague.id)
        assert (shown.owner, shown.due.due_at) == ("Ben", new.due_at)
        assert ResponseClock.objects.get(opportunity=new).received_at == NOW
        assert standing_credits(new_id) == {"set": (Share(both.agent.id),)}
        assert SearchKey.objects.filter(rooftop=both.bay).exists()
        assert Task.objects.get(done_at=None).opportunity_id == new_id

    def test_happens_once(self, both: World) -> None:
        one = waiting(both.gulf, both.agent)
        with behind_the_wall(both.manager) as scope:
            transfer(scope, one.id, both.bay.id, now=NOW)
            with pytest.raises(ClosedAlready):
                transfer(scope, one.id, both.bay.id, now=NOW)

    def test_is_for_somebody_who_manages_both(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent)
        with behind_the_wall(busy.manager) as scope, pytest.raises(NeedsManager):
            transfer(scope, one.id, busy.bay.id, now=NOW)
