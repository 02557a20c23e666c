"""A unit as lists and pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.domain.vehicles import Unit

# What matching needs of a unit, in the order of `unit_of`.
COLUMNS: Final = (
    "id, rooftop_id, stock, vin, year, make, model, trim, body, condition, odometer, price_cents, make_key,"
    " model_key, gone_at IS NULL AS in_stock"
)
MORE_COLUMNS: Final = (
    "first_seen_at, price_changed_at, gone_at, exterior, interior, msrp_cents, photo_url, details_url"
)
_COUNT: Final = 15


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit with when it came, when it went, and what it was offered at before its present price."""

    unit: Unit
    first_seen_at: datetime
    price_changed_at: datetime | None
    gone_at: datetime | None
    exterior: str
    interior: str
    msrp_cents: int | None
    photo_url: str
    details_url: str
    previous_cents: int | None = None

    @property
    def change_cents(self) -> int | None:
        """By how much the price last moved; None where it never did."""
        if self.previous_cents is None or self.unit.price_cents is None:
            return None
        return self.unit.price_cents - self.previous_cents


def unit_of(row: Sequence[Any]) -> Unit:
    """A row of COLUMNS."""
    return Unit(*row[:_COUNT])


def unit_row(row: Sequence[Any]) -> UnitRow:
    """A row of COLUMNS and MORE_COLUMNS, with the price before where it was joined."""
    return UnitRow(unit_of(row), *row[_COUNT:])
