"""The list of conversations: who waits first, and the pane beside it."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from freshup.interfaces.web.inbox import words
from freshup.interfaces.web.leads.words import OUTCOMES
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.queries.inbox import Row, page_of_inbox
from freshup.queries.stores import settings_of

FIRST_VIEW: Final = "waiting"


@require_GET
@signed_in
def inbox(request: Asked) -> HttpResponse:
    """Who waits for an answer, the longest wait first; `?view=` another list."""
    return render(request, "inbox/inbox.html", pane(request, open_id=None) | {"talk": None})


@require_GET
@signed_in
def fragment(request: Asked) -> HttpResponse:
    """The list alone, as an open page asks for it when something happened; `?open=` is the one beside it."""
    typed = request.GET.get("open", "")
    open_id = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
    return render(request, "inbox/_list.html", pane(request, open_id=open_id))


def pane(request: Asked, *, open_id: int | None) -> dict[str, Any]:
    """One page of the list that the address asks for, its tabs, and which row is open."""
    view = view_of(request)
    at = request.GET.get("at", "")
    page = page_of_inbox(request.access, request.stores, view, at, now=request.now)
    several = len(request.stores) > 1
    names = {id: store.name for id, store in settings_of(request.stores).items()} if several else {}
    none_title, none_words = words.NONE[view]
    return {
        "view": view,
        "tabs": [
            {"label": label, "url": address(one), "active": one == view, "count": None}
            for one, label in words.VIEWS.items()
        ],
        "rows": [_shown(row, view, open_id, names) for row in page.rows],
        "stopped": page.stopped,
        "newer_url": address(view, page.newer) if page.newer else "",
        "older_url": address(view, page.older) if page.older else "",
        "list_url": f"{reverse('inbox_list')}?{urlencode(_asked(view, at, open_id))}",
        "none_title": none_title,
        "none_words": none_words,
    }


def view_of(request: Asked) -> str:
    view = request.GET.get("view", "")
    return view if view in words.VIEWS else FIRST_VIEW


def address(view: str, at: str = "") -> str:
    """The list as a link."""
    asked = _asked("" if view == FIRST_VIEW else view, at, None)
    return f"{reverse('inbox')}?{urlencode(asked)}" if asked else reverse("inbox")


def _asked(view: str, at: str, open_id: int | None) -> dict[str, Any]:
    found = {"view": view, "at": at, "open": open_id}
    return {name: value for name, value in found.items() if value}


def _shown(row: Row, view: str, open_id: int | None, stores: dict[int, str]) -> dict[str, Any]:
    icon, channel = words.CHANNELS.get(row.channel, words.OTHER_CHANNEL)
    url = reverse("conversation", args=[row.id])
    return {
        "row": row,
        "url": f"{url}?view={view}" if view != FIRST_VIEW else url,
        "open": row.id == open_id,
        "name": row.name or (_("Somebody in the chat") if row.chat_id else _("No name given")),
        "icon": icon,
        "channel": channel,
        "ours": row.direction == "out",
        "preview": row.preview or OUTCOMES.get(row.outcome, ""),
        "who": row.assigned or row.owner,
        "asks_person": row.chat_state == "waiting",
        "store": stores.get(row.rooftop_id, ""),
        "snoozed": row.snoozed_until,
    }
