"""A vendor's stock and the government's list: read whole, or turned away with a reason."""

from typing import Final

from freshup.domain.consent.national_file import AREAS_MAX, WrongFile, read_national
from freshup.domain.vehicles.columns import clean_mapping, guess_columns
from freshup.domain.vehicles.reading import LENGTHS, read_units
from freshup.domain.vehicles.tables import COLUMNS_MAX, ROWS_MAX, UnreadableFile, read_table
from tests.fuzz.storable import assert_storable

CELL_MAX: Final = 1_000_000
THIS_YEAR: Final = 2026


def inventory(content: bytes) -> None:
    try:
        table = read_table(content)
    except UnreadableFile as unreadable:
        assert_storable(unreadable.reason.to_json(), longest=200)
        return
    assert len(table.rows) <= ROWS_MAX + 10
    assert len(set(table.headings)) == len(table.headings) <= COLUMNS_MAX
    assert_storable((table.headings, [row.cells for row in table.rows]), longest=CELL_MAX)
    mapping = guess_columns(table.headings)
    assert clean_mapping(mapping, table.headings) == mapping
    try:
        read = read_units(table, mapping, this_year=THIS_YEAR)
    except UnreadableFile as unreadable:
        assert_storable(unreadable.reason.to_json(), longest=200)
        return
    assert_storable((read.units, [one.to_json() for one in read.problems]), longest=400)
    assert len({unit.stock for unit in read.units}) == len(read.units) <= read.rows
    assert len(read.problems) <= read.problem_count
    for unit in read.units:
        assert unit.stock
        assert all(len(getattr(unit, name)) <= most for name, most in LENGTHS.items())
        assert len(unit.vin) <= 17
        assert unit.year is None or 1900 < unit.year <= THIS_YEAR + 2
        assert unit.price_cents is None or 0 < unit.price_cents < 2**53
        assert unit.photo_url[:8].lower().startswith(("http://", "https://")) or not unit.photo_url


def national(content: bytes) -> None:
    for full in (True, False):
        try:
            found = read_national(content.splitlines(keepends=True), full=full)
        except WrongFile as wrong:
            assert_storable(wrong.reason.to_json(), longest=200)
            continue
        assert found.lines
        assert len(found.listed) <= AREAS_MAX
        for area in found.areas:
            assert len(area) == 3
            assert area.isdigit()
            listed, gone = (set(kind.get(area, ())) for kind in (found.listed, found.gone))
            assert not listed & gone, "a number is on the list and gone from it"
            assert all(0 <= number < 10_000_000 for number in listed | gone)
        assert not (full and found.gone)
