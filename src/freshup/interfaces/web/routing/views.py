"""Whose a lead is: the ordered rules, tried on the store's own recent leads before they hold."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.routing.editor import moves_rules, page_fields, read_rules, typed_rules
from freshup.interfaces.web.rule_forms import canonical
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import (
    StoreAsked,
    fingerprint,
    of_store,
    published_meanwhile,
    settings_page,
    was_previewed,
)
from freshup.operations.rules import PublishedMeanwhile, publish
from freshup.queries import settings as reads
from freshup.queries.qualification import rules_of_version, versions
from freshup.queries.routing import recent_routed, try_routing
from freshup.queries.words import say

TOPIC = "routing"


@of_store
def routing(request: StoreAsked) -> HttpResponse:
    """The rules in force, or (with `version`) an earlier version laid open to be published again."""
    store = request.store
    if request.method != "POST":
        asked = request.GET.get("version", "")
        body = rules_of_version(store.id, TOPIC, int(asked[:9])) if asked.isdecimal() else None
        if asked and body is None:
            raise Http404
        return _page(request, body or store.routing.to_json(), restores=asked, shown=bool(asked))
    body = _typed(request)
    rules, problems = read_rules(body)
    restores = request.POST.get("restores", "")
    if rules is None or problems or moves_rules(request.POST) or not was_previewed(request, canonical(body)):
        return _page(request, body, restores=restores, shown=True)
    based_on = request.POST.get("based_on", "")
    try:
        version = publish(
            request.access,
            store.id,
            rules,
            based_on=int(based_on) if based_on.isdecimal() else -1,
            restores=int(restores) if restores.isdecimal() else None,
            now=request.now,
            ip=address_of(request),
        )
    except PublishedMeanwhile as error:
        messages.error(request, published_meanwhile(error.version))
        return _page(request, body, restores=restores, shown=True)
    words = gettext("Version %(version)s holds for leads from now on.")
    messages.success(request, words % {"version": version})
    return redirected(reverse("routing"))


@require_POST
@of_store
def preview(request: StoreAsked) -> HttpResponse:
    """Who would get the recent leads by the rules as typed."""
    return render(request, "routing/_preview.html", _preview(request, _typed(request)))


def _typed(request: StoreAsked) -> dict[str, Any]:
    restores = request.POST.get("restores", "")
    base = rules_of_version(request.store.id, TOPIC, int(restores[:9])) if restores.isdecimal() else None
    return typed_rules(base or request.store.routing.to_json(), request.POST)


def _page(request: StoreAsked, body: dict[str, Any], *, restores: str, shown: bool) -> HttpResponse:
    store = request.store
    _, problems = read_rules(body)
    teams = [(team.id, team.name) for team in reads.teams(store.id)]
    around = {
        **page_fields(body, problems, store, teams),
        "shown": shown,
        "restores": restores,
        "based_on": store.routing_version,
        "desk": store.desk,
        "versions": versions(store.id, TOPIC),
        "expert": json.dumps(body, indent=2, ensure_ascii=False),
    }
    preview = _preview(request, body) if shown else {}
    return settings_page(request, "routing/rules.html", {**around, **preview})


def _preview(request: StoreAsked, body: dict[str, Any]) -> dict[str, Any]:
    store = request.store
    rules, problems = read_rules(body)
    found: dict[str, Any] = {
        "problems": [(one.path, say(one.reason)) for one in problems],
        "previewed": "",
        "zone": store.zone,
        "shown": True,
    }
    if rules is None or problems:
        return found
    trial = try_routing(store, replace(store, routing=rules), recent_routed(request.access, store))
    return found | {
        "previewed": fingerprint(canonical(body)),
        "unchanged": canonical(body) == canonical(store.routing.to_json()),
        "trial": trial,
    }
