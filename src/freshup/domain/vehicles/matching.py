"""Which unit somebody asked for, and which others are near it: a score with its reasons, the same every time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from freshup.domain.people.search_keys import folded
from freshup.domain.reasons import Reason
from freshup.domain.vehicles.names import Names, make_key, make_of, model_keys, rivals_of, squeezed
from freshup.domain.vehicles.reading import stock_key
from freshup.domain.vehicles.vin import VIN_LENGTH, written_vin

ALTERNATIVES_MAX: Final = 3
SCORE_MIN: Final = 30
YEARS_APART_MAX: Final = 4
# Points of a hundred. The model alone carries an alternative; year and condition order the rest.
MODEL, RIVAL, TRIM, BODY = 45, 25, 12, 8
YEAR_SAME, YEAR_STEP = 20, 5
CONDITION, PRICE = 10, 10
USED: Final = frozenset({"used", "certified"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked for, as they or their provider wrote it. Empty means: nothing was said."""

    year: int | None = None
    make: str = ""
    model: str = ""
    trim: str = ""
    vin: str = ""
    stock: str = ""
    condition: str = ""
    body: str = ""
    price_cents: int | None = None

    @property
    def says_anything(self) -> bool:
        return bool(self.model or self.vin or self.stock)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a store's inventory, as matching and the pages see it."""

    id: int
    rooftop_id: int
    stock: str
    vin: str = ""
    year: int | None = None
    make: str = ""
    model: str = ""
    trim: str = ""
    body: str = ""
    condition: str = ""
    odometer: int | None = None
    price_cents: int | None = None
    make_key: str = ""
    model_key: str = ""
    in_stock: bool = True

    @property
    def line(self) -> str:
        """Year, make, model and trim in one line."""
        return " ".join(part for part in (str(self.year or ""), self.make, self.model, self.trim) if part)


@dataclass(frozen=True, slots=True)
class Scored:
    """An alternative: its points of a hundred, and what they are for."""

    unit: Unit
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The very unit that was asked for, in stock or not, and the nearest ones that are in stock.

    `reasons` say how the exact unit was found, and that it is gone where it is.
    """

    exact: Unit | None = None
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Scored, ...] = ()


NOTHING: Final = Matches()


def named_keys(wanted: Wanted) -> tuple[str, tuple[str, ...], tuple[Names, ...]]:
    """Make and models that were asked for as keys, and the makes and models of the same kind of car."""
    models = model_keys(wanted.make, wanted.model)
    make = make_key(wanted.make) or make_of(models)
    return make, models, rivals_of(make, models)


def completed(wanted: Wanted, exact: Unit) -> Wanted:
    """Whoever names a stock number means all that the unit is: its alternatives are near the unit."""
    return Wanted(
        year=exact.year or wanted.year,
        make=exact.make or wanted.make,
        model=exact.model or wanted.model,
        trim=exact.trim or wanted.trim,
        vin=wanted.vin,
        stock=wanted.stock,
        condition=exact.condition or wanted.condition,
        body=exact.body or wanted.body,
        price_cents=exact.price_cents or wanted.price_cents,
    )


def match(wanted: Wanted, units: Iterable[Unit]) -> Matches:
    """The unit that was named by VIN or stock number, and at most ALTERNATIVES_MAX others in stock, the nearest first.

    `units` are of one store, gone ones among them; the same ones give the same answer in whatever order they come.
    """
    among = list(units)
    exact, reasons = _exact(wanted, among)
    if exact is not None:
        wanted = completed(wanted, exact)
    scored = [one for unit in among if unit.in_stock and unit != exact and (one := _scored(wanted, unit))]
    scored.sort(key=lambda one: (-one.score, -(one.unit.year or 0), one.unit.price_cents or 0, one.unit.id))
    return Matches(exact, reasons, tuple(scored[:ALTERNATIVES_MAX]))


def _exact(wanted: Wanted, among: list[Unit]) -> tuple[Unit | None, tuple[Reason, ...]]:
    vin, stock = written_vin(wanted.vin), stock_key(wanted.stock)
    found: list[tuple[Unit, Reason]] = []
    if len(vin) == VIN_LENGTH:
        found += [(unit, Reason("match.vin")) for unit in among if unit.vin == vin]
    if stock:
        found += [
            (unit, Reason("match.stock", {"stock": unit.stock})) for unit in among if unit.stock == stock
        ]
    if not found:
        return None, ()
    # A car that came back under another stock number: the one that stands there now.
    unit, reason = next((one for one in found if one[0].in_stock), found[0])
    return unit, (reason,) if unit.in_stock else (reason, Reason("match.gone"))


def _scored(wanted: Wanted, unit: Unit) -> Scored | None:
    reasons: list[Reason] = []
    score = _by_model(wanted, unit, reasons)
    if not score:
        return None
    score += _by_year(wanted, unit, reasons)
    if _same_trim(wanted, unit):
        score += TRIM
        reasons.append(Reason("match.trim", {"trim": unit.trim}))
    if wanted.body and squeezed(wanted.body) == squeezed(unit.body):
        score += BODY
        reasons.append(Reason("match.body", {"body": unit.body}))
    score += _by_condition(wanted, unit, reasons)
    score += _by_price(wanted, unit, reasons)
    return Scored(unit, min(100, score), tuple(reasons)) if score >= SCORE_MIN else None


def _by_model(wanted: Wanted, unit: Unit, reasons: list[Reason]) -> int:
    make, models, rivals = named_keys(wanted)
    if make in ("", unit.make_key) and unit.model_key in models:
        reasons.append(Reason("match.model", {"model": unit.model}))
        # "Civic EX" found by "civic" is as sure as "Civic"; the words over are the trim.
        return MODEL
    if (unit.make_key, unit.model_key) in rivals:
        reasons.append(Reason("match.rival", {"model": f"{unit.make} {unit.model}"}))
        return RIVAL
    return 0


def _by_year(wanted: Wanted, unit: Unit, reasons: list[Reason]) -> int:
    if wanted.year is None or unit.year is None:
        return 0
    apart = abs(wanted.year - unit.year)
    if apart == 0:
        reasons.append(Reason("match.year", {"year": unit.year}))
        return YEAR_SAME
    if apart <= YEARS_APART_MAX:
        code = "match.year_newer" if unit.year > wanted.year else "match.year_older"
        reasons.append(Reason(f"{code}_one") if apart == 1 else Reason(code, {"years": apart}))
        return max(0, YEAR_SAME - YEAR_STEP * apart)
    return -YEAR_STEP * 2


def _same_trim(wanted: Wanted, unit: Unit) -> bool:
    trim = squeezed(unit.trim)
    if not trim:
        return False
    if trim == squeezed(wanted.trim):
        return True
    # The trim may stand among the words of the model: "Civic EX Sedan".
    return set(folded(unit.trim).split()) <= set(folded(f"{wanted.model} {wanted.trim}").split())


def _by_condition(wanted: Wanted, unit: Unit, reasons: list[Reason]) -> int:
    if not wanted.condition or not unit.condition:
        return 0
    if wanted.condition == unit.condition or {wanted.condition, unit.condition} <= USED:
        reasons.append(Reason(f"match.{unit.condition}"))
        return CONDITION
    return -CONDITION


def _by_price(wanted: Wanted, unit: Unit, reasons: list[Reason]) -> int:
    """Up to ten points within a tenth of the price, none from a quarter on; what is dearer still goes down."""
    if not wanted.price_cents or not unit.price_cents:
        return 0
    percent = abs(unit.price_cents - wanted.price_cents) * 100 // wanted.price_cents
    if percent > 25:
        return -PRICE // 2
    reasons.append(Reason("match.price", {"percent": percent}) if percent else Reason("match.price_same"))
    return PRICE if percent <= 10 else PRICE // 2
