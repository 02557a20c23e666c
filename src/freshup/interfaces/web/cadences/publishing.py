"""The store's cadences: what they do, edited step by step, tried on a sample lead before they hold."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from freshup.domain.cadences import Cadence
from freshup.domain.cadences.rehearsal import moves
from freshup.domain.rulesets import Problem, to_json
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.cadences.editor import (
    moves_steps,
    page_fields,
    read_cadence,
    text_names,
    typed_cadence,
)
from freshup.interfaces.web.cadences.sample import (
    calendar,
    changes,
    moment_words,
    sample_asked,
    sample_fields,
)
from freshup.interfaces.web.cadences.words import DAY
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
from freshup.interfaces.web.stores.words import SOURCE_KINDS
from freshup.operations.cadences.publishing import publish_cadence
from freshup.operations.rules import PublishedMeanwhile, UnfitRules
from freshup.queries.publications import cadence_of_version, cadence_versions, own_cadences, running_on
from freshup.queries.rehearsing import rehearse_for
from freshup.queries.stores import StoreSettings
from freshup.queries.words import say


@of_store
def cadences(request: StoreAsked) -> HttpResponse:
    """Every cadence of the store; statements do not grow with their number."""
    store = request.store
    own, running = own_cadences(store.id), running_on(store.id)
    names = {key: gettext(one.name) for key, one in store.cadence_bodies.items()}
    lines = [
        _line(key, one, names)
        | {"version": own.get(key, 0), "running": sum(each.count for each in running.get(key, ()))}
        for key, one in store.cadence_bodies.items()
    ]
    return settings_page(request, "cadences/cadences.html", {"lines": lines})


def _line(key: str, one: Cadence, names: Mapping[str, str]) -> dict[str, Any]:
    served = [str(SOURCE_KINDS.get(kind, kind)) for kind in one.source_kinds]
    last = max((step.last_after_minutes for step in one.steps), default=0)
    return {
        "key": key,
        "name": names[key],
        "serves": ", ".join(served) or gettext("every source"),
        "starts": one.starts,
        "enabled": one.enabled,
        "steps": len(one.steps),
        "days": last // DAY + 1,
        "then": names.get(one.finally_, one.finally_),
    }


@of_store
def cadence(request: StoreAsked, cadence_key: str) -> HttpResponse:
    """The cadence in force, or (with `version`) another one laid open to be published again."""
    store = request.store
    current = _current(store, cadence_key)
    if request.method != "POST":
        asked = request.GET.get("version", "")
        earlier = _of_version(store, cadence_key, asked)
        if asked and earlier is None:
            raise Http404
        return _page(request, to_json(earlier or current), restores=asked)
    body = _typed(request, cadence_key)
    typed, problems = read_cadence(body, store)
    restores = request.POST.get("restores", "")
    if typed is None or problems or moves_steps(request.POST) or not was_previewed(request, canonical(body)):
        return _page(request, body, restores=restores)
    based_on = request.POST.get("based_on", "")
    try:
        version = publish_cadence(
            request.access,
            store.id,
            typed,
            based_on=int(based_on) if based_on.isdecimal() else -1,
            restores=int(restores) if restores.isdecimal() else None,
            now=request.now,
            ip=address_of(request),
        )
    except PublishedMeanwhile as error:
        messages.error(request, published_meanwhile(error.version))
        return _page(request, body, restores=restores)
    except UnfitRules:
        messages.error(
            request, gettext("A text or cadence it uses was changed meanwhile. Nothing was published.")
        )
        return _page(request, body, restores=restores)
    said = gettext("Version %(version)s holds for leads from now on. Those that run finish on theirs.")
    messages.success(request, said % {"version": version})
    return redirected(reverse("settings_cadence", args=[cadence_key]))


@require_POST
@of_store
def rehearsal(request: StoreAsked, cadence_key: str) -> HttpResponse:
    """The calendar of the cadence as typed; drawn anew while somebody types."""
    _current(request.store, cadence_key)
    body = _typed(request, cadence_key)
    _, problems = read_cadence(body, request.store)
    shown = _rehearsed(request, body, problems) | {"zone": request.store.zone}
    return render(request, "cadences/_rehearsal.html", shown)


def _current(store: StoreSettings, key: str) -> Cadence:
    if key not in store.cadence_bodies:
        raise Http404
    return store.cadence_bodies[key]


def _of_version(store: StoreSettings, key: str, version: str) -> Cadence | None:
    return cadence_of_version(store.id, key, int(version[:9])) if version.isdecimal() else None


def _typed(request: StoreAsked, key: str) -> dict[str, Any]:
    base = _of_version(request.store, key, request.POST.get("restores", ""))
    return typed_cadence(to_json(base or _current(request.store, key)), request.POST)


def _page(request: StoreAsked, body: dict[str, Any], *, restores: str) -> HttpResponse:
    store, key = request.store, body["key"]
    _, problems = read_cadence(body, store)
    based_on = own_cadences(store.id).get(key, 0)
    running = running_on(store.id).get(key, ())
    around = {
        **page_fields(body, problems, store),
        "on_page": True,
        "cadence_key": key,
        "title": gettext(body["name"]) if body["name"] else key,
        "restores": restores,
        "based_on": based_on,
        "versions": cadence_versions(store.id, key),
        "running": running,
        "expert": json.dumps(body, indent=2, ensure_ascii=False),
    }
    return settings_page(request, "cadences/cadence.html", {**around, **_rehearsed(request, body, problems)})


def _rehearsed(request: StoreAsked, body: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The calendar as typed beside the one in force; nothing but the problems while there are any."""
    store = request.store
    data: Mapping[str, Any] = request.POST if request.method == "POST" else request.GET
    current = _current(store, body["key"])
    sample = sample_asked(data, store, current, request.now)
    found: dict[str, Any] = {
        "problems": [(_place(one.path), say(one.reason)) for one in problems],
        "previewed": "",
        "sample": sample_fields(data, sample, store),
        "cadence_key": body["key"],
    }
    if problems:
        return found
    typed, _ = read_cadence(body, store)
    assert typed is not None
    names = text_names(store)
    after, before = rehearse_for(store, typed, sample), rehearse_for(store, current, sample)
    unchanged = canonical(body) == canonical(to_json(current))
    shown = calendar(after, sample, store, names)
    return found | {
        "previewed": fingerprint(canonical(body)),
        "unchanged": unchanged,
        "calendar": shown | {"then": _name(store, after.then)},
        "arrives": moment_words(sample.at, store),
        "changes": [] if unchanged else changes(moves(before, after), store, names),
    }


def _place(path: str) -> str:
    """Where a problem stands, for the summary: the number of the step."""
    at = path.removeprefix("steps[").partition("]")[0]
    if path.startswith("steps[") and at.isdecimal():
        return gettext("Step %(number)s") % {"number": int(at) + 1}
    return ""


def _name(store: StoreSettings, key: str) -> str:
    return gettext(store.cadence_bodies[key].name) if key in store.cadence_bodies else key
