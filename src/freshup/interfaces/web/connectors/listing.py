"""Settings: every connector of a store, how it is doing, and which providers there are."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from freshup.domain.connectors import PROVIDERS, provider_of
from freshup.domain.connectors.providers import LISTENER, SANDBOX
from freshup.interfaces.web.connectors.effects import ways
from freshup.interfaces.web.connectors.words import STATES, does_words
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.queries.connectors import OUR_OWN, Watched, watched


@require_GET
@of_store
def connectors(request: StoreAsked) -> HttpResponse:
    """What each channel goes through, and each account with its last day."""
    found = watched([request.store.id], now=request.now)
    shown = [line_of(one) for one in found]
    return settings_page(
        request,
        "connectors/connectors.html",
        {
            "ways": ways([one.row for one in found]),
            "lines": [one for one in shown if one["state"] != "off"],
            "off": [one for one in shown if one["state"] == "off"],
            "mail_is_sandbox": settings.FRESHUP_EMAIL == SANDBOX,
        },
    )


def line_of(one: Watched) -> dict[str, Any]:
    provider = provider_of(one.row.provider)
    quiet = one.row.provider in OUR_OWN and one.health.state in ("new", "silent")
    # What is there by itself is not missed when it has nothing to do.
    state = "ready" if quiet else one.health.state
    return {
        "row": one.row,
        "provider": _(provider.name) if provider else one.row.provider,
        "does": does_words(provider),
        "is_sandbox": one.row.provider == SANDBOX,
        "state": state,
        "state_words": STATES[state],
        "percent": one.health.error_percent,
        "traffic": one.traffic,
    }


@require_GET
@of_store
def connector_choose(request: StoreAsked) -> HttpResponse:
    """Which provider?"""
    choices = [
        {"key": one.key, "name": _(one.name), "does": does_words(one)}
        for one in PROVIDERS.values()
        if one.key != LISTENER
    ]
    return settings_page(request, "connectors/choose.html", {"choices": choices})
