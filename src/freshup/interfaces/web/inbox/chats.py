"""A chat from the inbox: take it, write in it, send or drop what a model suggested, give it back, end it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from freshup.interfaces.web.inbox.acting import page
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.website import chatting
from freshup.queries.conversations_of import Talk, talk

LINE_LENGTH_MAX = 2_000


@require_POST
@signed_in
def state(request: Asked, conversation_id: int) -> HttpResponse:
    """`to`: person (I talk), bot (the assistant goes on), ended, or quiet (no model writes any more)."""
    found, chat_id = _chat(request, conversation_id)
    changes = {
        "person": (chatting.take, _("You talk from here on; the assistant is silent.")),
        "bot": (chatting.hand_back, _("The assistant goes on.")),
        "ended": (chatting.end, _("The chat is over.")),
        "quiet": (chatting.stop_model, _("No model writes in this chat any more.")),
    }
    asked = changes.get(request.POST.get("to", ""))
    if asked is None:
        raise Http404
    change, words = asked
    try:
        change(request.access, chat_id, now=request.now)
        messages.success(request, words)
    except chatting.NoSuchChat:
        raise Http404 from None
    except chatting.UnableToChat:
        messages.error(request, _("The chat is over. Nothing was changed."))
    return redirected(page(request, found))


@require_POST
@signed_in
def lines(request: Asked, conversation_id: int) -> HttpResponse:
    """Write a line; `draft` names what a model suggested, which goes as it stands in the field."""
    found, chat_id = _chat(request, conversation_id)
    typed = request.POST.get("words", "").replace("\0", "").strip()[:LINE_LENGTH_MAX]
    draft = request.POST.get("draft", "")
    try:
        if not typed:
            messages.error(request, _("It has no words yet. Nothing was sent."))
        elif draft.isascii() and draft.isdigit() and len(draft) < 18:
            chatting.send_draft(request.access, int(draft), typed, now=request.now)
        else:
            chatting.person_says(request.access, chat_id, typed, now=request.now)
    except chatting.NoSuchChat:
        raise Http404 from None
    except chatting.UnableToChat:
        messages.error(request, _("The chat is over: the visitor would never read it. Nothing was sent."))
    return redirected(page(request, found))


def _chat(request: Asked, conversation_id: int) -> tuple[Talk, int]:
    found = talk(request.access, conversation_id)
    if found is None or found.chat_id is None:
        raise Http404
    return found, found.chat_id
