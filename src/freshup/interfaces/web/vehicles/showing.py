"""Units as the rows of a table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from freshup.domain.vehicles import Unit
from freshup.interfaces.web.vehicles import words
from freshup.queries.vehicles import UnitRow
from freshup.queries.words import say


def unit_name(unit: Unit) -> str:
    return unit.line or _("Unit %(stock)s") % {"stock": unit.stock}


def condition_words(unit: Unit) -> str:
    return str(words.CONDITIONS.get(unit.condition, ""))


def listed(row: UnitRow, now: datetime, store_names: Mapping[int, str]) -> dict[str, Any]:
    """A row for `vehicles/_unit_row.html`."""
    change = row.change_cents
    return {
        "row": row,
        "unit": row.unit,
        "url": reverse("unit", args=[row.unit.id]),
        "name": unit_name(row.unit),
        "condition": condition_words(row.unit),
        "store": store_names.get(row.unit.rooftop_id, ""),
        "days": days_in_stock(row, now),
        "dropped": change is not None and change < 0,
        "moved_cents": abs(change) if change else None,
    }


def days_in_stock(row: UnitRow, now: datetime) -> int:
    """Whole days since the unit first stood in a file, until it went."""
    return max(0, ((row.gone_at or now) - row.first_seen_at).days)


def reasons(given: Any) -> list[str]:
    return [say(reason) for reason in given]
