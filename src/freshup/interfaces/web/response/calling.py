"""The call screen, and what its buttons post: dial a number, call back at a time that was agreed on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from freshup.domain.cadences import voicemail_key
from freshup.domain.leads.outcomes import Outcome
from freshup.interfaces.web import ways
from freshup.interfaces.web.appointments.showing import form_context
from freshup.interfaces.web.leads.showing import brief
from freshup.interfaces.web.offers import offers
from freshup.interfaces.web.response import bridge, script
from freshup.interfaces.web.response.cards import OPENING, OPENING_OF_ANY
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.interfaces.web.times import NoTime, choices, chosen_time
from freshup.operations.calls.bridging import NoOwnPhone, NoVoice, bridge_call
from freshup.operations.calls.dropping import NotOnTheLine, drop_voicemail
from freshup.operations.conversations import CannotReach, place_call
from freshup.operations.leads import NoSuchOpportunity, NothingSaid, log_outcome
from freshup.operations.response.tasks import agree_callback
from freshup.queries.calls import has_voice, own_call
from freshup.queries.messages import drafted, telling_of
from freshup.queries.reach import ways_of
from freshup.queries.response.call_screen import CallScreen, call_screen, store_of_opportunity
from freshup.queries.words import SENTENCES, say

WORDS_LENGTH_MAX = 4_000


@require_GET
@signed_in
def call(request: Asked, opportunity_id: int) -> HttpResponse:
    """Everything for the call; `?dialled=` says which number was just allowed, `?busy=` that a colleague is on it."""
    screen = call_screen(request.access, opportunity_id, now=request.now)
    if screen is None:
        raise Http404
    return render(request, "response/call.html", _shown(request, screen))


@require_POST
@signed_in
def calls(request: Asked, opportunity_id: int) -> HttpResponseBase:
    """Ask the gate and write the attempt down; a script is told what to dial, a browser goes to the page that does."""
    if store_of_opportunity(request.access, opportunity_id) is None:
        raise Http404
    page = reverse("call", args=[opportunity_id])
    place = bridge_call if request.POST.get("bridge") else place_call
    try:
        point_id = int(request.POST.get("point", ""))
        placed = place(
            request.access,
            opportunity_id,
            point_id,
            now=request.now,
            insists=bool(request.POST.get("insists")),
        )
    except NoSuchOpportunity:
        raise Http404 from None
    except (CannotReach, ValueError, OverflowError):
        messages.error(request, _("This number is not one of the customer's. Nothing was dialled."))
        return _answer(request, page)
    except NoOwnPhone:
        messages.error(
            request, _("Give the number of your own phone first, below your alerts. Nothing was dialed.")
        )
        return redirected(reverse("alerts"))
    except NoVoice:
        messages.error(request, _("The store is not connected to a telephone provider. Nothing was dialed."))
        return _answer(request, page)
    if place is bridge_call:
        return redirected(f"{page}#dial")
    if placed.message_id is None:
        return _answer(request, page)
    return _answer(request, f"{page}?dialled={point_id}", dial=getattr(placed.answer, "address", ""))


def _answer(request: Asked, page: str, dial: str = "") -> HttpResponseBase:
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"tel": dial, "go": page})
    return redirected(page)


@require_GET
@signed_in
def call_state(request: Asked, opportunity_id: int) -> HttpResponse:
    """How far one's own call through the store's number is; empty where there is none (any more)."""
    if store_of_opportunity(request.access, opportunity_id) is None:
        raise Http404
    found = own_call(request.access, opportunity_id, now=request.now)
    return render(
        request, "response/_call_state.html", bridge.shown(found, opportunity_id) | {"polled": True}
    )


@require_POST
@signed_in
def voicemail(request: Asked, opportunity_id: int) -> HttpResponse:
    """A machine answered: the next voicemail of the script is spoken into it, and the next customer is there."""
    screen = call_screen(request.access, opportunity_id, now=request.now)
    if screen is None:
        raise Http404
    words = _texts(request, screen).get("voicemail", "")
    try:
        drop_voicemail(request.access, opportunity_id, words, now=request.now)
    except NothingSaid:
        messages.error(request, _("There is no voicemail left to say. Nothing was said."))
        return redirected(reverse("call", args=[opportunity_id]))
    except NotOnTheLine:
        messages.error(request, _("The customer's side is not on the line. Nothing was said."))
        return redirected(reverse("call", args=[opportunity_id]))
    messages.success(request, _("It is being said to the machine; you are free."))
    return redirected(f"{reverse('up_next')}?skip={opportunity_id}")


@require_POST
@signed_in
def callback(request: Asked, opportunity_id: int) -> HttpResponse:
    """Call back when the customer asked to, or when it is allowed again."""
    screen_of = reverse("call", args=[opportunity_id])
    screen = call_screen(request.access, opportunity_id, now=request.now)
    if screen is None:
        raise Http404
    said = request.POST.get("words", "").replace("\0", "")[:WORDS_LENGTH_MAX]
    try:
        at = chosen_time(request.POST, request.now, screen.store.zone)
    except NoTime as problem:
        messages.error(request, str(problem))
        return redirected(screen_of)
    if request.POST.get("spoke"):
        log_outcome(request.access, opportunity_id, Outcome.SPOKE, now=request.now)
    agree_callback(request.access, opportunity_id, at, now=request.now, words=said)
    messages.success(request, _("It comes back at that time, before everything else."))
    return redirected(reverse("up_next"))


def _shown(request: Asked, screen: CallScreen) -> dict[str, Any]:
    opportunity, store, me = screen.opportunity, screen.store, request.access.user_id
    texts = _texts(request, screen)
    colleague, own = screen.colleague(me), screen.own(me)
    numbers = ways.shown(
        ways_of(opportunity.pk, opportunity.person_id, store, now=request.now),
        "call",
        request.now,
        store.zone,
    )
    carried = own_call(request.access, opportunity.pk, now=request.now)
    # What a provider rings is not dialled on one's own phone as well.
    by_hand = str(own.contact_point_id) if own and carried is None else ""
    dialled = request.GET.get("dialled", "") or by_hand
    return {
        "screen": screen,
        "opportunity": opportunity,
        "name": screen.name or _("No name given"),
        "zone": store.zone,
        "clock": _clock(screen),
        "task_words": _said(next((one.words for one in screen.tasks if one.words), "")),
        "numbers": numbers,
        "dialled": next((one for one in numbers if str(one["id"]) == dialled), None),
        "on_the_phone": own,
        "has_voice": has_voice(store.id),
        **bridge.shown(carried, opportunity.pk),
        "colleague": colleague,
        "offers": offers(store.id, screen.wanted),
        "inquiries": [_inquiry(one) for one in screen.inquiries],
        "history": [brief(one, store) for one in screen.history],
        "others": screen.others,
        "appointments": [
            one for one in screen.appointments if one.cancelled_at is None and one.at > request.now
        ],
        "opening": texts.get("opening", ""),
        "voicemail": texts.get("voicemail", ""),
        "voicemail_left": screen.voicemails,
        "script": script.PARTS,
        "objections": script.OBJECTIONS,
        "callbacks": choices(request.now, store.zone),
        "closed": opportunity.closed_at is not None,
        **form_context(request.now, store),
    }


def _texts(request: Asked, screen: CallScreen) -> dict[str, str]:
    """The opening line and the next voicemail, filled with price and availability of this moment."""
    store, opportunity = screen.store, screen.opportunity
    source = store.sources.get(opportunity.source_id) if opportunity.source_id else None
    language = opportunity.person.language or store.language
    told = telling_of(request.access, opportunity.pk, now=request.now)
    if told is None:
        return {}
    kind = source.kind if source else OPENING_OF_ANY
    wanted = {
        "opening": (OPENING + kind, OPENING + OPENING_OF_ANY),
        "voicemail": (voicemail_key(screen.voicemails),),
    }
    texts = {}
    for name, keys in wanted.items():
        drafts = (drafted(store, told, key, language) for key in keys if key)
        text = next((one.filled for one in drafts if one is not None), None)
        if text is not None and not text.missing:
            texts[name] = text.body
    return texts


def _clock(screen: CallScreen) -> dict[str, Any] | None:
    """The first call while it is owed, else the promise of the task that stands first."""
    if not screen.tasks:
        return None
    first = screen.tasks[0]
    return {"due": first.due_at, "since": first.created_at, "label": say({"code": f"task.{first.kind}"})}


def _said(words: str) -> str:
    """What a rule left on a task is a code; what a person typed is what it is."""
    return say({"code": words}) if words in SENTENCES else words


def _inquiry(lead: Any) -> dict[str, Any]:
    return {
        "at": lead.received_at,
        "source": lead.source.name if lead.source else "",
        "comments": lead.said.get("comments", ""),
        "timeframe": lead.said.get("timeframe", ""),
    }
