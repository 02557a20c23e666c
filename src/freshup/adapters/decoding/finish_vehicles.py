"""Vehicle drafts → vehicles wanted and vehicles offered, by interest and never by position (Q20)."""

from __future__ import annotations

from freshup.adapters.decoding.draft import Draft
from freshup.adapters.decoding.fields import DESCRIPTION
from freshup.domain.intake.amounts import odometer_unit, read_cents, read_odometer, read_years, year_in
from freshup.domain.intake.prospect import Vehicle
from freshup.domain.intake.vehicles import (
    GIVEN_BY_CUSTOMER,
    clean_vin,
    read_description,
    read_interest,
    read_status,
)

Sorted = tuple[tuple[Vehicle, ...], tuple[Vehicle, ...], frozenset[str]]


def finish_vehicles(draft: Draft, this_year: int) -> Sorted:
    """Wanted and offered vehicles, and all interests that were expressed."""
    wanted: list[Vehicle] = []
    offered: list[Vehicle] = []
    interests: set[str] = set()
    for written in draft.vehicles:
        vehicle = _vehicle(draft, written, this_year)
        if vehicle.interest is not None and not _blank_trade(vehicle):
            interests.add(vehicle.interest)
        if vehicle.interest in GIVEN_BY_CUSTOMER:
            if not _blank_trade(vehicle) and vehicle not in offered:
                offered.append(vehicle)
        elif _says_something(vehicle) and vehicle not in wanted:
            wanted.append(vehicle)
    return tuple(wanted), tuple(offered), frozenset(interests)


def _says_something(vehicle: Vehicle) -> bool:
    return bool(
        vehicle.year or vehicle.make or vehicle.model or vehicle.trim or vehicle.vin or vehicle.stock
    ) or bool(vehicle.body or vehicle.color or vehicle.price_cents)


def _blank_trade(vehicle: Vehicle) -> bool:
    """Templates send an empty trade-in with every lead; an offer to sell counts even when nothing is filled in."""
    return vehicle.interest == "trade-in" and not (
        _says_something(vehicle) or vehicle.odometer or vehicle.comments
    )


def _vehicle(draft: Draft, written: dict[str, str], this_year: int) -> Vehicle:
    description = written.pop(DESCRIPTION, None)
    if description is not None:
        for name, value in read_description(description, this_year=this_year).items():
            written.setdefault(name, value)
    interest = _interest(draft, written.get("interest"))
    status, certified = _status(draft, written.get("status"))
    year, year_to, make, model = _identity(draft, written, this_year)
    mileage = written.get("odometer")
    price = written.get("price")
    return Vehicle(
        interest,
        status,
        certified,
        year,
        year_to,
        make,
        model,
        written.get("trim"),
        _vin(draft, written.get("vin")),
        written.get("stock"),
        _odometer(draft, mileage) if mileage is not None else None,
        _unit(written) if mileage is not None else None,
        written.get("color"),
        written.get("body"),
        read_cents(price) if price is not None else None,
        written.get("comments"),
    )


def _interest(draft: Draft, written: str | None) -> str | None:
    if not written or not written.strip():
        return None
    interest, known = read_interest(written)
    if not known:
        draft.notes.add(f"Interest “{written[:30]}” is none of the standard's.")
    elif interest != written:
        draft.notes.add(f"Interest “{written[:30]}” read as {interest}.")
    if interest == "buy" and written.strip().lower().startswith("financ") and draft.wants_finance is None:
        draft.wants_finance = True
    return interest


def _status(draft: Draft, written: str | None) -> tuple[str | None, bool]:
    text = draft.said(written, "vehicle status")
    if text is None:
        return None, False
    status, certified, known = read_status(text)
    if not known:
        draft.notes.add(f"Vehicle status “{text[:30]}” is none of the standard's.")
    elif status != text:
        draft.notes.add(f"Vehicle status “{text[:30]}” read as {status}.")
    return status[:30], certified


def _identity(
    draft: Draft, written: dict[str, str], this_year: int
) -> tuple[int | None, int | None, str | None, str | None]:
    make, model, said = written.get("make"), written.get("model"), written.get("year")
    year, year_to = read_years(said, this_year=this_year) if said is not None else (None, None)
    if said is not None and year is None:
        draft.notes.add(f"“{said[:30]}” is no model year.")
    elif said is not None and (year_to is not None or len(said) != 4):
        draft.notes.add(f"Model year “{said[:30]}” read as {year}{f' to {year_to}' if year_to else ''}.")
    if model is not None and (year is None or str(year) in model):
        found, rest = year_in(model, this_year=this_year)
        if found is not None and year in (None, found):
            year, model = found, rest
            draft.notes.add("The model year taken out of the model.")
    if make is not None and year is None:
        found, rest = year_in(make, this_year=this_year)
        if found is not None:
            year, make = found, rest
            draft.notes.add("The model year taken out of the make.")
    if written.get("year_to") and year_to is None:
        year_to = read_years(written["year_to"], this_year=this_year)[0]
    return year, year_to, make, model


def _vin(draft: Draft, written: str | None) -> str | None:
    if written is None:
        return None
    vin = clean_vin(written)
    if vin is None:
        draft.keep("vehicle/vin as written", written)
        draft.notes.add(f"“{written[:30]}” is no VIN.")
    return vin


def _odometer(draft: Draft, written: str) -> int | None:
    reading = read_odometer(written)
    if reading is None and written.strip("0., "):
        draft.notes.add(f"“{written[:30]}” is no odometer reading.")
    elif reading is not None and not written.isdigit():
        draft.notes.add(f"Odometer “{written[:30]}” read as {reading}.")
    return reading


def _unit(written: dict[str, str]) -> str | None:
    unit = written.get("odometer_unit")
    if unit:
        return odometer_unit(unit)
    mileage = written["odometer"].lower()
    return "km" if "km" in mileage or "kilo" in mileage else "mi" if "mi" in mileage else None
