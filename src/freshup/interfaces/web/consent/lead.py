"""A customer's opt-out as a person hears it, and its lifting: resources of the lead."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from freshup.domain.consent import CHANNELS
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.conversations.opting import lift_by_hand, opt_out_by_hand
from freshup.operations.opportunities import NoSuchOpportunity, NothingSaid

WORDS_LENGTH_MAX = 4_000


@require_POST
@signed_in
def opt_outs(request: Asked, opportunity_id: int) -> HttpResponseBase:
    """They asked not to be reached: `channels` (none means all of them) and the words they used."""
    try:
        closed = opt_out_by_hand(
            request.access,
            opportunity_id,
            channels=_channels(request),
            words=_words(request),
            now=request.now,
        )
    except NoSuchOpportunity:
        raise Http404 from None
    except NothingSaid:
        messages.error(
            request, _("Write down what the customer said: it is the evidence. Nothing was changed.")
        )
        return _back(opportunity_id)
    if closed:
        messages.success(request, _("Nothing more goes to this customer there, from any store of the group."))
    else:
        messages.info(request, _("That was so already. Nothing was changed."))
    return _back(opportunity_id)


@require_POST
@signed_in
def lifting(request: Asked, opportunity_id: int) -> HttpResponseBase:
    """They agreed to be reached again: the same fields, the words are the evidence."""
    try:
        opened = lift_by_hand(
            request.access,
            opportunity_id,
            channels=_channels(request),
            words=_words(request),
            now=request.now,
        )
    except NoSuchOpportunity:
        raise Http404 from None
    except NothingSaid:
        messages.error(
            request,
            _(
                "Write down how the customer agreed: without evidence the opt-out stands. Nothing was changed."
            ),
        )
        return _back(opportunity_id)
    if opened:
        messages.success(request, _("The customer may be reached again. What they said is kept."))
    else:
        messages.info(request, _("There was no opt-out. Nothing was changed."))
    return _back(opportunity_id)


def _channels(request: Asked) -> tuple[str, ...]:
    chosen = request.POST.getlist("channels") or request.POST.getlist("channel")
    return tuple(one for one in CHANNELS if one in chosen) or ("",)


def _words(request: Asked) -> str:
    return request.POST.get("words", "")[:WORDS_LENGTH_MAX]


def _back(opportunity_id: int) -> HttpResponse:
    return redirected(reverse("lead", args=[opportunity_id]))
