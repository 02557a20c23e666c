"""The overview of a store's set-up, and the store itself."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from freshup.domain.response import ResponseTargets
from freshup.domain.stores import Calendar, zone_named
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.forms import StoreForm, zones
from freshup.interfaces.web.stores.one import (
    StoreAsked,
    fingerprint,
    of_store,
    settings_page,
    was_previewed,
)
from freshup.interfaces.web.stores.words import MISSING
from freshup.operations.stores import DETAILS, change_store
from freshup.queries import settings as reads
from freshup.queries.qualification import recent_opportunities, try_radius
from freshup.queries.stores import StoreSettings


@of_store
def overview(request: StoreAsked) -> HttpResponse:
    """What is set up, and what is still missing."""
    found = reads.overview(request.store, now=request.now)
    missing = [
        {"words": str(MISSING[one.code]) % one.params, "url": _url(one.page), "grave": one.grave}
        for one in found.missing
    ]
    return settings_page(request, "stores/overview.html", {"found": found, "missing": missing})


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@of_store
def store(request: StoreAsked) -> HttpResponse:
    """The store's details; a change is shown with what it does before it is saved."""
    details = reads.details_of(request.access, request.store.id)
    if request.method != "POST":
        return _store_page(request, StoreForm(initial=details))
    form = StoreForm(request.POST)
    if not form.is_valid():
        return _store_page(request, form)
    typed = {name: form.cleaned_data[name] for name in DETAILS}
    if was_previewed(request, typed):
        change_store(request.access, request.store.id, typed, now=request.now, ip=address_of(request))
        messages.success(request, gettext("The store is saved."))
        return redirected(reverse("settings_store"))
    changed = [name for name in DETAILS if typed[name] != details[name]]
    preview = {
        "rows": [_row(form, name, details[name], typed[name]) for name in changed],
        "due": _due_times(request.store, typed) if _moves_clocks(changed) else None,
        "scores": _scores(request, typed) if "local_radius_miles" in changed else None,
    }
    return _store_page(request, form, preview=preview, previewed=fingerprint(typed))


def _store_page(request: StoreAsked, form: StoreForm, **shown: Any) -> HttpResponse:
    return settings_page(request, "stores/store.html", {"form": form, "zones": zones(), **shown})


def _row(form: StoreForm, name: str, before: Any, after: Any) -> dict[str, Any]:
    words = {True: gettext("Yes"), False: gettext("No"), None: "–", "": "–"}
    field = form.fields[name]
    return {
        "label": field.label,
        "before": words.get(before, before),
        "after": words.get(after, after),
    }


def _moves_clocks(changed: list[str]) -> bool:
    return bool(
        {"timezone", "country", "region", "response_minutes", "after_hours_minutes", "third_party_minutes"}
        & set(changed)
    )


def _due_times(store: StoreSettings, typed: dict[str, Any]) -> reads.DueComparison:
    zone = zone_named(typed["timezone"])

    def moved(calendar: Calendar) -> Calendar:
        return Calendar(
            zone,
            calendar.weekly,
            calendar.special_days,
            calendar.observed,
            typed["country"],
            typed["region"],
        )

    after = replace(
        store,
        zone=zone,
        calendar=moved(store.calendar),
        team_calendars={team: moved(calendar) for team, calendar in store.team_calendars.items()},
        targets=ResponseTargets(
            typed["response_minutes"], typed["after_hours_minutes"], typed["third_party_minutes"]
        ),
    )
    return reads.compare_due_times(store, after, reads.recent_leads(store.id))


def _scores(request: StoreAsked, typed: dict[str, Any]) -> str:
    store = request.store
    recent = recent_opportunities(request.access, store.id, radius_miles=store.local_radius_miles)
    moved = try_radius(store.qualification, recent, typed["local_radius_miles"])
    words = gettext("With the new radius %(count)s of the last %(all)s leads would have another score.")
    return words % {"count": moved, "all": len(recent)}
