"""A vendor's file on its way: received, looked at, applied in one transaction or turned away whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.bootstrap.intake import storage
from freshup.data.models import AuditEntry, InventoryImport, Rooftop, Unit, UnitKey, UnitPrice
from freshup.operations import vehicles
from freshup.operations.vehicles import FileTooLarge, NotWaiting
from tests.factories import NOW
from tests.vehicles_web.conftest import LOT, World, behind_the_wall, csv_of, load, scope, stocks

LATER = NOW + timedelta(days=1)


class TestApplying:
    def test_the_lot_is_what_the_file_says(self, world: World) -> None:
        _, done = load(world.manager, world.gulf, LOT)
        assert (done.added, done.removed) == (5, 0)
        assert stocks(world.gulf) == ["H1", "H2", "H3", "H4", "H5"]
        unit = Unit.objects.get(stock="H4")
        assert (unit.make_key, unit.model_key, unit.price_cents) == ("ford", "f150", 3_150_000)

    def test_a_price_that_moved_stands_in_the_history(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        _, done = load(world.manager, world.gulf, [LOT[0].replace("4995", "4495"), *LOT[1:]], now=LATER)
        assert (done.repriced, done.changed, done.unchanged) == (1, 1, 4)
        prices = UnitPrice.objects.filter(unit__stock="H1").order_by("at").values_list("at", "price_cents")
        assert list(prices) == [(NOW, 499_500), (LATER, 449_500)]
        assert Unit.objects.get(stock="H1").price_changed_at == LATER

    def test_a_unit_that_is_no_longer_named_is_gone_and_only_its_numbers_find_it(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        load(world.manager, world.gulf, LOT[1:], now=LATER)
        assert stocks(world.gulf) == ["H2", "H3", "H4", "H5"]
        keys = set(UnitKey.objects.filter(unit__stock="H1").values_list("key", flat=True))
        assert keys == {"h1", "1hgcm82633a004352", "3a004352", "004352"}

    def test_it_comes_back_with_all_its_words(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        load(world.manager, world.gulf, LOT[1:], now=LATER)
        _, done = load(world.manager, world.gulf, LOT, now=LATER + timedelta(days=1))
        assert done.back == 1
        assert Unit.objects.get(stock="H1").first_seen_at == NOW
        assert UnitKey.objects.filter(unit__stock="H1", key="accord").exists()

    def test_the_same_file_again_changes_nothing(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        _, done = load(world.manager, world.gulf, LOT, now=LATER)
        assert (done.added, done.changed, done.removed, done.unchanged) == (0, 0, 0, 5)
        assert Unit.objects.get(stock="H1").last_seen_at == LATER

    def test_a_half_written_file_is_turned_away_whole(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        id, done = load(
            world.manager, world.gulf, [*LOT[:2], "H9,,New,2026,Honda,Civic,LX,25000,5,red"], now=LATER
        )
        assert done.rejected is not None
        assert stocks(world.gulf) == ["H1", "H2", "H3", "H4", "H5"]
        row = InventoryImport.objects.get(id=id)
        assert (row.state, row.reason["code"]) == ("rejected", "inventory.removes_too_many")

    def test_nothing_is_applied_twice(self, world: World) -> None:
        id, _ = load(world.manager, world.gulf, LOT)
        with behind_the_wall(world.manager) as its, pytest.raises(NotWaiting):
            vehicles.apply(its, id, storage=storage(), now=LATER)

    def test_the_other_store_keeps_its_own_h1(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        load(world.principal, world.bay, LOT[:1])
        load(world.manager, world.gulf, LOT[1:], now=LATER)
        assert stocks(world.bay) == ["H1"]

    def test_it_is_written_down_who_did_it(self, world: World) -> None:
        id, _ = load(world.manager, world.gulf, LOT)
        entry = AuditEntry.objects.get(action="inventory.applied")
        assert (entry.user_id, entry.target_id, entry.changes["added"]) == (world.manager.user_id, id, 5)

    def test_a_thousand_units_cost_as_many_statements_as_ten(self, world: World) -> None:
        def spent(store: Rooftop, count: int, dollars: int) -> int:
            rows = [f"Z{n},,New,2026,Honda,Civic,LX,{dollars},5,red" for n in range(count)]
            with CaptureQueriesContext(connection) as captured:
                load(world.principal, store, rows)
            return len(captured)

        for dollars in (25_000, 24_000):
            assert spent(world.gulf, 10, dollars) == spent(world.bay, 900, dollars) <= 40


class TestReceiving:
    def test_the_columns_of_the_last_applied_file_are_proposed(self, world: World) -> None:
        its = scope(world.manager)
        text = b"Nummer,Wagen,Cash\nH1,Civic,20000\n"
        kept = {"file_name": "own.csv", "full": True, "storage": storage(), "now": NOW}
        first = vehicles.receive(its, world.gulf.id, text, **kept)  # type: ignore[arg-type]
        mapping = {"stock": "Nummer", "model": "Wagen", "price": "Cash"}
        vehicles.choose(its, first, mapping=mapping, full=True)
        vehicles.apply(its, first, storage=storage(), now=NOW)
        second = vehicles.receive(its, world.gulf.id, text, **kept)  # type: ignore[arg-type]
        assert InventoryImport.objects.get(id=second).mapping == mapping

    def test_what_is_no_table_is_turned_away_at_once_and_kept(self, world: World) -> None:
        id = vehicles.receive(
            scope(world.manager), world.gulf.id, b"PK\x03\x04", file_name="a.xlsx", full=True,
            storage=storage(), now=NOW,
        )  # fmt: skip
        row = InventoryImport.objects.get(id=id)
        assert (row.state, row.reason["code"]) == ("rejected", "inventory.spreadsheet")
        assert storage().get(row.stored_as) == b"PK\x03\x04"

    def test_what_is_too_large_is_not_kept(self, world: World) -> None:
        with pytest.raises(FileTooLarge):
            vehicles.receive(
                scope(world.manager), world.gulf.id, b"x" * 26_300_000, file_name="", full=True,
                storage=storage(), now=NOW,
            )  # fmt: skip
        assert not InventoryImport.objects.exists()

    def test_an_agent_may_not(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            load(world.agent, world.gulf, LOT)

    def test_a_manager_of_another_store_may_not(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            load(world.outsider, world.gulf, LOT)


def test_a_preview_changes_nothing(world: World) -> None:
    its = scope(world.manager)
    id = vehicles.receive(
        its, world.gulf.id, csv_of(LOT), file_name="", full=True, storage=storage(), now=NOW
    )
    found = vehicles.preview(its, id, storage=storage(), now=NOW)
    assert found.comparison is not None
    assert len(found.comparison.added) == 5
    assert stocks(world.gulf) == []
