"""The vehicle somebody asked for as it stands on the lot now, and what else is close to it."""

from collections.abc import Iterable
from typing import Any, Final

from django.urls import NoReverseMatch, reverse

from freshup.domain.vehicles import Unit, Wanted
from freshup.queries.vehicles import units_like
from freshup.queries.words import say

ASKED_ABOUT_MAX: Final = 3


def offers(rooftop_id: int, interests: Iterable[Any]) -> list[dict[str, Any]]:
    """The latest vehicles wanted, each with its unit and alternatives; two statements at most, whatever they are."""
    wanted = list(
        dict.fromkeys(
            Wanted(
                year=one.year,
                make=one.make,
                model=one.model,
                trim=one.trim,
                vin=one.vin,
                stock=one.stock,
                condition=one.condition,
            )
            for one in interests
            if one.role == "wanted"
        )
    )[:ASKED_ABOUT_MAX]
    matches = units_like([(rooftop_id, one) for one in wanted]) if wanted else []
    return [
        {
            "asked": _line(one),
            "unit": _unit(found.exact),
            "reasons": [say(reason) for reason in found.reasons],
            "availability": _availability(found.exact, one),
            "alternatives": [
                _unit(near.unit) | {"reasons": [say(reason) for reason in near.reasons]}
                for near in found.alternatives
                if near.unit
            ],
        }
        for one, found in zip(wanted, matches, strict=True)
    ]


def _availability(unit: Unit | None, wanted: Wanted) -> str:
    """in, gone, near (a kind of vehicle was named, no unit) or unknown (no unit has the number that was named)."""
    if unit is not None:
        return "in" if unit.in_stock else "gone"
    return "unknown" if wanted.vin or wanted.stock else "near"


def _line(one: Wanted) -> str:
    return (
        " ".join(part for part in (str(one.year or ""), one.make, one.model, one.trim) if part) or one.stock
    )


def _unit(unit: Unit | None) -> dict[str, Any]:
    if unit is None:
        return {}
    return {
        "url": _url(unit.id),
        "line": unit.line,
        "stock": unit.stock,
        "price_cents": unit.price_cents,
        "odometer": unit.odometer,
        "condition": unit.condition,
        "in_stock": unit.in_stock,
    }


def _url(unit_id: int) -> str:
    try:
        return reverse("unit", args=[unit_id])
    except NoReverseMatch:
        return ""
