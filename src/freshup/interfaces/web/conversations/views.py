"""The outbox: what went to customers, what is about to, and by which rule."""

from typing import Any, Final
from urllib.parse import urlencode

from csp.constants import SELF
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from freshup.interfaces.web.conversations.received import received
from freshup.interfaces.web.paging import pages, turn_of
from freshup.interfaces.web.reached import deed, reached
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.conversations import Incoming, receive_reply
from freshup.queries import conversations
from freshup.queries.calls import heard_of
from freshup.queries.conversations import MessageLine, MessageNotFound, MessageWhole
from freshup.queries.stores import settings_of
from freshup.queries.tracking import engagements_of
from freshup.queries.words import say

SANDBOX: Final = "sandbox"
ANSWER_LENGTH_MAX: Final = 2_000
DEEDS_SHOWN: Final = 20
STATES: Final = {
    "queued": lazy("About to go"),
    "sending": lazy("Going out"),
    "sent": lazy("Sent"),
    "refused": lazy("Not sent"),
    "failed": lazy("Failed"),
    "unsure": lazy("Unsure"),
    "cancelled": lazy("Withdrawn"),
}
# Of what came in; no message of ours is ever in it.
RECEIVED: Final = {"received": lazy("Received")}
PURPOSES: Final = {
    "acknowledgement": lazy("Acknowledgement"),
    "follow_up": lazy("Follow-up"),
    "reply": lazy("Reply"),
    "appointment": lazy("Appointment"),
    "inquiry": lazy("Inquiry"),
    "marketing": lazy("Marketing"),
    "confirmation": lazy("Confirmation of an opt-out"),
    "staff": lazy("To staff"),
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
            "managing": any(map(request.access.manages, request.stores)),
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
    response = render(
        request,
        "conversations/message.html",
        {
            "one": whole,
            **_shown(whole.line),
            "headers": sorted(whole.headers.items()),
            "sandbox": in_sandbox,
            "live": whole.line.state in ("queued", "sending"),
            "can_answer": _can_answer(whole),
            **received(message_id),
            "heard": heard_of(request.access, [message_id]).get(message_id, ()),
            "deeds": [
                deed(one.kind, one.machine, one.why) | {"at": one.at, "target": one.target}
                for one in engagements_of(message_id, limit=DEEDS_SHOWN)
            ],
        },
    )
    # Its own layout of a mail, in a frame that may do nothing.
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response


@require_POST
@signed_in
def message_answers(request: Asked, message_id: int) -> HttpResponse:
    """What the customer writes back, while there is no provider that could bring it: the sandbox answers."""
    try:
        whole = conversations.message(request.access, message_id)
    except MessageNotFound as unknown:
        raise Http404 from unknown
    page = reverse("message", args=[message_id])
    body = request.POST.get("body", "").strip()[:ANSWER_LENGTH_MAX]
    if not _can_answer(whole):
        messages.error(request, _("Only what the sandbox has taken can be answered here."))
    elif not body:
        messages.error(request, _("It has no words yet. Nothing was received."))
    else:
        line = whole.line
        id = f"{message_id}-{request.now.timestamp():.6f}"
        answer = Incoming(
            SANDBOX, id, line.rooftop_id, line.channel, line.recipient, body, answers=message_id
        )
        receive_reply(answer, now=request.now)
        messages.success(request, _("Received, as if the customer had written it."))
        return redirected(reverse("lead", args=[line.opportunity_id]))
    return redirected(page)


def _can_answer(whole: MessageWhole) -> bool:
    line = whole.line
    return (
        line.provider == SANDBOX
        and line.state == "sent"
        and line.direction == "out"
        and line.channel != "call"
    )


def _shown(line: MessageLine) -> dict[str, Any]:
    return {
        "line": line,
        "state_words": {**STATES, **RECEIVED}.get(line.state, line.state),
        "purpose": PURPOSES.get(line.purpose, line.purpose),
        "why": gate_words(line),
        "reached": reached(line.delivery, line.opened_at, line.clicked_at),
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
