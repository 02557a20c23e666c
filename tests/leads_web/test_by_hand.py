"""A new lead by hand: a caller or visitor, typed while they wait."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from freshup.adapters.decoding import decode
from freshup.adapters.storage.directory import DirectoryStorage
from freshup.data.models import Lead, Opportunity, Staff, Submission
from freshup.operations.intake.drain import drain_batch
from tests.factories import make_opportunity, make_person
from tests.leads_web.conftest import World, behind_the_wall, client_of

TYPED = {
    "channel": "phone", "phone": "(239) 555-0142", "email": "", "first": "Marisol", "last": "Ortega",
    "vehicle": "2023 Toyota RAV4 XLE", "timeframe": "within 7 days", "note": "Wants a test drive",
}  # fmt: skip


def send(world: World, staff: Staff, client: Client, **other: Any) -> Any:
    store = {"store": str(staff.rooftop_id or world.gulf.id)}
    with behind_the_wall(staff):
        return client.post("/leads/new/", {**TYPED, **store, **other})


def drain(tmp_path: Path, now: datetime) -> None:
    drain_batch(decode=decode, storage=DirectoryStorage(tmp_path), now=now)


class TestEntering:
    def test_is_stored_raw_and_watched(self, world: World) -> None:
        response = send(world, world.agent, client_of(world.agent))
        one = Submission.objects.get()
        assert (response.status_code, response["Location"]) == (303, f"/intake/arriving/{one.receipt}/")
        assert (one.channel, one.by_user_id, one.state) == ("phone", world.agent.user_id, "waiting")
        assert json.loads(bytes(one.body or b""))["phone"] == "(239) 555-0142"

    @pytest.mark.parametrize("who", ["agent", "own"])
    def test_becomes_a_lead_of_whoever_took_the_call(self, world: World, tmp_path: Path, who: str) -> None:
        staff: Staff = getattr(world, who)
        client = client_of(staff)
        watching = send(world, staff, client)["Location"]
        with behind_the_wall(staff):
            assert b"Stored, and being read" in client.get(watching).content
        drain(tmp_path, Submission.objects.get().received_at)
        one = Opportunity.objects.get()
        assert (one.owner_id, one.stage, one.due_at) == (staff.id, "engaged", None)
        assert one.wanted == "2023 Toyota RAV4 XLE"
        assert Lead.objects.get().said["timeframe"] == "within 7 days"
        with behind_the_wall(staff):
            assert client.get(watching)["Location"] == f"/opportunities/{one.id}/"
            assert (
                client.get(watching, headers={"hx-request": "true"})["HX-Redirect"]
                == f"/opportunities/{one.id}/"
            )
            assert client.get(f"/opportunities/{one.id}/").status_code == 200

    @pytest.mark.parametrize(
        "typed",
        [
            {"phone": ""},
            {"phone": "12"},
            {"phone": "", "email": "nobody"},
            {"store": "999999"},
            {"channel": "fax"},
        ],
    )
    def test_says_what_is_missing_and_stores_nothing(self, world: World, typed: dict[str, str]) -> None:
        response = send(world, world.agent, client_of(world.agent), **typed)
        assert response.status_code == 200
        assert b"errorlist" in response.content or b'role="alert"' in response.content
        assert not Submission.objects.exists()

    def test_a_store_out_of_scope_can_not_be_chosen(self, world: World) -> None:
        send(world, world.agent, client_of(world.agent), store=str(world.bay.id))
        assert not Submission.objects.exists()

    def test_nobody_else_may_watch_it(self, world: World) -> None:
        watching = send(world, world.agent, client_of(world.agent))["Location"]
        for stranger in (world.colleague, world.outsider, world.own):
            client = client_of(stranger)
            with behind_the_wall(stranger):
                assert client.get(watching).status_code == 404
        manager = client_of(world.manager)
        with behind_the_wall(world.manager):
            assert manager.get(watching).status_code == 200

    def test_says_plainly_when_nobody_works_on_it(self, world: World) -> None:
        client = client_of(world.agent)
        watching = send(world, world.agent, client)["Location"]
        Submission.objects.update(received_at="2026-01-01T00:00:00Z")
        assert b"It is stored; the lead will appear" in client.get(watching).content


class TestKnownCallers:
    @pytest.mark.parametrize(
        "typed", [{"phone": "239-555-0142"}, {"phone": "+1 (239) 5550142"}, {"email": "Ann@Example.com"}]
    )
    def test_pop_up_by_exact_number_or_address(self, world: World, typed: dict[str, str]) -> None:
        ann = make_person(world.gulf, "Ann", "Anders", phone="+12395550142", email="ann@example.com")
        one = make_opportunity(world.gulf, ann, owner=world.agent)
        shown = self.ask(world, world.agent, typed)
        assert "Ann Anders" in shown
        assert f"/opportunities/{one.id}/" in shown

    @pytest.mark.parametrize(
        "typed", [{"phone": "239555"}, {"phone": ""}, {"email": "ann@"}, {"phone": "2395550199"}]
    )
    def test_not_by_half_of_it(self, world: World, typed: dict[str, str]) -> None:
        make_opportunity(
            world.gulf,
            make_person(world.gulf, "Ann", "Anders", phone="+12395550142", email="ann@example.com"),
        )
        assert "Ann" not in self.ask(world, world.agent, typed)

    def test_not_from_another_store(self, world: World) -> None:
        make_opportunity(world.bay, make_person(world.bay, "Ann", "Anders", phone="+12395550142"))
        asked = {"phone": "2395550142"}
        assert "Ann" not in self.ask(world, world.agent, asked)
        assert "Ann" not in self.ask(world, world.agent, asked | {"store": str(world.bay.id)})

    def ask(self, world: World, staff: Staff, typed: dict[str, str]) -> str:
        client = client_of(staff)
        with behind_the_wall(staff):
            return client.get("/leads/new/callers/", {"store": str(world.gulf.id), **typed}).content.decode()
