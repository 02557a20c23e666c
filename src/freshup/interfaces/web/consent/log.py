"""The log of the gate: every call, text and e-mail that was asked for, and what it was told by which rule."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from freshup.domain.consent import CHANNELS, RULES, SENTENCES
from freshup.interfaces.web.consent import words
from freshup.interfaces.web.paging import pages, turn_of
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.queries.consent import VERDICTS, GateFilters, GateLine, gate_log
from freshup.queries.stores import settings_of
from freshup.queries.words import say


@require_GET
@signed_in
def log(request: Asked) -> HttpResponse:
    """The answers of the gate at the stores, newest first."""
    stores = tuple(store for store in request.stores if store in request.access.rooftops)
    if not stores:
        return render(request, "consent/own_only.html")
    filters = GateFilters(
        verdict=_one_of(request.GET.get("verdict"), VERDICTS),
        channel=_one_of(request.GET.get("channel"), CHANNELS),
        rule=_one_of(request.GET.get("rule"), RULES),
    )
    page = gate_log(request.access, stores, turn_of(request.GET), filters)
    names = settings_of(request.access.stores)
    kept = {name: value for name in ("verdict", "channel", "rule") if (value := getattr(filters, name))}
    return render(
        request,
        "consent/log.html",
        {
            "rows": [_shown(line) | {"store": names[line.rooftop_id].name} for line in page.rows],
            "filters": filters,
            "filtered": bool(kept),
            "verdicts": words.VERDICTS.items(),
            "channels": words.CHANNELS.items(),
            "rules": sorted(((rule, rule_words(rule)) for rule in RULES), key=lambda one: one[1].casefold()),
            "several_stores": len(stores) > 1,
            "manages": any(map(request.access.manages, stores)),
            **pages(page.found, kept),
        },
    )


def _one_of(given: str | None, known: tuple[str, ...]) -> str:
    return given if given in known else ""


def rule_words(rule: str) -> str:
    """A rule by its name alone, as it reads when no case is at hand."""
    blanks = {"hours": 24, "channel": "…", "purpose": "…"}
    return say({"code": f"consent.{rule}", **blanks}) if f"consent.{rule}" in SENTENCES else rule


def _shown(line: GateLine) -> dict[str, Any]:
    return {
        "line": line,
        "verdict": words.VERDICTS.get(line.verdict, line.verdict),
        "channel": words.CHANNELS.get(line.channel, line.channel),
        "purpose": words.PURPOSES.get(line.purpose, line.purpose),
        "why": say(line.reason) if line.reason else rule_words(line.rule),
        "asked": words.ASKED.get(line.asked, line.asked),
        "person": line.person or _("Unnamed customer"),
    }
