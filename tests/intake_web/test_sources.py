"""A store's sources: priced, nested, reviewed, merged, archived; every change on record."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import AuditEntry, Lead, Rooftop, Source, SourceAlias
from tests.intake_web.conftest import NO_CONTACT, NOW, Dealership, Visitor, adf

NEW = {"name": "Cars site", "kind": "third_party", "parent": "", "cost": ""}


def from_provider(name: str, first: str = "Maria") -> bytes:
    return adf(first).replace(b"<name>AutoTrader</name>", f"<name>{name}</name>".encode())


class TestTheList:
    def test_counts_leads_and_says_what_one_costs(self, dealership: Dealership, manager: Visitor) -> None:
        for first in ("Maria", "Nora"):
            dealership.take(adf(first, phone=""))
        Lead.objects.update(received_at=NOW)
        page = manager.get("/settings/sources/").content.decode()
        assert "$1,500" in page
        assert "$750" in page

    def test_flags_a_name_nobody_entered(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.take(from_provider("Brand New Leads"))
        page = manager.get("/settings/sources/").content.decode()
        assert "New names to look at" in page
        found = dealership.source("Brand New Leads")
        manager.post(f"/settings/sources/{found.id}/review/")
        assert "New names to look at" not in manager.get("/settings/sources/").content.decode()

    def test_takes_as_many_statements_however_many_there_are(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        few = statements(manager)
        for n in range(20):
            source = Source.objects.create(rooftop_id=dealership.gulf, name=f"Source {n}")
            SourceAlias.objects.create(rooftop_id=dealership.gulf, source=source, alias=f"alias {n}")
        assert statements(manager) == few


def statements(visitor: Visitor) -> int:
    visitor.get("/settings/sources/")
    with CaptureQueriesContext(connection) as captured:
        visitor.get("/settings/sources/")
    return len(captured)


class TestAdding:
    def test_keeps_the_cost_in_cents_and_goes_on_record(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        version = Rooftop.objects.get(id=dealership.gulf).settings_version
        answer = manager.post("/settings/sources/new/", **NEW | {"cost": "$1,249.50"})
        made = dealership.source("Cars site")
        assert answer.status_code == 303
        assert made.monthly_cost_cents == 124_950
        assert AuditEntry.objects.get(action="source.added").target_id == made.id
        assert Rooftop.objects.get(id=dealership.gulf).settings_version > version

    @pytest.mark.parametrize("cost", ["cheap", "-5", "1.234", "99999999999", "NaN", "Infinity"])
    def test_refuses_what_is_no_amount(self, dealership: Dealership, manager: Visitor, cost: str) -> None:
        assert manager.post("/settings/sources/new/", **NEW | {"cost": cost}).status_code == 422

    @pytest.mark.parametrize("name", ["AutoTrader", "autotrader", " AUTOTRADER "])
    def test_refuses_a_name_that_is_taken(self, dealership: Dealership, manager: Visitor, name: str) -> None:
        answer = manager.post("/settings/sources/new/", **NEW | {"name": name})
        assert answer.status_code == 422
        assert "already known by that name" in answer.content.decode()

    def test_has_two_floors_and_no_third(self, dealership: Dealership, manager: Visitor) -> None:
        parent = dealership.source("AutoTrader")
        manager.post("/settings/sources/new/", **NEW | {"parent": parent.id})
        child = dealership.source("Cars site")
        assert child.parent_id == parent.id
        answer = manager.post("/settings/sources/new/", **NEW | {"name": "Deeper", "parent": child.id})
        assert answer.status_code == 422
        up = {
            "name": "AutoTrader",
            "kind": "third_party",
            "cost": "",
            "parent": dealership.source("Website").id,
        }
        assert manager.post(f"/settings/sources/{parent.id}/", **up).status_code == 422


class TestOtherNames:
    def test_count_for_the_source(self, dealership: Dealership, manager: Visitor) -> None:
        trader = dealership.source("AutoTrader")
        manager.post(f"/settings/sources/{trader.id}/aliases/", alias="A-T Leads")
        dealership.take(from_provider("a-t leads"))
        assert Lead.objects.get().source_id == trader.id

    def test_can_be_taken_away(self, dealership: Dealership, manager: Visitor) -> None:
        trader = dealership.source("AutoTrader")
        manager.post(f"/settings/sources/{trader.id}/aliases/", alias="A-T Leads")
        alias = SourceAlias.objects.get()
        manager.post(f"/settings/sources/{trader.id}/aliases/{alias.id}/removal/")
        assert not SourceAlias.objects.exists()

    def test_are_nobody_elses(self, dealership: Dealership, manager: Visitor) -> None:
        trader = dealership.source("AutoTrader")
        answer = manager.post(f"/settings/sources/{trader.id}/aliases/", alias="WEBSITE")
        assert answer.status_code == 422
        assert not SourceAlias.objects.exists()


class TestMerging:
    def test_sends_new_leads_to_the_one_that_stays(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.take(from_provider("AT Inc."))
        found, trader = dealership.source("AT Inc."), dealership.source("AutoTrader")
        manager.post(f"/settings/sources/{found.id}/merging/", into=trader.id)
        dealership.take(from_provider("AT INC.", first="Nora"))
        first, second = Lead.objects.order_by("id")
        assert (first.source_id, second.source_id) == (found.id, trader.id)

    def test_counts_the_old_leads_for_the_one_that_stays(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        dealership.take(from_provider("AT Inc."))
        found, trader = dealership.source("AT Inc."), dealership.source("AutoTrader")
        manager.post(f"/settings/sources/{found.id}/merging/", into=trader.id)
        page = manager.get(f"/settings/sources/{trader.id}/").content.decode()
        assert "$1,500" in page.split("Costs a lead")[1]

    def test_can_be_taken_back(self, dealership: Dealership, manager: Visitor) -> None:
        dealership.take(from_provider("AT Inc."))
        found, trader = dealership.source("AT Inc."), dealership.source("AutoTrader")
        manager.post(f"/settings/sources/{found.id}/merging/", into=trader.id)
        manager.post(f"/settings/sources/{found.id}/restoring/")
        dealership.take(from_provider("AT Inc.", first="Nora"))
        assert Lead.objects.latest("id").source_id == found.id

    def test_of_a_parent_into_its_part_makes_no_circle(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        parent, part = dealership.source("AutoTrader"), dealership.source("Website")
        Source.objects.filter(id=part.id).update(parent=parent)
        manager.post(f"/settings/sources/{parent.id}/merging/", into=part.id)
        part.refresh_from_db()
        assert part.parent_id is None

    @pytest.mark.parametrize("into", ["self", "other store", "nothing", "x"])
    def test_into_nonsense_changes_nothing(self, dealership: Dealership, manager: Visitor, into: str) -> None:
        trader = dealership.source("AutoTrader")
        theirs = dealership.source("AutoTrader", dealership.bay)
        ids = {"self": str(trader.id), "other store": str(theirs.id), "nothing": "", "x": "x"}
        assert manager.post(f"/settings/sources/{trader.id}/merging/", into=ids[into]).status_code == 303
        trader.refresh_from_db()
        assert trader.archived_at is None


class TestArchiving:
    def test_takes_it_off_the_list_and_back(self, dealership: Dealership, manager: Visitor) -> None:
        trader = dealership.source("AutoTrader")
        manager.post(f"/settings/sources/{trader.id}/archiving/")
        assert "Archived and merged" in manager.get("/settings/sources/").content.decode()
        manager.post(f"/settings/sources/{trader.id}/restoring/")
        assert "Archived and merged" not in manager.get("/settings/sources/").content.decode()


class TestRates:
    def test_tell_how_much_had_to_be_mended_or_could_not_be_read(
        self, dealership: Dealership, manager: Visitor
    ) -> None:
        unnamed = adf().replace(b"<provider><name>AutoTrader</name></provider>", b"")
        dealership.take(unnamed.replace(b"Still", b"You & I, still"))
        dealership.take(NO_CONTACT, at=NOW + timedelta(minutes=1))
        page = manager.get("/settings/sources/").content.decode()
        row = page.split("Website")[1].split("</tr>")[0]
        assert "100%" in row
        assert "50%" in row


class TestWhoMay:
    ACTS = ("", "aliases/", "review/", "merging/", "archiving/", "restoring/")

    def test_an_agent_may_not(self, dealership: Dealership, agent: Visitor) -> None:
        trader = dealership.source("AutoTrader")
        assert agent.get("/settings/sources/").status_code == 403
        assert agent.post("/settings/sources/new/", **NEW).status_code == 403
        assert agent.get(f"/settings/sources/{trader.id}/").status_code == 403
        posts = [agent.post(f"/settings/sources/{trader.id}/{act}", **NEW).status_code for act in self.ACTS]
        assert posts == [403] * 6

    @pytest.mark.parametrize("name", ["Bo", "Otto"])
    def test_to_others_it_does_not_exist(self, dealership: Dealership, name: str) -> None:
        trader, visitor = dealership.source("AutoTrader"), dealership.visitor(name)
        assert visitor.get(f"/settings/sources/{trader.id}/").status_code == 404
        posts = [visitor.post(f"/settings/sources/{trader.id}/{act}", **NEW).status_code for act in self.ACTS]
        assert posts == [404] * 6

    def test_the_principal_may(self, dealership: Dealership, owner: Visitor) -> None:
        trader = dealership.source("AutoTrader", dealership.bay)
        assert owner.post(f"/settings/sources/{trader.id}/archiving/").status_code == 303
