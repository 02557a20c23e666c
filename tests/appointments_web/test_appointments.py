"""Appointments: set, moved, cancelled, kept or not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from freshup.data.models import (
    Activity,
    Appointment,
    Credit,
    OpeningHours,
    Opportunity,
    ResponseClock,
    Rooftop,
)
from freshup.operations.appointments import (
    NoSuchAppointment,
    SettledAlready,
    UnfitTime,
    cancel,
    note_no_show,
    set_appointment,
    show,
)
from freshup.operations.leads import ClosedAlready, NoSuchOpportunity
from freshup.queries.stores import forget_settings
from tests.factories import NOW, make_staff
from tests.leads_web.conftest import World, behind_the_wall, client_of, scope, world
from tests.up_next_web.conftest import make_case

__all__ = ["world"]
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def case(world: World) -> Opportunity:
    return make_case(world.gulf, world.agent)


def kinds() -> list[str]:
    return list(Activity.objects.exclude(kind="lead_received").order_by("id").values_list("kind", flat=True))


class TestSetting:
    def test_moves_the_stage_and_says_who_earned_it(self, world: World, case: Opportunity) -> None:
        with behind_the_wall(world.agent) as seen:
            set_appointment(seen, case.id, TOMORROW, kind="test_drive", now=NOW, words="The red one")
        one, case = Appointment.objects.get(), Opportunity.objects.get()
        assert (one.at, one.kind, one.set_by_id, one.staff_id) == (
            TOMORROW, "test_drive", world.agent.user_id, world.agent.id,
        )  # fmt: skip
        assert case.stage == "appointment"
        assert (Credit.objects.get().part, Credit.objects.get().staff_id) == ("set", world.agent.id)
        assert "appointment_set" in kinds()

    def test_the_same_twice_is_one(self, world: World, case: Opportunity) -> None:
        for _ in range(2):
            set_appointment(scope(world.agent), case.id, TOMORROW, now=NOW)
        assert Appointment.objects.count() == 1
        assert kinds().count("appointment_set") == 1

    def test_a_new_time_replaces_the_one_that_stood(self, world: World, case: Opportunity) -> None:
        first = set_appointment(scope(world.agent), case.id, TOMORROW, now=NOW)
        later = TOMORROW + timedelta(hours=2)
        second = set_appointment(scope(world.manager), case.id, later, now=NOW)
        assert second.replaced == first.appointment_id
        moved = Appointment.objects.get(id=first.appointment_id)
        assert moved.cancelled_at == NOW
        # Whoever brought the customer to come has earned it, whoever moves the hour.
        assert Credit.objects.get().staff_id == world.agent.id

    @pytest.mark.parametrize(
        ("at", "code"),
        [
            (NOW - timedelta(hours=1), "appointment.past"),
            (NOW + timedelta(days=400), "appointment.too_far"),
            (datetime(1, 1, 2, tzinfo=UTC), "appointment.past"),
            (datetime(9999, 12, 30, tzinfo=UTC), "appointment.too_far"),
        ],
    )
    def test_a_time_nobody_can_come_sets_nothing(
        self, world: World, case: Opportunity, at: datetime, code: str
    ) -> None:
        with pytest.raises(UnfitTime) as unfit:
            set_appointment(scope(world.agent), case.id, at, now=NOW)
        assert (unfit.value.reason.code, unfit.value.confirmable) == (code, False)
        assert not Appointment.objects.exists()

    def test_when_the_store_is_closed_it_needs_insisting(self, world: World, case: Opportunity) -> None:
        OpeningHours.objects.create(rooftop=world.gulf, weekday=0, opens_minute=540, closes_minute=1080)
        forget_settings()
        with pytest.raises(UnfitTime) as unfit:
            set_appointment(scope(world.agent), case.id, TOMORROW, now=NOW)
        assert unfit.value.confirmable
        set_appointment(scope(world.agent), case.id, TOMORROW, now=NOW, insists=True)
        assert Appointment.objects.count() == 1

    def test_whoever_was_given_up_is_opened_again_first(self, world: World, case: Opportunity) -> None:
        Opportunity.objects.update(stage="lost", closed_at=NOW)
        with pytest.raises(ClosedAlready):
            set_appointment(scope(world.agent), case.id, TOMORROW, now=NOW)

    @pytest.mark.parametrize("who", ["colleague", "outsider", "own"])
    def test_is_not_for_others(self, world: World, case: Opportunity, who: str) -> None:
        with pytest.raises(NoSuchOpportunity):
            set_appointment(scope(getattr(world, who)), case.id, TOMORROW, now=NOW)


class TestOutcome:
    @pytest.fixture
    def visit(self, world: World, case: Opportunity) -> int:
        return set_appointment(scope(world.agent), case.id, TOMORROW, now=NOW).appointment_id

    def test_who_comes_is_visited_and_every_clock_has_its_contact(self, world: World, visit: int) -> None:
        with behind_the_wall(world.agent) as seen:
            show(seen, visit, now=TOMORROW)
            show(seen, visit, now=TOMORROW)
        assert Appointment.objects.get().shown_at == TOMORROW
        assert Opportunity.objects.get().stage == "visited"
        assert ResponseClock.objects.get().contacted_at == TOMORROW
        assert kinds().count("checked_in") == 1

    def test_a_no_show_is_one_only_after_its_time(self, world: World, visit: int) -> None:
        with pytest.raises(UnfitTime):
            note_no_show(scope(world.agent), visit, now=NOW)
        note_no_show(scope(world.agent), visit, now=TOMORROW + timedelta(hours=1))
        assert Appointment.objects.get().no_show_at is not None
        assert Opportunity.objects.get().stage == "engaged"
        assert "no_show" in kinds()

    def test_what_is_settled_stays_settled(self, world: World, visit: int) -> None:
        show(scope(world.agent), visit, now=TOMORROW)
        for settle in (cancel, note_no_show):
            with pytest.raises(SettledAlready):
                settle(scope(world.agent), visit, now=TOMORROW)

    def test_a_cancelled_one_gives_the_stage_back(self, world: World, visit: int) -> None:
        cancel(scope(world.agent), visit, now=NOW)
        assert Opportunity.objects.get().stage == "engaged"
        assert "appointment_cancelled" in kinds()

    @pytest.mark.parametrize("who", ["colleague", "outsider", "own"])
    def test_is_not_for_others(self, world: World, visit: int, who: str) -> None:
        with behind_the_wall(getattr(world, who)) as seen:
            for settle in (cancel, show, note_no_show):
                with pytest.raises((NoSuchAppointment, NoSuchOpportunity)):
                    settle(seen, visit, now=TOMORROW)


class TestThePages:
    def post(self, world: World, url: str, who: str = "agent", **data: str) -> Any:
        client = client_of(getattr(world, who))
        with behind_the_wall(getattr(world, who)):
            return client.post(url, data)

    def when(self, days: int = 1) -> str:
        return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT14:00")

    def test_set_from_a_call_it_counts_as_having_spoken(self, world: World, case: Opportunity) -> None:
        url = f"/opportunities/{case.id}/appointments/"
        response = self.post(world, url, at=self.when(), kind="sales", spoke="1", next="up_next")
        assert response["Location"] == "/up-next/"
        assert {"spoke", "appointment_set"} <= set(kinds())
        page = client_of(world.manager).get(f"/opportunities/{case.id}/").content.decode()
        assert "set by Ana" in page

    def test_outside_the_hours_it_is_asked_once_more(self, world: World, case: Opportunity) -> None:
        OpeningHours.objects.create(rooftop=world.gulf, weekday=0, opens_minute=540, closes_minute=541)
        forget_settings()
        url, at = f"/opportunities/{case.id}/appointments/", self.when(2)
        response = self.post(world, url, at=at, words="Keys at the desk")
        assert (response.status_code, b"Set it all the same" in response.content) == (200, True)
        assert b"Keys at the desk" in response.content
        self.post(world, url, at=at, words="Keys at the desk", insists="1")
        assert Appointment.objects.get().words == "Keys at the desk"

    @pytest.mark.parametrize(
        "at", ["", "tomorrow", "2020-01-01T10:00", "2999-01-01T10:00", "0001-01-01T00:00"]
    )
    def test_no_time_sets_nothing(self, world: World, case: Opportunity, at: str) -> None:
        assert self.post(world, f"/opportunities/{case.id}/appointments/", at=at).status_code == 303
        assert not Appointment.objects.exists()

    def test_a_kind_nobody_knows_sets_nothing(self, world: World, case: Opportunity) -> None:
        self.post(world, f"/opportunities/{case.id}/appointments/", at=self.when(), kind="dance")
        assert not Appointment.objects.exists()

    def test_what_became_of_it_is_posted(self, world: World, case: Opportunity) -> None:
        one = set_appointment(scope(world.agent), case.id, datetime.now(UTC), now=datetime.now(UTC))
        for what in ("showing", "cancellation", "no-show"):
            response = self.post(world, f"/appointments/{one.appointment_id}/{what}/")
            assert response["Location"] == f"/opportunities/{case.id}/"
        assert Appointment.objects.get().shown_at is not None

    def test_others_find_nothing(self, world: World, case: Opportunity) -> None:
        one = set_appointment(scope(world.agent), case.id, TOMORROW, now=NOW)
        for who in ("colleague", "outsider", "own"):
            assert (
                self.post(world, f"/opportunities/{case.id}/appointments/", who, at=self.when()).status_code
                == 404
            )
            for what in ("showing", "cancellation", "no-show"):
                assert self.post(world, f"/appointments/{one.appointment_id}/{what}/", who).status_code == 404

    def test_who_meets_the_customer_of_the_bdc_takes_over(self, world: World) -> None:
        desk = make_case(world.gulf, None, "Desk")
        Rooftop.objects.update(hands_over_at_check_in=True)
        forget_settings()
        seller = make_staff(world.gulf, "salesperson", name="Sam", takes_leads=True)
        visit = set_appointment(scope(world.agent), desk.id, TOMORROW, now=NOW).appointment_id
        with behind_the_wall(seller) as seen:
            show(seen, visit, now=TOMORROW)
        assert Opportunity.objects.get(id=desk.id).owner_id == seller.id
