"""Writing to a customer from their page: a text or an e-mail, from a template or in one's own words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from freshup.domain.consent import Hold, Permit
from freshup.domain.conversations import Filled, segments
from freshup.interfaces.web import ways
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.interfaces.web.words import hour
from freshup.operations.conversations import CannotReach, write_by_hand
from freshup.operations.leads import NoSuchOpportunity, NothingSaid
from freshup.queries.messages import filled, templates_for
from freshup.queries.reach import reach
from freshup.queries.response.call_screen import store_of_opportunity
from freshup.queries.stores import StoreSettings, settings_of

CHANNELS = ("text", "email")
BODY_LENGTH_MAX = 20_000
# Where a message was written; the browser goes back there.
INBOX = "inbox"


@require_POST
@signed_in
def draft(request: Asked, opportunity_id: int) -> HttpResponse:
    """The composer again while somebody writes: the template filled anew when it was chosen, else only counted."""
    store = _store(request, opportunity_id)
    typed = _typed(request)
    wants_template = request.headers.get("hx-trigger-name") == "template" or bool(request.POST.get("fill"))
    composer = _composer(request, opportunity_id, store, typed, fill=wants_template)
    return render(request, "conversations/_composer.html", composer)


@require_POST
@signed_in
def messages_sent(request: Asked, opportunity_id: int) -> HttpResponse:
    """Send it, or let it wait until it may go (`when_allowed`); what was typed is kept where it may not."""
    store = _store(request, opportunity_id)
    typed = _typed(request)
    page = reverse("lead_conversation" if typed["next"] == INBOX else "lead", args=[opportunity_id])
    try:
        point_id = int(typed["point"])
        written = write_by_hand(
            request.access,
            opportunity_id,
            point_id,
            channel=typed["channel"],
            subject=typed["subject"],
            body=typed["body"],
            template=typed["template"],
            edited=_edited(request, opportunity_id, typed),
            now=request.now,
            when_allowed=bool(request.POST.get("when_allowed")),
        )
    except NoSuchOpportunity:
        raise Http404 from None
    except NothingSaid:
        messages.error(request, _("It has no words yet. Nothing was sent."))
        return redirected(f"{page}?write={typed['channel']}#write")
    except (CannotReach, ValueError, OverflowError):
        messages.error(request, _("Choose a number or address of this customer. Nothing was sent."))
        return redirected(f"{page}?write={typed['channel']}#write")
    if written.message_id is None:
        composer = _composer(request, opportunity_id, store, typed, fill=False)
        told = ways.sentence(written.answer, request.now, store.zone)
        shown = composer | {"told": told, "held": isinstance(written.answer, Hold), "zone": store.zone}
        return render(request, "conversations/not_sent.html", shown)
    if isinstance(written.answer, Permit) or written.send_after is None or written.send_after <= request.now:
        messages.success(request, _("On its way."))
    else:
        at = hour(written.send_after, store.zone, request.now)
        messages.success(request, _("It goes by itself at %(at)s.") % {"at": at})
    if request.POST.get("next") == "up_next":
        return redirected(reverse("up_next"))
    return redirected(f"{page}#timeline")


def composer_of(
    request: Asked,
    opportunity_id: int,
    store: StoreSettings,
    found_ways: Any,
    person: Any,
    *,
    prefers: str = "",
    subject: str = "",
    back: str = "",
) -> dict[str, Any]:
    """The composer as a page opens it: `?write=` the channel (else what it `prefers`), `?template=` a text to begin
    with. `subject`: of the mail that is answered; `back`: INBOX where it is written from there."""
    channel = request.GET.get("write", "") or prefers
    texts = ways.shown(found_ways, "text", request.now, store.zone)
    if channel not in CHANNELS:
        channel = "text" if texts else "email"
    typed = {
        "channel": channel,
        "template": request.GET.get("template", "")[:40],
        "point": "",
        "subject": subject if channel == "email" else "",
        "body": "",
        "language": person.language or store.language,
        "next": back,
    }
    shown = _shown(found_ways, opportunity_id, store, typed, request.now)
    return shown | _filled_in(request, opportunity_id, typed, fill=bool(typed["template"]))


def _composer(
    request: Asked, opportunity_id: int, store: StoreSettings, typed: dict[str, str], *, fill: bool
) -> dict[str, Any]:
    found = reach(request.access, opportunity_id, now=request.now, template=typed["template"])
    shown = _shown(found, opportunity_id, store, typed, request.now)
    return shown | _filled_in(request, opportunity_id, typed, fill=fill)


def _shown(
    found_ways: Any, opportunity_id: int, store: StoreSettings, typed: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    channel = typed["channel"]
    to = ways.shown(found_ways, channel, now, store.zone)
    chosen = next((one for one in to if str(one["id"]) == typed["point"]), to[0] if to else None)
    return {
        "opportunity_id": opportunity_id,
        "channel": channel,
        "ways": to,
        "way": chosen,
        "templates": templates_for(store, channel, typed["language"]),
        "typed": typed,
        "goes_to": typed.get("next", ""),
    }


def _filled_in(request: Asked, opportunity_id: int, typed: dict[str, str], *, fill: bool) -> dict[str, Any]:
    subject, body = typed["subject"], typed["body"]
    missing: tuple[str, ...] = ()
    if fill:
        found = _fill(request, opportunity_id, typed)
        if found is not None:
            subject, body, missing = found.subject, found.body, found.missing
    return {"subject": subject, "body": body, "missing": missing, "count": segments(body)}


def _fill(request: Asked, opportunity_id: int, typed: Mapping[str, str]) -> Filled | None:
    if not typed["template"]:
        return None
    found = filled(request.access, opportunity_id, typed["template"], typed["language"], now=request.now)
    return found.filled if found is not None else None


def _edited(request: Asked, opportunity_id: int, typed: Mapping[str, str]) -> bool:
    """Whether the words are the person's own: a template as it stands is no personal attempt (RSP-3)."""
    found = _fill(request, opportunity_id, typed)
    return found is None or found.body.split() != typed["body"].split()


def _typed(request: Asked) -> dict[str, str]:
    names = ("channel", "point", "template", "language", "subject", "body", "next")
    typed = {name: request.POST.get(name, "").replace("\0", "")[:BODY_LENGTH_MAX] for name in names}
    if typed["channel"] not in CHANNELS:
        raise Http404
    typed["template"], typed["language"] = typed["template"][:40], typed["language"][:8] or "en"
    typed["next"] = INBOX if typed["next"] == INBOX else ""
    typed["body"] = typed["body"].replace("\r\n", "\n")
    return typed


def _store(request: Asked, opportunity_id: int) -> StoreSettings:
    rooftop_id = store_of_opportunity(request.access, opportunity_id)
    if rooftop_id is None:
        raise Http404
    return settings_of([rooftop_id])[rooftop_id]
