"""One's own alerts: the bell with its count, what is new, and the list."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from freshup.domain.response.alerting import call_path, headline
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.response.own_alerts import see_alerts
from freshup.queries.keyset import Position
from freshup.queries.response.alerts import LOOKED_AT, ShownAlert, alert_page, news_after, unseen

ID_MAX = 2**63 - 1


@require_GET
@signed_in
def listed(request: Asked) -> HttpResponse:
    """The newest alerts, seen and unseen."""
    user_id = user_of(request)
    page = alert_page(user_id, Position.read(request.GET.get("before")))
    waiting, newest = unseen(user_id)
    shown = {
        "alerts": [_shown(one) for one in page.alerts],
        "unseen": waiting,
        "newest": newest,
        "older_url": f"?before={page.older}" if page.older else "",
    }
    return render(request, "response/alerts.html", shown)


@require_GET
@signed_in
def news(request: Asked) -> HttpResponse:
    """The count for the bell, and as toasts what came after the alert the page knows of.

    A page that has just been loaded knows of none and is told the count alone: what was there before it is no news.
    """
    user_id = user_of(request)
    waiting, newest = unseen(user_id)
    after = number(request.GET.get("after"))
    found = news_after(user_id, after) if after is not None and newest > after else ()
    shown = {
        "count": f"{LOOKED_AT}+" if waiting >= LOOKED_AT else waiting,
        "newest": newest,
        "alerts": [_shown(one) for one in reversed(found)],
    }
    return render(request, "response/_alert_news.html", shown)


@require_POST
@signed_in
def seen(request: Asked) -> HttpResponse:
    """Up to the alert named, those of one opportunity, or that one alone."""
    up_to = number(request.POST.get("up_to"))
    opportunity_id = number(request.POST.get("opportunity"))
    if up_to is not None or opportunity_id is not None:
        see_alerts(user_of(request), now=request.now, up_to=up_to, opportunity_id=opportunity_id)
    return redirected(reverse("alerts"))


def _shown(alert: ShownAlert) -> dict[str, Any]:
    what, todo = headline(alert.kind)
    return {
        "alert": alert,
        "what": _(what),
        "todo": _(todo),
        "who": alert.name or (_("A customer") if alert.open else ""),
        "url": call_path(alert.opportunity_id) if alert.open else "",
    }


def user_of(request: Asked) -> int:
    if request.access.user_id is None:
        raise Http404
    return request.access.user_id


def number(text: str | None) -> int | None:
    """A row's number as it comes in an address or a form; None for whatever is none."""
    text = text or ""
    return (
        int(text) if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= ID_MAX else None
    )
