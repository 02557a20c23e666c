"""The pages of the inventory, met by everybody through the wall."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from freshup.adapters.postgres.roles import LOGINS
from freshup.data.models import InventoryImport, Staff, Unit, VehicleInterest
from tests.acting import acting_as
from tests.factories import NOW, make_lead, make_opportunity, make_person
from tests.leads_web.conftest import client_of
from tests.vehicles_web.conftest import LOT, World, csv_of, load, stocks


def get(staff: Staff, url: str, **data: str) -> HttpResponse:
    with acting_as(LOGINS["web"]):
        return client_of(staff).get(url, data)  # type: ignore[return-value]


def post(staff: Staff, url: str, data: dict[str, Any] | None = None) -> HttpResponse:
    with acting_as(LOGINS["web"]):
        return client_of(staff).post(url, data or {})  # type: ignore[return-value]


def upload(staff: Staff, content: bytes, **more: str) -> HttpResponse:
    file = SimpleUploadedFile("lot.csv", content, "text/csv")
    return post(staff, reverse("inventory_imports"), {"file": file, "kind": "full", **more})


def of_import(name: str, id: int | None = None) -> str:
    return reverse(name, args=[id or InventoryImport.objects.latest("id").pk])


class TestTheList:
    def test_shows_what_is_in_stock_to_everybody_of_the_store(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        for staff in (world.agent, world.own, world.manager, world.principal):
            assert b"2022 Ford F-150 XLT" in get(staff, reverse("inventory")).content

    def test_shows_a_colleague_and_an_outsider_nothing_of_it(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        for staff in (world.colleague, world.outsider):
            assert b"F-150" not in get(staff, reverse("inventory")).content
            assert b"F-150" not in get(staff, reverse("inventory"), at_store=str(world.gulf.id)).content

    def test_says_what_to_do_when_the_lot_is_empty(self, world: World) -> None:
        assert reverse("inventory_imports") in get(world.manager, reverse("inventory")).content.decode()
        answer = get(world.agent, reverse("inventory")).content.decode()
        assert "The lot is empty here" in answer
        assert reverse("inventory_imports") not in answer

    def test_a_price_that_fell_says_so_in_words(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        load(
            world.manager, world.gulf, [LOT[0].replace("4995", "4495"), *LOT[1:]], now=NOW + timedelta(days=1)
        )
        answer = get(world.agent, reverse("inventory"), q="accord").content.decode()
        assert "$4,495" in answer
        assert "down by" in answer
        assert "$500" in answer

    @pytest.mark.parametrize(
        "data",
        [{"at": "nonsense"}, {"at": "WzAsMSwyLDNd"}, {"q": "\0"}, {"condition": "flying"}, {"at_store": "9" * 30},
         {"q": "x" * 5000}],
    )  # fmt: skip
    def test_nonsense_in_the_address_is_no_error(self, world: World, data: dict[str, str]) -> None:
        load(world.manager, world.gulf, LOT)
        assert get(world.agent, reverse("inventory"), **data).status_code == 200

    def test_costs_the_same_for_one_unit_as_for_many(self, world: World) -> None:
        def spent(client: Client) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse("inventory"), {"q": "honda"}).status_code == 200
            return len(captured)

        client = client_of(world.agent)
        load(world.manager, world.gulf, LOT[:1])
        spent(client)
        few = spent(client)
        load(
            world.manager,
            world.gulf,
            [f"N{n},,New,2026,Honda,Civic,LX,25000,5,red" for n in range(60)],
            full=False,
        )
        spent(client)
        assert spent(client) == few


class TestOneUnit:
    def test_says_its_prices_who_wants_it_and_what_is_near(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        opportunity = make_opportunity(world.gulf, make_person(world.gulf, "Wanda", "Quill"))
        VehicleInterest.objects.create(
            rooftop=world.gulf,
            opportunity=opportunity,
            lead=make_lead(opportunity),
            role="wanted",
            stock="H2",
        )
        answer = get(world.agent, reverse("unit", args=[Unit.objects.get(stock="H2").pk])).content.decode()
        for said in ("Wanda Quill", "this very unit", "2026 Honda CR-V EX", "The same model", "$36,900"):
            assert said in answer

    def test_is_not_there_for_others(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        url = reverse("unit", args=[Unit.objects.get(stock="H2").pk])
        assert get(world.colleague, url).status_code == 404
        assert get(world.outsider, url).status_code == 404

    def test_whoever_sees_only_their_own_does_not_learn_who_else_wants_it(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        opportunity = make_opportunity(
            world.gulf, make_person(world.gulf, "Wanda", "Quill"), owner=world.agent
        )
        VehicleInterest.objects.create(
            rooftop=world.gulf,
            opportunity=opportunity,
            lead=make_lead(opportunity),
            role="wanted",
            stock="H2",
        )
        url = reverse("unit", args=[Unit.objects.get(stock="H2").pk])
        assert b"Wanda" not in get(world.own, url).content

    def test_says_when_it_is_gone(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        load(world.manager, world.gulf, LOT[1:], now=NOW + timedelta(days=1))
        answer = get(world.agent, reverse("unit", args=[Unit.objects.get(stock="H1").pk]))
        assert b"No longer in stock" in answer.content


class TestFiles:
    def test_a_manager_loads_looks_and_applies(self, world: World) -> None:
        answer = upload(world.manager, csv_of(LOT))
        assert (answer.status_code, answer["Location"]) == (303, of_import("inventory_import"))
        looked = get(world.manager, of_import("inventory_import")).content.decode()
        assert "What it would change" in looked or "New units" in looked
        assert "2022 Ford F-150 XLT" in looked
        assert stocks(world.gulf) == []
        assert post(world.manager, of_import("inventory_application")).status_code == 303
        assert stocks(world.gulf) == ["H1", "H2", "H3", "H4", "H5"]
        assert b"Look at the inventory" in get(world.manager, of_import("inventory_import")).content
        assert b"lot.csv" in get(world.manager, reverse("inventory_imports")).content

    def test_columns_that_were_guessed_wrongly_are_corrected(self, world: World) -> None:
        upload(world.manager, b"Nummer,Wagen\nH1,Civic\n")
        assert "can't be applied" in get(world.manager, of_import("inventory_import")).content.decode()
        chosen = {"column.stock": "Nummer", "column.model": "Wagen", "kind": "full"}
        assert post(world.manager, of_import("inventory_columns"), chosen).status_code == 303
        assert b"can't be applied" not in get(world.manager, of_import("inventory_import")).content
        post(world.manager, of_import("inventory_application"))
        assert stocks(world.gulf) == ["H1"]

    def test_a_file_that_would_empty_the_lot_has_no_apply_button(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        upload(world.manager, csv_of(LOT[:1]))
        answer = get(world.manager, of_import("inventory_import")).content.decode()
        assert "It would remove 4 of the 5 units in stock (80 %)" in answer
        assert of_import("inventory_application") not in answer

    def test_turned_away_by_hand_changes_nothing_and_says_so(self, world: World) -> None:
        upload(world.manager, csv_of(LOT))
        post(world.manager, of_import("inventory_rejection"))
        assert b"Turned away by hand" in get(world.manager, of_import("inventory_import")).content
        post(world.manager, of_import("inventory_application"))
        assert stocks(world.gulf) == []

    def test_problems_are_listed_with_their_lines(self, world: World) -> None:
        upload(world.manager, csv_of([*LOT, "H1,,Used,2003,Honda,Accord,EX,4995,120000,silver"]))
        answer = get(world.manager, of_import("inventory_import")).content.decode()
        assert "The stock number H1 stands in line 2 already" in answer

    @pytest.mark.parametrize("data", [{}, {"store": "1"}])
    def test_no_file_is_said(self, world: World, data: dict[str, str]) -> None:
        answer = post(world.manager, reverse("inventory_imports"), data)
        assert answer.status_code == 422
        assert b"Choose a file first" in answer.content

    def test_whoever_manages_several_stores_says_which(self, world: World) -> None:
        assert upload(world.principal, csv_of(LOT)).status_code == 422
        assert upload(world.principal, csv_of(LOT), store=str(world.bay.id)).status_code == 303
        assert InventoryImport.objects.get().rooftop_id == world.bay.id

    def test_an_agent_may_neither_see_nor_send_files(self, world: World) -> None:
        upload(world.manager, csv_of(LOT))
        for url in (reverse("inventory_imports"), of_import("inventory_import")):
            assert get(world.agent, url).status_code == 403
        for name in ("inventory_columns", "inventory_application", "inventory_rejection"):
            assert post(world.agent, of_import(name)).status_code == 403
        assert upload(world.agent, csv_of(LOT)).status_code == 403

    def test_an_outsider_who_manages_elsewhere_finds_nothing(self, world: World) -> None:
        upload(world.manager, csv_of(LOT))
        id = InventoryImport.objects.get().pk
        assert get(world.outsider, of_import("inventory_import", id)).status_code == 404
        for name in ("inventory_columns", "inventory_application", "inventory_rejection"):
            assert post(world.outsider, of_import(name, id)).status_code == 404
        assert b"lot.csv" not in get(world.outsider, reverse("inventory_imports")).content
        assert upload(world.outsider, csv_of(LOT), store=str(world.gulf.id)).status_code == 303
        assert stocks(world.gulf) == []
        assert InventoryImport.objects.latest("id").rooftop_id == world.elsewhere.id
