"""What a lead is worth: the rules in figures, tried on the store's own recent leads before they hold."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from freshup.domain.qualification import GRADES, TIERS
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.qualification import words
from freshup.interfaces.web.qualification.editor import page_fields, read_rules, typed_rules
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
from freshup.queries.qualification import recent_opportunities, rules_of_version, try_rules, versions
from freshup.queries.words import say

TOPIC = "qualification"


@of_store
def points(request: StoreAsked) -> HttpResponse:
    """The rules in force, or (with `version`) an earlier version laid open to be published again."""
    store = request.store
    if request.method != "POST":
        asked = request.GET.get("version", "")
        body = rules_of_version(store.id, TOPIC, int(asked[:9])) if asked.isdecimal() else None
        if asked and body is None:
            raise Http404
        return _page(request, body or store.qualification.to_json(), restores=asked, shown=bool(asked))
    body = _typed(request)
    rules, problems = read_rules(body)
    changes_rows = "add" in request.POST or "remove" in request.POST
    if rules is None or problems or changes_rows or not was_previewed(request, canonical(body)):
        return _page(request, body, restores=request.POST.get("restores", ""), shown=True)
    based_on = request.POST.get("based_on", "")
    restores = request.POST.get("restores", "")
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
    messages.success(
        request, gettext("Version %(version)s holds for leads from now on.") % {"version": version}
    )
    return redirected(reverse("points"))


@require_POST
@of_store
def preview(request: StoreAsked) -> HttpResponse:
    """What the rules as typed would do; drawn anew while somebody types."""
    body = _typed(request)
    return render(request, "qualification/_preview.html", _preview(request, body))


def _typed(request: StoreAsked) -> dict[str, Any]:
    """What the form holds, laid over the version it was opened with."""
    restores = request.POST.get("restores", "")
    base = rules_of_version(request.store.id, TOPIC, int(restores[:9])) if restores.isdecimal() else None
    return typed_rules(base or request.store.qualification.to_json(), request.POST)


def _page(request: StoreAsked, body: dict[str, Any], *, restores: str, shown: bool) -> HttpResponse:
    _, problems = read_rules(body)
    around = {
        **page_fields(body, problems),
        "shown": shown,
        "restores": restores,
        "based_on": request.store.qualification_version,
        "versions": versions(request.store.id, TOPIC),
        "expert": json.dumps(body, indent=2, ensure_ascii=False),
    }
    preview = _preview(request, body) if shown else {}
    return settings_page(request, "qualification/points.html", {**around, **preview})


def _preview(request: StoreAsked, body: dict[str, Any]) -> dict[str, Any]:
    store = request.store
    rules, problems = read_rules(body)
    found: dict[str, Any] = {
        "problems": [(one.path, say(one.reason)) for one in problems],
        "totals": page_fields(body, problems)["dimensions"],
        "previewed": "",
        "zone": store.zone,
        "shown": True,
    }
    if rules is None or problems:
        return found
    recent = recent_opportunities(request.access, store.id, radius_miles=store.local_radius_miles)
    trial = try_rules(store.qualification, rules, recent)
    both = trial.comparison
    return found | {
        "previewed": fingerprint(canonical(body)),
        "unchanged": canonical(body) == canonical(store.qualification.to_json()),
        "trial": trial,
        "grades": [
            {"label": one, "before": both.grades_before[one], "after": both.grades_after[one]}
            for one in GRADES
        ],
        "tiers_moved": [
            {
                "label": words.TIER_NAMES[one],
                "before": both.tiers_before[one],
                "after": both.tiers_after[one],
            }
            for one in reversed(TIERS)
        ],
    }
