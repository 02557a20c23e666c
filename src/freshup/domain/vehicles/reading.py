"""The rows of a vendor's table as units, and what was wrong in which line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from freshup.domain.reasons import Reason
from freshup.domain.vehicles import cells
from freshup.domain.vehicles.columns import names_units
from freshup.domain.vehicles.tables import PROBLEMS_KEPT_MAX, ROWS_MAX, CellTable, Problem, UnreadableFile
from freshup.domain.vehicles.vin import VIN_LENGTH, read_vin, year_of, years_disagree

# As long as the columns of the table.
LENGTHS: Final = {
    "stock": 30,
    "make": 40,
    "model": 60,
    "trim": 60,
    "body": 30,
    "exterior": 40,
    "interior": 40,
}
STOCK_OF_VIN: Final = 8
YEARS_AHEAD_MAX: Final = 2


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """One unit as a file says it. `gone`: the file itself calls it sold or deleted."""

    line: int
    stock: str
    vin: str = ""
    year: int | None = None
    make: str = ""
    model: str = ""
    trim: str = ""
    body: str = ""
    condition: str = ""
    exterior: str = ""
    interior: str = ""
    odometer: int | None = None
    price_cents: int | None = None
    msrp_cents: int | None = None
    photo_url: str = ""
    details_url: str = ""
    gone: bool = False

    @property
    def line_of_words(self) -> str:
        return " ".join(part for part in (str(self.year or ""), self.make, self.model, self.trim) if part)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`rows` in the file, the units read of them by stock number, and problems; the first ones are kept."""

    rows: int
    units: tuple[ReadUnit, ...]
    problems: tuple[Problem, ...]
    problem_count: int


@dataclass(slots=True)
class _Notes:
    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, code: str, **params: str | int) -> None:
        self.note(line, Reason(code, params))

    def note(self, line: int, reason: Reason) -> None:
        self.count += 1
        if len(self.kept) < PROBLEMS_KEPT_MAX:
            self.kept.append(Problem(line, reason))


def read_units(table: CellTable, mapping: Mapping[str, str], *, this_year: int) -> ReadFile:
    """The units of a table by this mapping (field → heading). Raises UnreadableFile without stock and VIN columns."""
    if not names_units(mapping):
        raise UnreadableFile(Reason("inventory.no_names"))
    if len(table.rows) > ROWS_MAX:
        raise UnreadableFile(Reason("inventory.too_long", {"rows": ROWS_MAX}))
    places = {name: table.headings.index(heading) for name, heading in mapping.items()}
    notes = _Notes(list(table.problems), len(table.problems))
    units: dict[str, ReadUnit] = {}
    for row in table.rows:
        if len(row.cells) > len(table.headings) and any(row.cells[len(table.headings) :]):
            notes.add(row.line, "inventory.more_cells", cells=len(row.cells), headings=len(table.headings))
        said = {name: row.cells[at] if at < len(row.cells) else "" for name, at in places.items()}
        unit = _unit(row.line, said, notes, this_year)
        if unit is None:
            continue
        earlier = units.get(unit.stock)
        if earlier is not None:
            notes.add(row.line, "inventory.twice", stock=unit.stock, earlier=earlier.line)
        else:
            units[unit.stock] = unit
    return ReadFile(len(table.rows), tuple(units.values()), tuple(notes.kept), notes.count)


def stock_key(text: str) -> str:
    """A stock number as it is compared: capitals, without the # and the spaces people write."""
    return "".join(text.upper().replace("#", "").split())


def _unit(line: int, said: Mapping[str, str], notes: _Notes, this_year: int) -> ReadUnit | None:
    def get(name: str) -> str:
        return said.get(name, "")

    vin = read_vin(get("vin"))
    if vin.problem is not None:
        notes.note(line, vin.problem)
    stock = stock_key(get("stock"))
    if not stock and len(vin.vin) == VIN_LENGTH:
        stock = vin.vin[-STOCK_OF_VIN:]
        notes.add(line, "inventory.stock_of_vin", stock=stock)
    if not stock:
        notes.add(line, "inventory.nameless")
        return None
    texts = {name: _text(name, get(name), line, notes) for name in LENGTHS if name != "stock"}
    condition, known = cells.condition(get("condition"), get("certified"))
    if not known:
        notes.add(line, "inventory.condition", written=get("condition")[:30])
    return ReadUnit(
        line=line,
        stock=_cut("stock", stock, line, notes),
        vin=vin.vin,
        year=_year(get("year"), vin.vin, line, notes, this_year),
        condition=condition,
        odometer=_odometer(get("odometer"), line, notes),
        price_cents=_price(("internet_price", "price"), said, line, notes),
        msrp_cents=_price(("msrp",), said, line, notes),
        photo_url=cells.first_url(get("photos")),
        details_url=cells.first_url(get("url")),
        gone=cells.is_gone(get("status")),
        **texts,
    )


def _text(name: str, cell: str, line: int, notes: _Notes) -> str:
    return _cut(name, " ".join(cell.split()), line, notes)


def _cut(name: str, text: str, line: int, notes: _Notes) -> str:
    if len(text) <= LENGTHS[name]:
        return text
    notes.add(line, "inventory.cut", column=name, longest=LENGTHS[name])
    return text[: LENGTHS[name]].rstrip()


def _year(cell: str, vin: str, line: int, notes: _Notes, this_year: int) -> int | None:
    year, understood = cells.year(cell, this_year=this_year)
    if not understood:
        notes.add(line, "inventory.year", written=cell[:30])
    if year is None:
        # What is to be built in years has a mistyped number, not a model year.
        of_vin = year_of(vin)
        return of_vin if of_vin is not None and of_vin <= this_year + YEARS_AHEAD_MAX else None
    if years_disagree(vin, year):
        notes.add(line, "vin.year", year=year, of_vin=year_of(vin) or 0)
    return year


def _odometer(cell: str, line: int, notes: _Notes) -> int | None:
    number, understood = cells.odometer(cell)
    if not understood:
        notes.add(line, "inventory.odometer", written=cell[:30])
    return number


def _price(names: tuple[str, ...], said: Mapping[str, str], line: int, notes: _Notes) -> int | None:
    """The first of these columns that holds a price."""
    for name in names:
        cents, understood = cells.price(said.get(name, ""))
        if not understood:
            notes.add(line, "inventory.price", written=said[name][:30])
        if cents is not None:
            return cents
    return None
