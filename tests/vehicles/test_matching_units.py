"""Which unit somebody means, and what is near it."""

import pytest

from freshup.domain.vehicles import (
    Unit,
    Wanted,
    make_key,
    match,
    model_key,
    model_keys,
    typed_prefixes,
    unit_keys,
)
from freshup.queries.words import SENTENCES


def unit(id: int, line: str, **more: object) -> Unit:
    year, make, model, *trim = line.split()
    values = {"price_cents": 2_000_000, "condition": "used", "stock": f"S{id}", **more}
    return Unit(
        id, 1, year=int(year), make=make, model=model, trim=" ".join(trim), make_key=make_key(make),
        model_key=model_key(make, model), **values,  # type: ignore[arg-type]
    )  # fmt: skip


CIVIC = unit(1, "2022 Honda Civic EX")
LOT = [
    CIVIC,
    unit(2, "2021 Honda Civic LX"),
    unit(3, "2022 Honda Accord Sport"),
    unit(4, "2022 Toyota Corolla SE"),
    unit(5, "2016 Honda Civic EX"),
    unit(6, "2022 Ford F-150 XLT"),
    unit(7, "2020 Honda Civic EX", in_stock=False, vin="1HGCM82633A004352"),
]


class TestNames:
    @pytest.mark.parametrize("written", ["f150", "F-150", "F 150", "Ford F150"])
    def test_a_model_written_in_several_ways_is_one(self, written: str) -> None:
        assert model_key("Ford", written) == "f150"

    @pytest.mark.parametrize(
        ("make", "model", "key"),
        [("Honda", "crv", "crv"), ("BMW", "330i", "3series"), ("BMW", "3 Series", "3series"),
         ("Mercedes-Benz", "C 300", "cclass"), ("BMW", "X3", "x3")],
    )  # fmt: skip
    def test_a_series_is_known_by_its_engines(self, make: str, model: str, key: str) -> None:
        assert model_key(make, model) == key

    def test_a_shortened_make_is_the_make(self) -> None:
        assert make_key("Chevy") == make_key("CHEVROLET")
        assert make_key("Mercedes") == make_key("Mercedes-Benz")

    def test_model_and_trim_in_one_breath_are_tried_apart(self) -> None:
        assert model_keys("Honda", "CR-V EX-L AWD") == ("crvexlawd", "crvexl", "crv")

    def test_a_truck_without_its_size_is_looked_for_in_the_usual_one(self) -> None:
        assert "silverado1500" in model_keys("Chevy", "Silverado")


class TestExact:
    def test_by_stock_number_as_people_write_it(self) -> None:
        found = match(Wanted(stock="# s1"), LOT)
        assert found.exact == CIVIC
        assert [one.code for one in found.reasons] == ["match.stock"]

    def test_the_vin_goes_before_the_stock_number(self) -> None:
        there = unit(8, "2020 Honda Civic EX", vin="1HGCM82633A004352")
        assert match(Wanted(stock="S1", vin="1hgcm82633a004352"), [CIVIC, there]).exact == there

    def test_a_unit_that_is_gone_is_said_and_the_near_ones_offered(self) -> None:
        found = match(Wanted(vin="1HGCM82633A004352"), LOT)
        assert found.exact is not None
        assert [one.code for one in found.reasons] == ["match.vin", "match.gone"]
        assert [one.unit.id for one in found.alternatives] == [1, 2, 5]

    def test_nobody_named_anything(self) -> None:
        assert match(Wanted(make="Honda"), LOT).exact is None


class TestAlternatives:
    def test_the_nearest_come_first_with_reasons(self) -> None:
        found = match(Wanted(2022, "Honda", "Civic", "EX", condition="used", price_cents=2_000_000), LOT)
        assert [one.unit.id for one in found.alternatives] == [1, 2, 5]
        assert [one.code for one in found.alternatives[0].reasons] == [
            "match.model", "match.year", "match.trim", "match.used", "match.price_same",
        ]  # fmt: skip

    def test_a_new_car_is_no_good_answer_to_a_used_one(self) -> None:
        new, used = unit(1, "2024 Honda Civic EX", condition="new"), unit(2, "2023 Honda Civic EX")
        found = match(Wanted(2024, "Honda", "Civic", condition="used"), [new, used])
        assert [one.unit.id for one in found.alternatives] == [2, 1]

    def test_the_make_may_be_left_away(self) -> None:
        assert match(Wanted(2022, model="civic ex"), LOT).alternatives[0].unit == CIVIC

    def test_a_different_kind_of_car_is_none(self) -> None:
        assert all(one.unit.id != 6 for one in match(Wanted(2022, "Honda", "Civic"), LOT).alternatives)

    def test_the_order_of_the_lot_changes_nothing(self) -> None:
        wanted = Wanted(2022, "Honda", "Civic")
        assert match(wanted, LOT) == match(wanted, LOT[::-1])

    def test_every_reason_has_its_sentence(self) -> None:
        for wanted in (Wanted(2021, "Honda", "Civic", "EX"), Wanted(stock="S7")):
            found = match(wanted, LOT)
            given = [*found.reasons, *(reason for one in found.alternatives for reason in one.reasons)]
            assert all(reason.code in SENTENCES for reason in given)


class TestWords:
    def test_a_unit_is_found_by_what_people_type(self) -> None:
        keys = unit_keys(
            stock="H24001",
            vin="1HGCM82633A004352",
            year=2024,
            texts=("Honda", "CR-V", "EX-L"),
            condition="new",
        )
        for typed in ("h24", "crv", "cr-v", "004352", "3a004352", "1hgcm", "2024", "exl", "new"):
            assert all(any(key.startswith(word) for key in keys) for word in typed_prefixes(typed)), typed

    def test_of_a_unit_that_is_gone_only_its_numbers_stay(self) -> None:
        keys = unit_keys(stock="H1", vin="1HGCM82633A004352", year=2024, texts=("Honda",), in_stock=False)
        assert set(keys) == {"h1", "1hgcm82633a004352", "3a004352", "004352"}

    def test_a_shortened_make_finds_it_too(self) -> None:
        assert typed_prefixes("Chevy Silverado") == ("chevrolet", "silverado")
