"""The list of leads, filtered, searched and paged; it works as plain links and forms, and faster with htmx."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from freshup.domain.people.search_keys import searched_prefixes
from freshup.interfaces.web.leads import words
from freshup.interfaces.web.leads.showing import listed
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.queries.leads.choices import Choices, choices
from freshup.queries.leads.filters import Filters
from freshup.queries.leads.listing import newer_than, page_of_leads
from freshup.queries.leads.searching import page_of_hits
from freshup.queries.stores import settings_of

VIEWS: Final = ("", "waiting", "mine")
KEPT: Final = ("view", "q", "owner", "tier", "grade", "stage", "source")
TYPED_LENGTH_MAX: Final = 120
ME, DESK = "me", "desk"


@require_GET
@signed_in
def leads(request: Asked) -> HttpResponse:
    """The list: everything open, newest activity first, unless asked for something else."""
    chosen = _chosen(request)
    among = choices(request.stores)
    filters = _filters(request, chosen, among)
    at = request.GET.get("at", "")
    page = (
        page_of_hits(request.access, filters, at)
        if filters.words
        else page_of_leads(request.access, filters, at)
    )
    several = len(request.stores) > 1
    names = {id: store.name for id, store in settings_of(request.stores).items()} if several else {}
    first = page.newer is None
    shown = {
        "rows": [listed(row, request.now, names) for row in page.rows],
        "newer_url": _url(chosen, page.newer),
        "older_url": _url(chosen, page.older),
        "looked": page.stopped,
        "updates_url": _updates_url(chosen, page.rows[0], first, filters) if page.rows else "",
        "searching": bool(filters.words),
        "too_short": bool(chosen["q"].strip()) and not filters.words,
        "filtered": any(chosen[name] for name in KEPT),
        **chosen,
    }
    whole = any(id in request.access.rooftops for id in request.stores)
    return render(request, "leads/leads.html", shown | _offered(chosen, among, whole=whole))


@require_GET
@signed_in
def updates(request: Asked) -> HttpResponse:
    """How many leads came or moved since the list was drawn; asked every few seconds by an open list."""
    chosen = _chosen(request)
    filters = _filters(request, chosen, Choices([], {}))
    count = newer_than(request.access, filters, request.GET.get("since", ""))
    shown = {"count": count, "url": _url(chosen, ""), "again": request.get_full_path()}
    return HttpResponse(render_to_string("leads/_updates.html", shown))


def _chosen(request: Asked) -> dict[str, str]:
    chosen = {name: request.GET.get(name, "").strip()[:TYPED_LENGTH_MAX] for name in KEPT}
    if chosen["view"] not in VIEWS:
        chosen["view"] = ""
    for name, known in (("tier", words.TIERS), ("stage", words.STAGES), ("grade", "ABCD")):
        if chosen[name] not in known or len(chosen[name]) > 12:
            chosen[name] = ""
    return chosen


def _filters(request: Asked, chosen: dict[str, str], among: Choices) -> Filters:
    mine = tuple({request.access.places[id] for id in request.stores if id in request.access.places})
    owner = chosen["owner"]
    owners: tuple[int, ...] = ()
    if chosen["view"] == "mine" or owner == ME:
        owners = mine
    elif owner.isascii() and owner.isdigit() and len(owner) < 18:
        owners = (int(owner),)
    typed = searched_prefixes(chosen["q"].replace("\0", ""))
    return Filters(
        stores=request.stores,
        # Whoever is looked for by name is to be found, closed or not.
        stage=chosen["stage"] or ("all" if typed else "open"),
        waiting=chosen["view"] == "waiting",
        owners=owners,
        unowned=owner == DESK,
        tier=chosen["tier"],
        grade=chosen["grade"],
        sources=among.sources.get(chosen["source"], ()),
        words=typed,
    )


def _url(chosen: dict[str, str], cursor: str | None) -> str:
    """The list with these filters, from that place on; nothing where the list ends."""
    if cursor is None:
        return ""
    kept = {name: value for name, value in chosen.items() if value} | ({"at": cursor} if cursor else {})
    return f"{reverse('leads')}?{urlencode(kept)}" if kept else reverse("leads")


def _updates_url(chosen: dict[str, str], top: Any, first: bool, filters: Filters) -> str:
    if not first or filters.words or filters.waiting or filters.sources:
        return ""
    kept = {name: value for name, value in chosen.items() if value} | {"since": top.place}
    return f"{reverse('lead_updates')}?{urlencode(kept)}"


def _offered(chosen: dict[str, str], among: Choices, *, whole: bool) -> dict[str, Any]:
    """What the filters offer; whoever sees only their own leads has no owner to choose."""
    views = {"": _("All leads"), "waiting": _("Needs an answer"), "mine": _("Mine")}
    return {
        "tabs": [
            {"label": label, "url": _url({"view": view}, ""), "active": view == chosen["view"]}
            for view, label in views.items()
        ],
        "tiers": list(words.TIERS.items()),
        "grades": [(letter, letter) for letter in "ABCD"],
        "stages": [(code, label) for code, label in words.STAGES.items() if code != "open"],
        "owners": [(ME, _("Me")), (DESK, _("On a desk")), *((str(id), name) for id, name in among.owners)]
        if whole
        else [],
        "sources": [(name, name) for name in among.sources],
    }
