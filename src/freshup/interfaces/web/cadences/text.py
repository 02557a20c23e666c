"""One text in one language: edited, filled for a real lead while somebody types, counted, published."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from freshup.domain.conversations import FIELDS, LANGUAGES, Template, fill, segments
from freshup.domain.conversations.values import speaks_of_gone_unit, values_of
from freshup.domain.rulesets import Problem, to_json
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.cadences import words
from freshup.interfaces.web.cadences.texts import missing_blanks
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import (
    StoreAsked,
    fingerprint,
    of_store,
    published_meanwhile,
    settings_page,
    was_previewed,
)
from freshup.interfaces.web.stores.words import LANGUAGES as LANGUAGE_NAMES
from freshup.operations.cadences.publishing import cadences_using, publish_template, text_problems
from freshup.operations.rules import PublishedMeanwhile, UnfitRules
from freshup.queries.messages import telling_of
from freshup.queries.publications import RecentLead, own_texts, recent_leads, text_of_version, text_versions
from freshup.queries.stores import StoreSettings
from freshup.queries.words import say

NAME_LENGTH_MAX: Final = 80
# More than may be published, so that what is too long is refused with its words kept.
TYPED_LENGTH_MAX: Final = 20_000


@of_store
def text(request: StoreAsked, text_key: str, language: str) -> HttpResponse:
    """The words in force, or (with `version`) others laid open to be published again."""
    store = request.store
    current = _current(store, text_key, language)
    if request.method != "POST":
        asked = request.GET.get("version", "")
        earlier = _of_version(store, current, asked)
        if asked and earlier is None:
            raise Http404
        return _page(request, earlier or current, restores=asked)
    typed = _typed(request, current)
    restores = request.POST.get("restores", "")
    if text_problems(store, typed) or not was_previewed(request, to_json(typed)):
        return _page(request, typed, restores=restores)
    based_on = request.POST.get("based_on", "")
    try:
        version = publish_template(
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
        return _page(request, typed, restores=restores)
    except UnfitRules:
        messages.error(
            request, gettext("A cadence that sends it was changed meanwhile. Nothing was published.")
        )
        return _page(request, typed, restores=restores)
    said = gettext("Version %(version)s holds for everything sent from now on.")
    messages.success(request, said % {"version": version})
    return redirected(reverse("settings_text", args=[text_key, language]))


@require_POST
@of_store
def preview(request: StoreAsked, text_key: str, language: str) -> HttpResponse:
    """The words as typed, filled for the chosen lead; drawn anew while somebody types."""
    current = _current(request.store, text_key, language)
    shown = _previewed(request, _typed(request, current), current)
    return render(request, "cadences/_text_preview.html", shown | {"zone": request.store.zone})


def _current(store: StoreSettings, key: str, language: str) -> Template:
    """The text in this language; where it has none yet, the words its customers get instead, to begin with."""
    found = store.template(key, language) if language in LANGUAGES else None
    if found is None:
        raise Http404
    return replace(found, language=language)


def _of_version(store: StoreSettings, current: Template, version: str) -> Template | None:
    if not version.isdecimal():
        return None
    return text_of_version(store.id, current.key, current.language, int(version[:9]))


def _typed(request: StoreAsked, current: Template) -> Template:
    def field(name: str, before: str) -> str:
        typed = request.POST.get(name, before).replace("\r\n", "\n").replace("\0", "")
        return typed.strip()[:TYPED_LENGTH_MAX]

    return replace(
        current,
        name=field("name", current.name)[:NAME_LENGTH_MAX],
        subject=field("subject", current.subject).replace("\n", " "),
        body=field("body", current.body),
    )


def _page(request: StoreAsked, typed: Template, *, restores: str) -> HttpResponse:
    store, key, language = request.store, typed.key, typed.language
    current = _current(store, key, language)
    own = own_texts(store.id)
    problems = text_problems(store, typed)
    around = {
        "text": typed,
        "text_key": key,
        "language": language,
        "language_name": LANGUAGE_NAMES[language],
        "title": gettext(typed.name) if typed.name else key,
        "channel": words.CHANNELS.get(typed.channel, typed.channel),
        "errors": {name: _errors(problems, name) for name in ("name", "subject", "body", "channel")},
        "blanks": [(f"{{{name}}}", gettext(doc.label), doc.sample) for name, doc in FIELDS.items()],
        "restores": restores,
        "based_on": own.get((key, language), 0),
        "versions": text_versions(store.id, key, language),
        "used": [(one, gettext(each.name)) for one, each in cadences_using(store, key).items()],
        "in_languages": [_status(store, key, one, own.get((key, one), 0), language) for one in LANGUAGES],
        "has_subject": typed.channel in ("email", "text"),
    }
    leads = recent_leads(request.access, store.id)
    return settings_page(
        request, "cadences/text.html", {**around, **_previewed(request, typed, current, leads)}
    )


def _errors(problems: Sequence[Problem], path: str) -> list[str]:
    return [say(one.reason) for one in problems if one.path == path]


def _status(store: StoreSettings, key: str, language: str, version: int, shown: str) -> dict[str, Any]:
    template = store.templates.get((key, language))
    return {
        "code": language,
        "name": LANGUAGE_NAMES[language],
        "version": version,
        "written": template is not None,
        "missing": [f"{{{name}}}" for name in missing_blanks(store, key, language, template)],
        "active": language == shown,
        "body": template.body if template else "",
    }


def _previewed(
    request: StoreAsked, typed: Template, current: Template, leads: Sequence[RecentLead] | None = None
) -> dict[str, Any]:
    """The text filled for a lead of the store, or with samples while there is none."""
    store = request.store
    problems = text_problems(store, typed)
    asked = (request.POST if request.method == "POST" else request.GET).get("lead", "")
    lead_id = int(asked[:18]) if asked.isdecimal() else (leads[0].id if leads else None)
    told = telling_of(request.access, lead_id, now=request.now) if lead_id is not None else None
    if told is None or told.store != store.name:
        told = None
    values = values_of(replace(told, language=typed.language)) if told else _samples()
    filled = fill(typed, values)
    missing_here = missing_blanks(store, typed.key, typed.language, typed)
    return {
        "problems": [say(one.reason) for one in problems],
        "previewed": "" if problems else fingerprint(to_json(typed)),
        "unchanged": typed == current,
        "leads": leads,
        "lead_id": lead_id if told else None,
        # Where something is missing the gap is shown: "Hi ," is what nobody ever gets.
        "filled": fill(typed, {**values, **{name: f"[{name}]" for name in filled.missing}}),
        "blanks_missing": [
            gettext(FIELDS[name].label) if name in FIELDS else name for name in filled.missing
        ],
        "gone": told is not None and speaks_of_gone_unit(typed, told),
        "count": segments(filled.body) if typed.channel == "text" else None,
        "untold": [f"{{{name}}}" for name in missing_here],
        "text_key": typed.key,
        "language": typed.language,
    }


def _samples() -> dict[str, str]:
    return {name: doc.sample for name, doc in FIELDS.items()}
