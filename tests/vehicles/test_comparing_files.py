"""What a file changes, and when it is turned away whole."""

from freshup.domain.vehicles import Comparison, Known, ReadUnit, compare, facts_of


def unit(stock: str, dollars: int = 20_000, *, gone: bool = False) -> ReadUnit:
    return ReadUnit(2, stock, year=2024, make="Honda", model="Civic", price_cents=dollars * 100, gone=gone)


def lot(*stocks: str, gone: str = "") -> dict[str, Known]:
    return {
        stock: Known(n, stock, facts_of(unit(stock)), gone=stock in gone.split())
        for n, stock in enumerate(stocks, 1)
    }


def compared(units: list[ReadUnit], known: dict[str, Known], *, full: bool = True) -> Comparison:
    return compare(units, known, full=full, removal_limit_percent=40)


def test_new_changed_and_unchanged_units_are_told_apart() -> None:
    found = compared([unit("A"), unit("B", 19_000), unit("C")], lot("A", "B"))
    assert [one.stock for one in found.added] == ["C"]
    assert [one.after.stock for one in found.repriced] == ["B"]
    assert [one.stock for one in found.unchanged] == ["A"]


def test_a_full_file_removes_what_it_does_not_name() -> None:
    found = compared([unit("A"), unit("B")], lot("A", "B", "C"))
    assert [one.stock for one in found.gone] == ["C"]
    assert found.rejected is None


def test_a_delta_removes_only_what_it_calls_sold() -> None:
    found = compared([unit("A", gone=True)], lot("A", "B", "C"), full=False)
    assert [one.stock for one in found.gone] == ["A"]


def test_a_unit_that_was_gone_is_back() -> None:
    found = compared([unit("A")], lot("A", gone="A"))
    assert [one.after.stock for one in found.back] == ["A"]


def test_a_file_that_would_empty_the_lot_is_turned_away() -> None:
    found = compared([unit("A")], lot("A", "B"))
    assert found.rejected is not None
    assert found.rejected.code == "inventory.removes_too_many"
    assert found.rejected.params["percent"] == 50


def test_exactly_the_limit_is_allowed() -> None:
    assert compared([unit(one) for one in "ABC"], lot(*"ABCDE")).rejected is None


def test_the_first_file_of_an_empty_lot_is_never_too_much() -> None:
    assert compared([unit("A")], lot("B", "C", gone="B C")).rejected is None


def test_a_file_of_no_units_is_turned_away_even_as_a_delta() -> None:
    found = compared([], {}, full=False)
    assert found.rejected is not None
    assert found.rejected.code == "inventory.no_units"
