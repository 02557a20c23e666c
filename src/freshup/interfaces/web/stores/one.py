"""Settings are of one store: which one a page is about, and what every settings page shows around itself."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from freshup.interfaces.web.scope import Asked, managing
from freshup.queries.stores import StoreSettings, settings_of

P = ParamSpec("P")

# (url name, label, icon)
PAGES = (
    ("settings", N_("Overview"), "gear"),
    ("settings_store", N_("Store"), "store"),
    ("settings_hours", N_("Hours"), "clock"),
    ("settings_people", N_("People and shifts"), "people"),
    ("sources", N_("Sources"), "tag"),
    ("keys", N_("Intake keys"), "key"),
    ("connectors", N_("Connectors"), "link"),
    ("settings_phone", N_("Telephone"), "phone"),
    ("settings_web_tag", N_("Web tag"), "globe"),
    ("settings_chat", N_("Chat on your site"), "text"),
    ("points", N_("Points"), "scale"),
    ("routing", N_("Routing"), "route"),
    ("settings_cadences", N_("Cadences"), "refresh"),
    ("settings_texts", N_("Texts"), "text"),
    ("settings_texting", N_("Text registration"), "text"),
    ("settings_law", N_("Law"), "scale"),
    ("settings_do_not_call", N_("Do-not-call list"), "shield"),
    ("audit", N_("Audit log"), "history"),
)


class StoreAsked(Asked):
    """A manager's request about one store."""

    store: StoreSettings


def of_store(
    view: Callable[Concatenate[StoreAsked, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A settings page. Who manages several stores and has chosen none is asked which: nothing is guessed."""

    @managing
    @wraps(view)
    def checked(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        managed = [id for id in request.stores if request.access.manages(id)]
        stores = settings_of(managed)
        if len(managed) > 1:
            choices = sorted(stores.values(), key=lambda store: store.name)
            return render(request, "stores/choose.html", {"choices": choices})
        request.store = stores[managed[0]]
        return view(request, *args, **kwargs)

    return checked


def settings_nav(request: HttpRequest) -> list[dict[str, Any]]:
    """The second-level list; a page whose address is not there yet is left out."""
    items = []
    for name, label, icon in PAGES:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        active = request.path == url if name == "settings" else request.path.startswith(url)
        items.append({"label": gettext(label), "url": url, "icon": icon, "active": active})
    return items


def settings_page(
    request: StoreAsked, template: str, shown: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a settings page of the store it is about, in that store's time."""
    around = {
        "settings_nav": settings_nav(request),
        "zone": request.store.zone,
        "store_name": request.store.name,
    }
    return render(request, template, {**around, **shown}, status=status)


def fingerprint(value: Any) -> str:
    """What was previewed, as a mark the form carries: only exactly that is saved without showing it again."""
    written = json.dumps(value, sort_keys=True, default=str)
    return hashlib.blake2b(written.encode(), digest_size=12).hexdigest()


def was_previewed(request: HttpRequest, value: Any) -> bool:
    return "save" in request.POST and request.POST.get("previewed") == fingerprint(value)


def published_meanwhile(version: int) -> str:
    """What is said to somebody whose rules were overtaken while they edited."""
    return gettext(
        "Somebody published version %(version)s in the meantime. What you see here is yours:"
        " look at it again, then publish."
    ) % {"version": version}
