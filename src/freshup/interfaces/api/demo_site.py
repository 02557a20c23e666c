"""`/demo-site/<form key>/`: a dealer's website of the demo's own, with chat, form and web tag on it as on any site.

There is none unless the demo runs (FRESHUP_DEMO=1). It knows of the store what anybody may know: its name, its number
and what stands on its lot.
"""

from datetime import UTC, datetime
from typing import Final

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from freshup.operations.intake.receive import FoundKey, find_keys
from freshup.queries import access
from freshup.queries.stores import settings_of
from freshup.queries.vehicles.listing import UnitFilters, units
from freshup.queries.vehicles.rows import UnitRow

SHOWN_MAX: Final = 12


@require_GET
def demo_site(request: HttpRequest, key: str) -> HttpResponse:
    """The lot."""
    found, rows = _found(key)
    return _page("demo_site/lot.html", key, found, {"rows": [(one, _price(one)) for one in rows[:SHOWN_MAX]]})


@require_GET
def demo_site_unit(request: HttpRequest, key: str, stock: str) -> HttpResponse:
    """One vehicle, as the web tag and the chat see it on a dealer's page."""
    found, rows = _found(key)
    row = next((one for one in rows if one.unit.stock == stock), None)
    if row is None:
        raise Http404
    return _page("demo_site/unit.html", key, found, {"row": row, "price": _price(row)})


def _price(row: UnitRow) -> str:
    cents = row.unit.price_cents
    return f"${cents // 100:,}" if cents else _("Ask us")


def _found(key: str) -> tuple[FoundKey, tuple[UnitRow, ...]]:
    if not settings.FRESHUP_DEMO:
        raise Http404
    found = find_keys([key]).get(key)
    if found is None or found.kind != "form" or found.refusal(datetime.now(UTC), None):
        raise Http404
    scope = access.of_stores([found.rooftop_id], [found.group_id])
    access.enter(scope)
    return found, units(scope, UnitFilters((found.rooftop_id,))).rows


def _page(template: str, key: str, found: FoundKey, shown: dict[str, object]) -> HttpResponse:
    """Without the request: a signed-in visitor's context has no business on a public page."""
    store = settings_of([found.rooftop_id])[found.rooftop_id]
    words = {"key": key, "store": store, **shown}
    response = HttpResponse(render_to_string(template, words))
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    # The form stands in a frame.
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response
