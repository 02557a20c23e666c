"""Finding units, matching wishes to them, and how PostgreSQL walks while it does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import Opportunity, Rooftop, Staff, Unit, VehicleInterest
from freshup.domain.vehicles import Wanted
from freshup.queries.vehicles import UnitFilters, units, units_like, who_wants
from freshup.queries.vehicles.listing import PAGE_ROWS
from freshup.queries.vehicles.one import unit_story
from tests.factories import NOW, make_lead, make_opportunity, make_person
from tests.vehicles_web.conftest import LOT, World, behind_the_wall, load

FILL = """
WITH made AS (
    INSERT INTO unit (rooftop_id, stock, vin, year, make, model, trim, body, condition, exterior, interior, photo_url,
                      details_url, make_key, model_key, price_cents, first_seen_at, last_seen_at, gone_at)
    SELECT %(store)s, 'F' || n, '', 2015 + n %% 11, 'Honda', 'Model' || n %% 60, 'EX', '', 'used', '', '', '', '',
           'honda', 'model' || n %% 60, 2000000, now() - make_interval(hours => n), now(),
           CASE WHEN n %% 3 = 0 THEN now() END
    FROM generate_series(1, 6000) n RETURNING id, stock, model_key)
INSERT INTO unit_key (rooftop_id, key, unit_id)
SELECT %(store)s, key, id FROM made, LATERAL (VALUES (lower(stock)), (model_key), ('honda')) k(key)
"""


@pytest.fixture
def crowded(world: World) -> World:
    load(world.manager, world.gulf, LOT)
    with connection.cursor() as cursor:
        for store in (world.gulf, world.bay):
            cursor.execute(FILL, {"store": store.id})
        # A table of a handful of rows is read whole whatever index it has.
        cursor.execute(
            "INSERT INTO unit_price (rooftop_id, unit_id, at, price_cents)"
            " SELECT rooftop_id, id, first_seen_at, 2000000 FROM unit"
        )
        cursor.execute("ANALYZE unit, unit_key, unit_price")
    return world


def found(staff: Staff, **filters: object) -> list[str]:
    with behind_the_wall(staff) as its:
        return [
            row.unit.stock
            for row in units(its, UnitFilters(its.stores, **filters)).rows  # type: ignore[arg-type]
        ]


def wish(store: Rooftop, *, owner: Staff | None = None, **vehicle: object) -> Opportunity:
    opportunity = make_opportunity(store, make_person(store), owner=owner)
    VehicleInterest.objects.create(
        rooftop=store, opportunity=opportunity, lead=make_lead(opportunity), role="wanted", **vehicle
    )
    return opportunity


class TestFinding:
    @pytest.mark.parametrize(
        ("typed", "stocks"),
        [("f150", ["H4"]), ("F-150", ["H4"]), ("ford xlt 2022", ["H4"]), ("cr-v", ["H3", "H2"]), ("crv blue", ["H3"]),
         ("004352", ["H1"]), ("h5", ["H5"]), ("used hon", ["H1"]), ("zzz", []), ("honda rav4", [])],
    )  # fmt: skip
    def test_by_what_people_type(self, world: World, typed: str, stocks: list[str]) -> None:
        load(world.manager, world.gulf, LOT)
        assert found(world.agent, typed=typed) == stocks

    def test_whoever_asks_for_used_cars_means_certified_ones_too(self, world: World) -> None:
        load(world.manager, world.gulf, [*LOT, "H6,,CPO,2023,Honda,Civic,EX,22900,9000,red"])
        assert found(world.agent, condition="used") == ["H6", "H5", "H4", "H1"]
        assert found(world.agent, condition="certified") == ["H6"]

    def test_what_is_gone_is_shown_when_asked_for_and_by_its_number(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        load(world.manager, world.gulf, LOT[1:], now=NOW + timedelta(days=1))
        assert found(world.agent) == ["H5", "H4", "H3", "H2"]
        assert found(world.agent, gone=True) == ["H1"]
        assert found(world.agent, typed="h1") == ["H1"]
        assert found(world.agent, typed="accord") == []

    def test_nobody_sees_the_lot_of_a_store_they_do_not_work_in(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        assert found(world.colleague) == found(world.outsider) == []
        assert len(found(world.own)) == len(found(world.principal)) == 5
        with behind_the_wall(world.colleague) as its:
            assert units(its, UnitFilters((world.gulf.id,))).rows == ()
            assert units_like([(world.gulf.id, Wanted(stock="H1"))])[0].exact is None
            assert (
                unit_story(its, Unit.objects.order_by("id").values_list("id", flat=True).first() or 0) is None
            )

    @pytest.mark.parametrize("typed", ["", "honda"])
    def test_page_after_page_shows_each_once_and_back_again(self, crowded: World, typed: str) -> None:
        seen: list[int] = []
        with behind_the_wall(crowded.agent) as its:
            filters = UnitFilters((crowded.gulf.id,), typed=typed)
            first = page = units(its, filters)
            for _ in range(4):
                seen += [row.unit.id for row in page.rows]
                page = units(its, filters, page.older or "")
            assert len(set(seen)) == len(seen) == 4 * PAGE_ROWS
            for _ in range(4):
                page = units(its, filters, page.newer or "")
            assert [row.unit.id for row in page.rows] == [row.unit.id for row in first.rows]
            assert page.newer is None


class TestMatching:
    def test_the_exact_unit_with_its_price_and_what_is_near(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        with behind_the_wall(world.agent):
            found, other = units_like(
                [(world.gulf.id, Wanted(stock="h2")), (world.gulf.id, Wanted(2021, "Honda", "CRV"))]
            )
        assert found.exact is not None
        assert (found.exact.price_cents, found.exact.in_stock) == (3_690_000, True)
        assert [one.unit.stock for one in found.alternatives] == ["H3"]
        assert [one.unit.stock for one in other.alternatives] == ["H5", "H3", "H2"]

    def test_a_unit_that_was_sold_is_known_as_sold(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        load(world.manager, world.gulf, [LOT[0], *LOT[2:]], now=NOW + timedelta(days=1))
        with behind_the_wall(world.agent):
            found = units_like([(world.gulf.id, Wanted(stock="H2"))])[0]
        assert found.exact is not None
        assert not found.exact.in_stock
        assert [one.unit.stock for one in found.alternatives] == ["H3"]

    def test_another_stores_units_answer_nobody(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        assert units_like([(world.bay.id, Wanted(stock="H2"))])[0].exact is None

    def test_a_batch_costs_as_many_statements_as_one(self, crowded: World) -> None:
        wants = [(crowded.gulf.id, Wanted(2020, "Honda", f"Model{n}", stock=f"F{n}")) for n in range(200)]
        with behind_the_wall(crowded.agent):
            with CaptureQueriesContext(connection) as captured:
                found = units_like(wants)
            assert len(captured) == 2
        assert all(bool(one.alternatives) == (n % 3 != 0) for n, one in enumerate(found[:60]))
        assert units_like([]) == []


class TestWhoWantsIt:
    def test_first_whoever_names_it_then_who_asks_for_the_model(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        like = wish(world.gulf, year=2025, make="Honda", model="CR-V EX", condition="new")
        exactly = wish(world.gulf, stock="h2")
        wish(world.gulf, year=2025, make="Honda", model="Pilot")
        closed = wish(world.gulf, stock="H2")
        Opportunity.objects.filter(id=closed.id).update(closed_at=NOW, stage="lost")
        with behind_the_wall(world.agent) as its:
            unit = units(its, UnitFilters(its.stores, typed="h2")).rows[0].unit
            got = who_wants(its, unit)
        assert [(one.lead.id, one.exactly) for one in got] == [(exactly.id, True), (like.id, False)]

    def test_whoever_sees_only_their_own_sees_only_their_own_among_them(self, world: World) -> None:
        load(world.manager, world.gulf, LOT)
        mine = wish(world.gulf, owner=world.own, stock="H2")
        wish(world.gulf, owner=world.agent, stock="H2")
        with behind_the_wall(world.own) as its:
            unit = units(its, UnitFilters(its.stores, typed="h2")).rows[0].unit
            assert [one.lead.id for one in who_wants(its, unit)] == [mine.id]


def plans_of(ask: Callable[[], object]) -> str:
    """The plans of every statement that reads units while `ask` runs."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    plans = []
    with connection.cursor() as cursor:
        for query in captured:
            if "SELECT" in query["sql"] and "unit" in query["sql"]:
                cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"))
                plans += [row[0] for row in cursor.fetchall()]
    return "\n".join(plans)


class TestPlans:
    def test_the_list_walks_its_index(self, crowded: World) -> None:
        with behind_the_wall(crowded.agent) as its:
            plan = plans_of(lambda: units(its, UnitFilters(its.stores)))
        assert "unit_newest" in plan
        assert "Seq Scan on unit" not in plan

    def test_a_search_walks_the_words(self, crowded: World) -> None:
        with behind_the_wall(crowded.principal) as its:
            plan = plans_of(lambda: units(its, UnitFilters(its.stores, typed="model5 hon")))
        assert "unit_key_pkey" in plan
        assert "Seq Scan" not in plan.replace("Seq Scan on unnest", "")

    def test_a_match_walks_the_stock_numbers_the_vins_and_the_models(self, crowded: World) -> None:
        wants = [(crowded.gulf.id, Wanted(2020, "Honda", "Civic", stock="H1", vin="1HGCM82633A004352"))]
        with behind_the_wall(crowded.agent):
            plan = plans_of(lambda: units_like(wants))
        for index in ("unit_once_a_store", "unit_by_vin", "unit_in_stock"):
            assert index in plan
        assert "Seq Scan on unit" not in plan


def test_a_row_reads_back_as_it_was_written(world: World) -> None:
    load(world.manager, world.gulf, LOT)
    load(world.manager, world.gulf, [LOT[0].replace("4995", "4495"), *LOT[1:]], now=NOW + timedelta(days=1))
    with behind_the_wall(world.agent) as its:
        row = units(its, UnitFilters(its.stores, typed="h1")).rows[0]
        story = unit_story(its, row.unit.id)
    assert story is not None
    assert row.change_cents == story.row.change_cents == -50_000
    assert [price.change_cents for price in story.prices] == [-50_000, None]
