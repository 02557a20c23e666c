"""The call screen: what it shows, who may dial, what comes after."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from freshup.data.models import Activity, Message, Opportunity, Task, Unit, VehicleInterest
from tests.factories import NOW
from tests.leads_web.conftest import World, behind_the_wall, client_of, statements
from tests.up_next_web.conftest import make_case, make_task


def get(world: World, case: Opportunity, who: str = "agent", query: str = "") -> Any:
    staff = getattr(world, who)
    client = client_of(staff)
    with behind_the_wall(staff):
        return client.get(f"/opportunities/{case.id}/call/{query}")


def post(world: World, url: str, who: str = "agent", accept: str = "text/html", **data: str) -> Any:
    staff = getattr(world, who)
    client = client_of(staff)
    with behind_the_wall(staff):
        return client.post(url, data, headers={"accept": accept})


def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Wednesday at eleven in the morning in Florida: no rule keeps anybody from calling."""
    monkeypatch.setattr("freshup.interfaces.web.scope.datetime", Noon)


class Noon:
    @staticmethod
    def now(_zone: object) -> Any:
        return NOW


class Night:
    @staticmethod
    def now(_zone: object) -> Any:
        return NOW + timedelta(hours=12)


class TestTheScreen:
    def test_shows_vehicle_price_and_alternatives(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_noon(monkeypatch)
        lead = case.leads.get()
        wanted = {"rooftop": world.gulf, "opportunity": case, "lead": lead, "role": "wanted"}
        VehicleInterest.objects.create(**wanted, year=2023, make="Toyota", model="RAV4", stock="T100")
        for stock, year, price in (("T100", 2023, 2745000), ("T200", 2022, 2590000)):
            Unit.objects.create(
                rooftop=world.gulf, stock=stock, year=year, make="Toyota", model="RAV4", make_key="toyota",
                model_key="rav4", condition="used", price_cents=price, first_seen_at=NOW, last_seen_at=NOW,
            )  # fmt: skip
        shown = get(world, case).content.decode()
        for words in (
            "$27,450",
            "in stock",
            "$25,900",
            "stock T100",
            "Is it there?",
            "No answer",
            'data-key="6"',
        ):
            assert words in shown, words

    def test_offers_the_number_by_a_post_and_never_by_a_link(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_noon(monkeypatch)
        shown = get(world, case).content.decode()
        assert f'action="/opportunities/{case.id}/calls/"' in shown
        assert "tel:" not in shown

    def test_says_from_when_on_at_night(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("freshup.interfaces.web.scope.datetime", Night)
        shown = get(world, case).content.decode()
        assert "Call back then" in shown
        assert "data-plain" in shown

    def test_is_found_by_whoever_may_see_the_lead(self, world: World, case: Opportunity) -> None:
        for who, status in (
            ("manager", 200),
            ("principal", 200),
            ("colleague", 404),
            ("outsider", 404),
            ("own", 404),
        ):
            assert get(world, case, who).status_code == status, who

    def test_of_somebody_without_a_number_offers_to_write(self, world: World) -> None:
        bare = make_case(world.gulf, world.agent, phone="")
        assert "No number is known" in get(world, bare).content.decode()

    def test_needs_as_many_statements_however_long_the_story(self, world: World, case: Opportunity) -> None:
        client, url = client_of(world.agent), f"/opportunities/{case.id}/call/"
        client.get(url)
        few = statements(client, url)
        for n in range(30):
            Activity.objects.create(
                rooftop=world.gulf, opportunity=case, at=NOW, kind="note", words=f"Note {n}"
            )
        assert statements(client, url) == few
        assert few <= 30


class TestDialling:
    def point(self, case: Opportunity) -> str:
        return str(case.person.contact_points.get(kind="phone").id)

    def test_asks_the_gate_and_gives_the_number_back(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_noon(monkeypatch)
        response = post(
            world, f"/opportunities/{case.id}/calls/", accept="application/json", point=self.point(case)
        )
        assert response.json()["tel"] == "+12395550142"
        call = Message.objects.get(channel="call")
        assert (call.state, call.by_user_id, call.recipient) == (
            "calling",
            world.agent.user_id,
            "+12395550142",
        )
        case.refresh_from_db()
        assert case.stage == "attempting"

    def test_without_a_script_leads_to_a_page_with_the_link(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_noon(monkeypatch)
        response = post(world, f"/opportunities/{case.id}/calls/", point=self.point(case))
        assert response.status_code == 303
        shown = get(world, case, query="?" + response["Location"].partition("?")[2]).content.decode()
        assert 'href="tel:+12395550142"' in shown

    def test_at_night_dials_nothing(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("freshup.interfaces.web.scope.datetime", Night)
        response = post(
            world, f"/opportunities/{case.id}/calls/", accept="application/json", point=self.point(case)
        )
        assert response.json()["tel"] == ""
        assert not Message.objects.filter(channel="call").exists()

    def test_the_second_of_two_is_told_of_the_first_and_may_insist(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_noon(monkeypatch)
        url, point = f"/opportunities/{case.id}/calls/", self.point(case)
        post(world, url, point=point)
        assert post(world, url, "manager", accept="application/json", point=point).json()["tel"] == ""
        shown = get(world, case, "manager").content.decode()
        assert "Ana is on the phone with them" in shown
        assert "call anyway" in shown
        insisting = post(world, url, "manager", accept="application/json", point=point, insists="1")
        assert insisting.json()["tel"] == "+12395550142"

    @pytest.mark.parametrize("point", ["", "x", "999999999", "9" * 40])
    def test_a_number_that_is_not_theirs_is_not_dialled(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch, point: str
    ) -> None:
        at_noon(monkeypatch)
        assert post(world, f"/opportunities/{case.id}/calls/", point=point).status_code == 303
        assert not Message.objects.filter(channel="call").exists()


class TestAfterwards:
    def test_a_call_back_comes_before_everything_else_then(self, world: World, case: Opportunity) -> None:
        make_task(case, staff=world.agent)
        response = post(
            world, f"/opportunities/{case.id}/callback/", when="tomorrow", words="After work", spoke="1"
        )
        assert response["Location"] == "/up-next/"
        task = Task.objects.get(done_at=None)
        assert (task.kind, task.band, task.words) == ("callback", 0, "After work")
        assert task.due_at > timezone.now()
        assert {"spoke", "callback_agreed"} <= set(Activity.objects.values_list("kind", flat=True))

    @pytest.mark.parametrize("at", ["", "x", "2020-01-01T00:00", "2999-01-01T00:00"])
    def test_a_call_back_at_no_time_changes_nothing(self, world: World, case: Opportunity, at: str) -> None:
        assert post(world, f"/opportunities/{case.id}/callback/", at=at, spoke="1").status_code == 303
        assert not Task.objects.exists()
        assert not Activity.objects.filter(kind="spoke").exists()

    def test_the_same_outcome_twice_is_one(self, world: World, case: Opportunity) -> None:
        make_task(case, staff=world.agent)
        for _ in range(2):
            url = f"/opportunities/{case.id}/outcomes/"
            assert (
                post(world, url, outcome="left_message", next="up_next")["Location"]
                == f"/up-next/?skip={case.id}"
            )
        assert Activity.objects.filter(kind="called").count() == 1

    def test_others_find_nothing(self, world: World, case: Opportunity) -> None:
        for who in ("colleague", "outsider", "own"):
            for what in ("calls", "callback"):
                assert post(world, f"/opportunities/{case.id}/{what}/", who, point="1").status_code == 404
