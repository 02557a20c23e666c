"""What the blanks of a template are filled with for one customer, at this moment (MSG-2, MSG-7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from freshup.domain.conversations.templates import Template, fields_of

# Who writes when nobody owns the lead yet.
TEAM: Final[Mapping[str, str]] = {"en": "our sales team", "es": "nuestro equipo de ventas"}
AVAILABLE: Final[Mapping[str, str]] = {"en": "available", "es": "disponible"}
# What speaks of the one vehicle that was asked for.
OF_THE_UNIT: Final = frozenset({"vehicle", "price", "stock", "mileage", "availability"})


@dataclass(frozen=True, slots=True)
class Offer:
    """A vehicle of the store: its line, what it costs in whole cents, and whether it is here."""

    line: str
    price_cents: int | None = None
    stock: str = ""
    odometer: int | None = None
    in_stock: bool = True


@dataclass(frozen=True, slots=True)
class Telling:
    """Everything a text to one customer may say. `exact` is the very unit asked for, if the store has or had it."""

    language: str
    first_name: str = ""
    last_name: str = ""
    wanted: str = ""
    exact: Offer | None = None
    alternative: Offer | None = None
    store: str = ""
    store_phone: str = ""
    store_address: str = ""
    website: str = ""
    agent_name: str = ""
    opens: str = ""
    appointment: str = ""
    trade: str = ""


def values_of(told: Telling) -> dict[str, str]:
    """The blanks by name; what is not known is empty. Price and stock are those of a unit that is here."""
    exact, near = told.exact, told.alternative
    here = exact if exact is not None and exact.in_stock else None
    agent = told.agent_name or TEAM.get(told.language, TEAM["en"])
    return {
        "first_name": told.first_name,
        "last_name": told.last_name,
        "vehicle": exact.line if exact and exact.line else told.wanted,
        "price": money(here.price_cents) if here else "",
        "stock": here.stock if here else "",
        "mileage": f"{here.odometer:,}" if here and here.odometer else "",
        "availability": AVAILABLE.get(told.language, AVAILABLE["en"]) if here else "",
        "alternative": near.line if near else "",
        "alternative_price": money(near.price_cents) if near else "",
        "store": told.store,
        "store_phone": national(told.store_phone),
        "store_address": told.store_address,
        "website": told.website.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "agent_name": agent,
        "agent_first_name": agent.partition(" ")[0] if told.agent_name else agent,
        "opens": told.opens,
        "appointment": told.appointment,
        "trade": told.trade,
    }


def speaks_of_gone_unit(template: Template, told: Telling) -> bool:
    """Whether the text would offer a vehicle that is gone, with nothing in its place: a person must look (MSG-7)."""
    if told.exact is None or told.exact.in_stock:
        return False
    names = _fields(template)
    return bool(names & OF_THE_UNIT) and not ("alternative" in names and told.alternative is not None)


@lru_cache(maxsize=4_000)
def _fields(template: Template) -> frozenset[str]:
    return frozenset(fields_of(template))


def money(cents: int | None) -> str:
    """Whole dollars, as prices are advertised."""
    return f"${cents // 100:,}" if cents else ""


def national(e164: str) -> str:
    """(239) 555-0100 for a North American number, else as it is."""
    if len(e164) == 12 and e164.startswith("+1"):
        return f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}"
    return e164
