"""One conversation: everything that was said on every channel, and the composer to answer with."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from freshup.interfaces.web.conversations.writing import INBOX, composer_of
from freshup.interfaces.web.inbox import words
from freshup.interfaces.web.inbox.listing import address, pane, view_of
from freshup.interfaces.web.inbox.showing import entries
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.interfaces.web.times import choices
from freshup.queries.conversations_of import (
    NoSuchOpportunity,
    Said,
    Talk,
    answerers,
    conversation_of,
    others,
    said,
    talk,
)
from freshup.queries.reach import ways_of
from freshup.queries.stores import StoreSettings, settings_of
from freshup.queries.website import chat_lines
from freshup.queries.words import say

CHAT: Final = "chat"
SUBJECT_LENGTH_MAX: Final = 200
LAST_WORDS_MAX: Final = 400


@require_GET
@signed_in
def conversation(request: Asked, conversation_id: int) -> HttpResponse:
    """The whole conversation, newest first; `?before=` goes on, `?write=` names the channel of the composer."""
    found = talk(request.access, conversation_id)
    if found is None:
        raise Http404
    store = settings_of([found.rooftop_id])[found.rooftop_id]
    page = said(found, request.GET.get("before", ""))
    view = view_of(request)
    shown = {
        "talk": found,
        "zone": store.zone,
        "name": found.name or (_("Somebody in the chat") if found.chat_id else _("No name given")),
        "store_name": store.name if len(request.access.stores) > 1 else "",
        "entries": entries(page.entries, found, store, request.access),
        "older_said": page.older,
        "back_url": address(view),
        "here": f"{request.path}?{urlencode({'view': view})}",
        "managing": request.access.manages(found.rooftop_id),
        "angry_why": say(found.angry_reason) if found.angry_reason.get("code") else "",
        "assigned": store.user_names.get(found.assigned_id or 0, ""),
        "mine": found.assigned_id is not None
        and found.assigned_id == request.access.places.get(found.rooftop_id),
        "colleagues": answerers(found.rooftop_id, found.owner_id),
        "snoozes": choices(request.now, store.zone, later=True),
        "others": others(request.access, found),
        "last_words": _last_words(page.entries),
        "write_channel": "",
        "ways": [],
    }
    shown |= pane(request, open_id=found.id)
    shown |= _answering(request, found, store, page.entries)
    return render(request, "inbox/inbox.html", shown)


@require_GET
@signed_in
def of_lead(request: Asked, opportunity_id: int) -> HttpResponse:
    """The conversation about this lead; where nobody has spoken yet, the lead itself."""
    try:
        found = conversation_of(request.access, opportunity_id)
    except NoSuchOpportunity:
        raise Http404 from None
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    if found is not None:
        return redirected(reverse("conversation", args=[found]) + asked)
    messages.info(request, _("Nobody has spoken yet. Write first."))
    return redirected(reverse("lead", args=[opportunity_id]) + (asked or "#write"))


def _answering(request: Asked, found: Talk, store: StoreSettings, story: Sequence[Said]) -> dict[str, Any]:
    """The composer of the channel that was asked for, else of the one the customer used last."""
    chats = found.chats
    typed = request.GET.get("write", "")
    shown: dict[str, Any] = {"chats": chats, "chat_state": words.CHAT_STATES.get(found.chat_state, "")}
    if chats and (found.opportunity_id is None or typed in ("", CHAT)):
        chat = chat_lines(request.access, found.chat_id or 0)
        drafts = [
            {"line": line, "problems": [say({"code": code}) for code in line.problems]}
            for line in (chat.lines if chat else ())
            if line.draft
        ]
        return shown | {"write_channel": CHAT, "chat": chat, "drafts": drafts}
    if found.opportunity_id is None or found.person_id is None:
        return shown
    ways = ways_of(found.opportunity_id, found.person_id, store, now=request.now)
    composer = composer_of(
        request,
        found.opportunity_id,
        store,
        ways,
        found,
        prefers=_last_channel(story),
        subject=_answered_subject(story),
        back=INBOX,
    )
    return shown | composer | {"write_channel": composer["channel"]}


def _last_words(story: Sequence[Said]) -> str:
    """What is to be answered, beside the field it is answered in."""
    found = next((one.words for one in story if one.direction == "in" and one.words), "")
    return Truncator(found).chars(LAST_WORDS_MAX)


def _last_channel(story: Sequence[Said]) -> str:
    return next(
        (one.channel for one in story if one.direction == "in" and one.channel in ("text", "email")), ""
    )


def _answered_subject(story: Sequence[Said]) -> str:
    """The subject of the last mail, as an answer to it bears it."""
    subject = next((one.subject for one in story if one.channel == "email" and one.subject), "")
    if not subject or subject.lower().startswith(("re:", "rv:")):
        return subject
    return f"Re: {subject}"[:SUBJECT_LENGTH_MAX]
