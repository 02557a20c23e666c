"""The outbox: what went to customers, what is about to, and by which rule."""

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from freshup.interfaces.web.paging import pages, turn_of
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.queries import conversations
from freshup.queries.conversations import MessageLine, MessageNotFound
from freshup.queries.stores import settings_of
from freshup.queries.words import say

SANDBOX: Final = "sandbox"
STATES: Final = {
    "queued": lazy("About to go"),
    "sending": lazy("Going out"),
    "sent": lazy("Sent"),
    "refused": lazy("Not sent"),
    "failed": lazy("Failed"),
    "unsure": lazy("Unsure"),
}
PURPOSES: Final = {
    "acknowledgement": lazy("Acknowledgement"),
    "reply": lazy("Reply"),
    "marketing": lazy("Marketing"),
}


@require_GET
@signed_in
def outbox(request: Asked) -> HttpResponse:
    """The messages of the stores, newest first."""
    stores = tuple(store for store in request.stores if store in request.access.rooftops)
    if not stores:
        return render(request, "conversations/own_only.html")
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    turn = turn_of(request.GET)
    page = conversations.outbox(request.access, stores, turn, state=state or None)
    newest = turn.before is None and turn.after is None
    names = settings_of(request.access.stores)
    return render(
        request,
        "conversations/outbox.html",
        {
            "rows": [_shown(line) | {"store": names[line.rooftop_id].name} for line in page.rows],
            "state": state,
            "tabs": [_tab(one, state) for one in ("", *STATES)],
            "sandbox": settings.FRESHUP_EMAIL == SANDBOX,
            "several_stores": len(stores) > 1,
            "live": newest and any(line.state in ("queued", "sending") for line in page.rows),
            **pages(page.found, {"state": state} if state else {}),
        },
    )


def _tab(one: str, state: str) -> dict[str, Any]:
    return {
        "label": STATES[one] if one else _("Everything"),
        "url": f"{reverse('outbox')}?{urlencode({'state': one})}" if one else reverse("outbox"),
        "active": one == state,
        "count": None,
    }


@require_GET
@signed_in
def message(request: Asked, message_id: int) -> HttpResponse:
    """One message as it was sent, or as it will be."""
    try:
        whole = conversations.message(request.access, message_id)
    except MessageNotFound as unknown:
        raise Http404 from unknown
    in_sandbox = whole.line.provider == SANDBOX or (
        not whole.line.provider and settings.FRESHUP_EMAIL == SANDBOX
    )
    return render(
        request,
        "conversations/message.html",
        {
            "one": whole,
            **_shown(whole.line),
            "headers": sorted(whole.headers.items()),
            "sandbox": in_sandbox,
            "live": whole.line.state in ("queued", "sending"),
        },
    )


def _shown(line: MessageLine) -> dict[str, Any]:
    return {
        "line": line,
        "state_words": STATES.get(line.state, line.state),
        "purpose": PURPOSES.get(line.purpose, line.purpose),
        "why": gate_words(line),
    }


def gate_words(line: MessageLine) -> str:
    """The rule of the gate by which it went or stayed."""
    if not line.gate_rule:
        return ""
    return say(
        {
            "code": f"consent.{line.gate_rule}",
            "hours": 24,
            "channel": line.channel,
            "purpose": str(PURPOSES.get(line.purpose, line.purpose)),
        }
    )
