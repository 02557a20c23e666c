"""The law the gate goes by, as a store keeps it: read, edited, tried on the store's own calls and texts, published."""

import json
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from freshup.domain.consent import Hold, Permit, Refusal
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.consent import words
from freshup.interfaces.web.consent.editor import adds_rules, page_fields, read_law, typed_law
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
from freshup.queries.law import LawChange, recent_attempts, try_law
from freshup.queries.qualification import rules_of_version, versions
from freshup.queries.words import say

TOPIC: Final = "law"


@of_store
def law(request: StoreAsked) -> HttpResponse:
    """The rules in force, or (with `version`) an earlier version laid open to be published again."""
    store = request.store
    if request.method != "POST":
        asked = request.GET.get("version", "")
        body = rules_of_version(store.id, TOPIC, int(asked[:9])) if asked.isdecimal() else None
        if asked and body is None:
            raise Http404
        return _page(request, body or store.law.to_json(), restores=asked, shown=bool(asked))
    body = _typed(request)
    rules, problems = read_law(body)
    restores = request.POST.get("restores", "")
    if rules is None or problems or adds_rules(request.POST) or not was_previewed(request, canonical(body)):
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
    messages.success(
        request, gettext("Version %(version)s holds for everything sent from now on.") % {"version": version}
    )
    return redirected(reverse("settings_law"))


@require_POST
@of_store
def preview(request: StoreAsked) -> HttpResponse:
    """Which of the store's recent calls and texts would be answered differently by the law as typed."""
    return render(request, "consent/_preview.html", _preview(request, _typed(request)))


def _typed(request: StoreAsked) -> dict[str, Any]:
    restores = request.POST.get("restores", "")
    base = rules_of_version(request.store.id, TOPIC, int(restores[:9])) if restores.isdecimal() else None
    return typed_law(base or request.store.law.to_json(), request.POST)


def _page(request: StoreAsked, body: dict[str, Any], *, restores: str, shown: bool) -> HttpResponse:
    store = request.store
    _, problems = read_law(body)
    around = {
        **page_fields(body, problems, request.now.astimezone(store.zone).date().isoformat()),
        "shown": shown,
        "restores": restores,
        "based_on": store.law_version,
        "versions": versions(store.id, TOPIC),
        "expert": json.dumps(body, indent=2, ensure_ascii=False),
    }
    return settings_page(
        request, "consent/law.html", {**around, **(_preview(request, body) if shown else {})}
    )


def _preview(request: StoreAsked, body: dict[str, Any]) -> dict[str, Any]:
    store = request.store
    rules, problems = read_law(body)
    found: dict[str, Any] = {
        "problems": [(one.path, say(one.reason)) for one in problems],
        "previewed": "",
        "zone": store.zone,
        "shown": True,
    }
    if rules is None or problems:
        return found
    trial = try_law(store.law, rules, recent_attempts(request.access, store.id))
    return found | {
        "previewed": fingerprint(canonical(body)),
        "unchanged": canonical(body) == canonical(store.law.to_json()),
        "trial": trial,
        "changes": [_change(one) for one in trial.changes],
    }


def _change(one: LawChange) -> dict[str, Any]:
    return {
        "attempt": one.attempt,
        "channel": words.CHANNELS.get(one.attempt.request.channel, one.attempt.request.channel),
        "before": _answer(one.before),
        "after": _answer(one.after),
        "why": say(one.after.reason),
    }


def _answer(answer: Permit | Hold | Refusal) -> str:
    verdict = "allow" if isinstance(answer, Permit) else "hold" if isinstance(answer, Hold) else "refuse"
    return str(words.VERDICTS[verdict])
