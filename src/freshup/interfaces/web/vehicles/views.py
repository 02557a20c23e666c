"""What stands on the lot: the list as one types, and one unit with its prices and who wants it."""

from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from freshup.domain.vehicles import Wanted
from freshup.interfaces.web.leads.showing import listed as listed_lead
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.interfaces.web.vehicles import words
from freshup.interfaces.web.vehicles.showing import condition_words, days_in_stock, listed, reasons, unit_name
from freshup.queries.stores import settings_of
from freshup.queries.vehicles import UnitFilters, unit_story, units, units_like, who_wants

TYPED_LENGTH_MAX: Final = 120
GONE: Final = "gone"


@require_GET
@signed_in
def inventory(request: Asked) -> HttpResponse:
    """What is in stock, the newest first, or what the typed words find."""
    chosen = _chosen(request)
    names = {id: one.name for id, one in settings_of(request.stores).items()}
    store = chosen["store"]
    stores = (int(store),) if store else request.stores
    filters = UnitFilters(stores, chosen["condition"], chosen["q"], gone=chosen["stock"] == GONE)
    page = units(request.access, filters, request.GET.get("at", ""))
    several = len(names) > 1
    return render(
        request,
        "vehicles/inventory.html",
        {
            "rows": [listed(row, request.now, names if several else {}) for row in page.rows],
            "newer_url": _url(chosen, page.newer),
            "older_url": _url(chosen, page.older),
            "looked": page.stopped,
            "searching": bool(filters.words),
            "filtered": any(chosen.values()),
            "conditions": list(words.CONDITIONS.items()),
            "stores_offered": sorted(((str(id), name) for id, name in names.items()), key=lambda one: one[1])
            if several
            else [],
            "may_import": any(map(request.access.manages, request.stores)),
            # `store` and `stores` are what the frame of every page shows.
            **{(f"{name}_chosen" if name == "store" else name): value for name, value in chosen.items()},
        },
    )


def _chosen(request: Asked) -> dict[str, str]:
    chosen = {
        name: request.GET.get(name, "").strip()[:TYPED_LENGTH_MAX].replace("\0", "")
        for name in ("q", "condition", "stock", "at_store")
    }
    store = chosen.pop("at_store")
    own = store.isascii() and store.isdigit() and len(store) < 18 and int(store) in request.stores
    chosen["store"] = store if own else ""
    chosen["condition"] = chosen["condition"] if chosen["condition"] in words.CONDITIONS else ""
    chosen["stock"] = GONE if chosen["stock"] == GONE else ""
    return chosen


def _url(chosen: dict[str, str], cursor: str | None) -> str:
    if cursor is None:
        return ""
    kept = {("at_store" if name == "store" else name): value for name, value in chosen.items() if value}
    kept |= {"at": cursor} if cursor else {}
    return f"{reverse('inventory')}?{urlencode(kept)}" if kept else reverse("inventory")


@require_GET
@signed_in
def unit(request: Asked, unit_id: int) -> HttpResponse:
    """One unit: facts, prices over time, who asks for it, and what is near it."""
    story = unit_story(request.access, unit_id)
    if story is None:
        raise Http404
    row, one = story.row, story.row.unit
    store = settings_of([one.rooftop_id])[one.rooftop_id]
    near = units_like([(one.rooftop_id, Wanted(stock=one.stock))])[0].alternatives
    return render(
        request,
        "vehicles/unit.html",
        {
            "row": row,
            "unit": one,
            "name": unit_name(one),
            "condition": condition_words(one),
            "days": days_in_stock(row, request.now),
            "zone": store.zone,
            "store_name": store.name,
            "prices": [
                {
                    "at": price.at,
                    "cents": price.price_cents,
                    "moved": abs(price.change_cents) if price.change_cents else None,
                    "dropped": bool(price.change_cents and price.change_cents < 0),
                }
                for price in story.prices
            ],
            "wanted_by": [
                {
                    "row": listed_lead(wanted.lead, request.now, {}),
                    "exactly": wanted.exactly,
                    "reasons": reasons(wanted.reasons),
                }
                for wanted in who_wants(request.access, one)
            ],
            "alternatives": [
                {
                    "unit": scored.unit,
                    "url": reverse("unit", args=[scored.unit.id]),
                    "name": unit_name(scored.unit),
                    "condition": condition_words(scored.unit),
                    "score": scored.score,
                    "reasons": reasons(scored.reasons),
                }
                for scored in near
            ],
        },
    )
