"""What can be said to a customer now: their words, their vehicle, its price and whether it is here (MSG-7)."""

from collections.abc import Sequence
from datetime import datetime

from freshup.domain.conversations.values import Offer, Telling
from freshup.domain.vehicles import Matches, Unit, Wanted
from freshup.queries.cases import Known
from freshup.queries.stores import StoreSettings
from freshup.queries.vehicles import units_like


def tellings(asked: Sequence[tuple[Known, StoreSettings]], *, now: datetime) -> dict[int, Telling]:
    """By opportunity; a constant number of statements for any number of them."""
    matches = units_like([(known.rooftop_id, wanted(known)) for known, _ in asked])
    return {
        known.id: telling(known, store, found) for (known, store), found in zip(asked, matches, strict=True)
    }


def wanted(known: Known) -> Wanted:
    year, make, model, trim, vin, stock, condition = known.vehicle
    return Wanted(year, make or "", model or "", trim or "", vin or "", stock or "", condition or "")


def telling(known: Known, store: StoreSettings, found: Matches, *, agent: str = "") -> Telling:
    near = found.alternatives[0].unit if found.alternatives else None
    return Telling(
        language=known.language or store.language,
        first_name=known.first_name,
        last_name=known.last_name,
        wanted=known.wanted,
        exact=offer(found.exact) if found.exact else None,
        alternative=offer(near) if near else None,
        store=store.name,
        store_phone=store.phone_e164,
        store_address=store.address,
        website=store.website,
        agent_name=agent or store.user_names.get(known.owner_id or 0, ""),
        trade=known.trade,
    )


def offer(unit: Unit) -> Offer:
    return Offer(unit.line, unit.price_cents, unit.stock, unit.odometer, unit.in_stock)
