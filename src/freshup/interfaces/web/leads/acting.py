"""What people do on the page of an opportunity: each a resource that is posted to, each back on the page after."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.interfaces.web.leads import words
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.leads import (
    ClosedAlready,
    ClosingRefused,
    NeedsManager,
    NoSuchOpportunity,
    NotClosed,
    NothingSaid,
    add_note,
    approve_closing,
    close,
    log_outcome,
    reopen,
)
from freshup.operations.routing import NewOwner, TakenAlready, UnknownOwner, claim, reassign
from freshup.queries.words import say

WORDS_LENGTH_MAX = 4_000
Action = Callable[[Asked, int], str]


def action(act: Action) -> Callable[..., HttpResponseBase]:
    """A change to an opportunity: what `act` says is shown on its page, where the browser goes next."""

    @require_POST
    @signed_in
    @wraps(act)
    def acted(request: Asked, opportunity_id: int) -> HttpResponse:
        try:
            messages.success(request, act(request, opportunity_id))
        except NoSuchOpportunity:
            raise Http404 from None
        except NeedsManager:
            raise PermissionDenied(_("Only a manager of this store may do that.")) from None
        except ClosingRefused as refused:
            messages.error(request, say(refused.reason))
        except ClosedAlready:
            messages.error(request, _("It is closed already, or waits for a manager. Nothing was changed."))
        except NotClosed:
            messages.error(request, _("It is open. Nothing was changed."))
        except NothingSaid:
            messages.error(request, _("A note needs words. Nothing was saved."))
        except UnknownOwner:
            messages.error(request, _("Choose somebody who works at this store. Nothing was changed."))
        except TakenAlready:
            messages.error(request, _("Somebody else took it a moment ago."))
        # A tap on a card or after a call goes on with the line; nothing else may be named as the way back.
        if request.POST.get("next") == "up_next":
            # Whoever still waits for another way of answering stays in the line, but the next card comes first.
            return redirected(f"{reverse('up_next')}?skip={opportunity_id}")
        return redirected(reverse("lead", args=[opportunity_id]))

    return acted


@action
def outcomes(request: Asked, opportunity_id: int) -> str:
    """A call, a message or a visit happened."""
    typed = request.POST.get("outcome", "")
    if typed not in set(Outcome):
        raise Http404
    log_outcome(request.access, opportunity_id, Outcome(typed), now=request.now, words=_words(request))
    return str(words.OUTCOMES[typed])


@action
def notes(request: Asked, opportunity_id: int) -> str:
    add_note(request.access, opportunity_id, _words(request), now=request.now)
    return _("Note saved")


@action
def closing(request: Asked, opportunity_id: int) -> str:
    """Close as lost or bad: one field holds both, such as `lost.price`."""
    stage, _dot, reason = request.POST.get("reason", "").partition(".")
    if stage not in (Stage.LOST, Stage.BAD):
        stage, reason = Stage.LOST, ""
    closed = close(
        request.access, opportunity_id, Stage(stage), reason, now=request.now, note=_words(request)
    )
    if closed.asked:
        return _("A manager has been asked. It stays open until then.")
    return _("Closed. It can be opened again at any time.")


@action
def approval(request: Asked, opportunity_id: int) -> str:
    approve_closing(request.access, opportunity_id, now=request.now)
    return _("Approved: it is closed.")


@action
def reopening(request: Asked, opportunity_id: int) -> str:
    reopen(request.access, opportunity_id, now=request.now)
    return _("It is open.")


@action
def ownership(request: Asked, opportunity_id: int) -> str:
    """Take it oneself (`to=me`), or as a manager give it to a person (`to=17`) or the desk (`to=desk`)."""
    to: Any = request.POST.get("to", "")
    if to == "me":
        claim(request.access, opportunity_id, now=request.now)
        return _("It is yours.")
    if to == "desk":
        new = NewOwner(desk=request.POST.get("desk", ""))
    elif to.isascii() and to.isdigit() and len(to) < 18:
        new = NewOwner(staff_id=int(to))
    else:
        new = NewOwner()
    reassign(request.access, opportunity_id, new, now=request.now)
    return _("Handed over.")


def _words(request: Asked) -> str:
    return request.POST.get("words", "").replace("\0", "")[:WORDS_LENGTH_MAX]
