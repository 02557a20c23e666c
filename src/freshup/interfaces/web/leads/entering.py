"""A new lead by hand: typed in seconds, stored at once, understood by the worker like everything else."""

import json
import uuid
from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from freshup.bootstrap.intake import storage
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.leads import words
from freshup.interfaces.web.leads.forms import WALK_IN, NewLeadForm
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.intake.receive import Delivery, receive_by_hand
from freshup.queries.leads.arriving import Arrival, arrival, callers
from freshup.queries.stores import StoreSettings, settings_of

PATIENCE: Final = timedelta(seconds=10)


@require_http_methods(["GET", "POST"])
@signed_in
def new_lead(request: Asked) -> HttpResponse:
    """The form. What was typed is stored raw and answered with where to watch it become a lead."""
    stores = settings_of(request.stores)
    form = _form(request, stores)
    if request.method == "POST" and form.is_valid():
        store = stores[form.cleaned_data["store"]]
        receipt = receive_by_hand(
            _delivery(request, form.cleaned_data, store),
            group_id=store.group_id,
            rooftop_id=store.id,
            user_id=cast(int, request.user.pk),
            storage=storage(),
        )
        return redirected(reverse("arriving", args=[receipt]))
    return render(request, "leads/new.html", {"form": form, "one_store": len(stores) == 1})


@require_GET
@signed_in
def known_callers(request: Asked) -> HttpResponse:
    """Who has exactly this number or address, while it is being typed."""
    store = request.GET.get("store", "")
    if not (store.isascii() and store.isdigit()) or int(store) not in request.stores:
        return HttpResponse()
    found = callers(
        int(store), phone=request.GET.get("phone", "")[:40], email=request.GET.get("email", "")[:254]
    )
    return HttpResponse(render_to_string("leads/_callers.html", {"callers": found, "now": request.now}))


@require_GET
@signed_in
def arriving(request: Asked, receipt: UUID) -> HttpResponse:
    """Wait for the worker, a moment at a time, and go on to the lead it made."""
    found = arrival(request.access, receipt)
    if found is None:
        raise Http404
    if found.opportunity_id is not None:
        url = reverse("lead", args=[found.opportunity_id])
        return HttpResponseClientRedirect(url) if request.htmx else redirected(url)
    return render(request, "leads/arriving.html", _waiting(request, found))


def _form(request: Asked, stores: dict[int, StoreSettings]) -> NewLeadForm:
    names = {source.name for store in stores.values() for source in store.sources.values()}
    return NewLeadForm(
        request.POST if request.method == "POST" else None,
        initial={"phone": request.GET.get("phone", "")[:40]},
        sources=[(name, name) for name in sorted(names)],
        stores=sorted(((store.id, store.name) for store in stores.values()), key=lambda one: one[1]),
    )


def _delivery(request: Asked, typed: dict[str, Any], store: StoreSettings) -> Delivery:
    """The form in our natural shape of a lead, so that it takes the same way in as every other."""
    vehicle = {"description": typed["vehicle"], "stock": typed["stock"]}
    said = {
        "provider": typed["source"] or _source_of(typed["channel"], store),
        "first": typed["first"],
        "last": typed["last"],
        "phone": typed["phone"],
        "email": typed["email"],
        "vehicle": {name: value for name, value in vehicle.items() if value},
        "timeframe": typed["timeframe"],
        "comments": typed["note"],
    }
    return Delivery(
        key="",
        receipt=uuid.uuid4(),
        channel=typed["channel"],
        received_at=request.now,
        body=json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False).encode(),
        content_type="application/json",
        remote_address=address_of(request),
    )


def _source_of(channel: str, store: StoreSettings) -> str:
    """The store's own name for callers or visitors, whatever it is."""
    for source in store.sources.values():
        if source.kind == channel:
            return source.name
    return "Walk-in" if channel == WALK_IN else "Phone"


def _waiting(request: Asked, found: Arrival) -> dict[str, Any]:
    return {
        "arrival": found,
        "state_words": words.ARRIVAL_STATES.get(found.state, found.state),
        "patient": found.state == "waiting" and request.now - found.received_at < PATIENCE,
        "managing": request.access.manages(found.rooftop_id),
    }
