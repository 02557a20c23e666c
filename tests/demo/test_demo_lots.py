"""The demo's cars as a vendor's file: read without a problem, and the very cars shoppers ask about."""

from random import Random

from freshup.domain.vehicles import guess_columns, read_table, read_units
from freshup.domain.vehicles.vin import vin_is_valid
from freshup.interfaces.console.rehearsal.lots import as_csv
from freshup.interfaces.console.rehearsal.vehicles import lot


def test_every_car_is_read_back_without_a_problem() -> None:
    cars = lot("Honda", "H", year=2026, size=140, rng=Random(1))
    table = read_table(as_csv(cars))
    found = read_units(table, guess_columns(table.headings), this_year=2026)
    assert found.problems == ()
    assert [unit.stock for unit in found.units] == [car.stock for car in cars]
    assert [unit.price_cents for unit in found.units] == [car.dollars * 100 for car in cars]
    assert all(vin_is_valid(unit.vin) for unit in found.units)
    assert {unit.condition for unit in found.units} == {"new", "used", "certified"}
