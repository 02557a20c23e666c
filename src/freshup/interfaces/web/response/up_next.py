"""Up next: one card on top, the queue behind it, and what is done with a task itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from freshup.interfaces.web.appointments.showing import form_context
from freshup.interfaces.web.response import cards
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.interfaces.web.times import NoTime, choices, chosen_time
from freshup.operations.leads import NoSuchOpportunity
from freshup.operations.response.tasks import NoSuchTask, finish_task, put_off, take_task
from freshup.operations.routing import TakenAlready, UnknownOwner, claim
from freshup.queries.response.up_next import (
    TaskPlace,
    UpNext,
    UpNextRow,
    before,
    card_facts,
    place_of_task,
    up_next,
)
from freshup.queries.stores import StoreSettings, settings_of


@require_GET
@signed_in
def page(request: Asked) -> HttpResponse:
    """What to do now; `?task=` puts another one on top, `?skip=` goes past a customer who was just worked."""
    line = up_next(request.access, request.stores, now=request.now)
    stores = settings_of(request.stores)
    top = _top(line, _number(request.GET.get("task", "")), _number(request.GET.get("skip", "")))
    shown = _queue(request, line, top, stores) | {"card": None, "fresh": 0}
    if top is not None:
        shown |= _card(request, top, stores[top.rooftop_id])
    return render(request, "response/up_next.html", shown)


@require_GET
@signed_in
def queue(request: Asked) -> HttpResponse:
    """The queue behind the card `?top=`, and how many came before it since; the card itself is never touched."""
    line = up_next(request.access, request.stores, now=request.now)
    task_id = _number(request.GET.get("top", ""))
    top = next((row for row in line.rows if row.task_id == task_id), None)
    ahead = before(request.access, request.stores, task_id, now=request.now) if task_id else 0
    was = _number(request.GET.get("ahead", "")) or 0
    shown = _queue(request, line, top, settings_of(request.stores)) | {
        "fresh": max(0, ahead - was) if ahead is not None else 0,
        "gone": task_id is not None and ahead is None,
        "top_id": task_id,
        "ahead": was,
    }
    return render(request, "response/_queue.html", shown)


@require_POST
@signed_in
def deferral(request: Asked, task_id: int) -> HttpResponse:
    """Not now: it comes again at the time that was chosen."""
    place = _place(request, task_id)
    zone = settings_of([place.rooftop_id])[place.rooftop_id].zone
    try:
        put_off(request.access, task_id, chosen_time(request.POST, request.now, zone), now=request.now)
        messages.success(request, _("Put off. It comes back by itself."))
    except NoSuchTask:
        messages.error(request, _("It is done already, or somebody else's. Nothing was changed."))
    except NoTime as problem:
        messages.error(request, str(problem))
    return redirected(reverse("up_next"))


@require_POST
@signed_in
def completion(request: Asked, task_id: int) -> HttpResponse:
    """Done, and no call or message tells of it: a video was sent, a manager has looked."""
    _place(request, task_id)
    try:
        finish_task(request.access, task_id, now=request.now)
        messages.success(request, _("Done."))
    except NoSuchTask:
        messages.error(request, _("It is done already, or somebody else's. Nothing was changed."))
    return redirected(reverse("up_next"))


@require_POST
@signed_in
def taking(request: Asked, task_id: int) -> HttpResponse:
    """A task from the desk becomes one's own, with its customer."""
    place = _place(request, task_id)
    try:
        if place.on_desk:
            claim(request.access, place.opportunity_id, now=request.now)
        take_task(request.access, task_id, now=request.now)
        messages.success(request, _("It is yours."))
    except (NoSuchTask, TakenAlready):
        messages.error(request, _("Somebody else took it a moment ago."))
        return redirected(reverse("up_next"))
    except (NoSuchOpportunity, UnknownOwner):
        raise Http404 from None
    return redirected(f"{reverse('up_next')}?task={task_id}")


def _place(request: Asked, task_id: int) -> TaskPlace:
    place = place_of_task(task_id)
    if place is None or place.rooftop_id not in request.access.stores:
        raise Http404
    return place


def _top(line: UpNext, asked: int | None, skipped: int | None) -> UpNextRow | None:
    picked = next((row for row in line.rows if row.task_id == asked), None)
    others = (row for row in line.rows if row.opportunity_id != skipped)
    return picked or next(others, None) or next(iter(line.rows), None)


def _queue(
    request: Asked, line: UpNext, top: UpNextRow | None, stores: dict[int, StoreSettings]
) -> dict[str, Any]:
    several = len(request.stores) > 1
    behind = [row for row in line.rows if row is not top]
    return {
        "rows": [cards.queued(row, stores[row.rooftop_id], several=several) for row in behind],
        "waiting": line.waiting,
        "uncounted": line.uncounted,
        "more": line.more,
        "comes_at": line.comes_at,
        "top_id": top.task_id if top else None,
        "ahead": line.rows.index(top) if top else 0,
        "gone": False,
    }


def _card(request: Asked, top: UpNextRow, store: StoreSettings) -> dict[str, Any]:
    me: Any = request.user
    facts = card_facts(top, store.group_id)
    return {
        "card": cards.card(top, facts, store, me.name, several=len(request.stores) > 1),
        "zone": store.zone,
        "deferrals": choices(request.now, store.zone, soon=True),
        "may_take": top.on_desk and top.rooftop_id in request.access.places,
        **form_context(request.now, store),
    }


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
