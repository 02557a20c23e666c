"""Appointments: set from the card, the call or the lead; cancelled, kept or missed from the lead."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from freshup.domain.leads.outcomes import Outcome
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.interfaces.web.times import NoTime, typed_time
from freshup.operations.appointments import (
    NoSuchAppointment,
    SettledAlready,
    UnfitTime,
    cancel,
    note_no_show,
    set_appointment,
    show,
)
from freshup.operations.leads import ClosedAlready, NoSuchOpportunity, log_outcome
from freshup.queries.response.call_screen import store_of_opportunity
from freshup.queries.stores import settings_of
from freshup.queries.words import say

WORDS_LENGTH_MAX = 4_000


@require_POST
@signed_in
def appointments(request: Asked, opportunity_id: int) -> HttpResponse:
    """Set one, or move the one that stands. Outside the store's hours it is asked once more."""
    rooftop_id = store_of_opportunity(request.access, opportunity_id)
    if rooftop_id is None:
        raise Http404
    zone = settings_of([rooftop_id])[rooftop_id].zone
    typed = {name: request.POST.get(name, "").replace("\0", "")[:WORDS_LENGTH_MAX] for name in FIELDS}
    back = reverse("up_next") if typed["next"] == "up_next" else reverse("lead", args=[opportunity_id])
    try:
        at = typed_time(typed["at"], zone)
        made = set_appointment(
            request.access,
            opportunity_id,
            at,
            kind=typed["kind"] or "sales",
            now=request.now,
            words=typed["words"],
            insists=bool(typed["insists"]),
        )
        if typed["spoke"]:
            log_outcome(request.access, opportunity_id, Outcome.SPOKE, now=request.now)
    except NoSuchOpportunity:
        raise Http404 from None
    except UnfitTime as unfit:
        if unfit.confirmable:
            shown = {"typed": typed, "at": at, "zone": zone, "why": say(unfit.reason), "back": back}
            return render(request, "appointments/outside.html", shown | {"opportunity_id": opportunity_id})
        messages.error(request, _("%(why)s. Nothing was set.") % {"why": say(unfit.reason)})
    except NoTime as problem:
        messages.error(request, str(problem))
    except ClosedAlready:
        messages.error(request, _("This lead is closed. Open it again first; nothing was set."))
    else:
        messages.success(request, _("Appointment moved.") if made.replaced else _("Appointment set."))
        return redirected(back)
    return redirected(reverse("lead", args=[opportunity_id]))


FIELDS = ("at", "kind", "words", "next", "spoke", "insists")
Settle = Callable[[Asked, int], tuple[int, str]]


def settling(settle: Settle) -> Callable[..., HttpResponseBase]:
    """Something became of an appointment: said on the lead's page, where the browser goes next."""

    @require_POST
    @signed_in
    @wraps(settle)
    def settled(request: Asked, appointment_id: int) -> HttpResponse:
        try:
            opportunity_id, told = settle(request, appointment_id)
        except (NoSuchAppointment, NoSuchOpportunity):
            raise Http404 from None
        except SettledAlready as already:
            messages.error(
                request,
                _("It was settled already: %(how)s. Nothing was changed.") % {"how": say(already.reason)},
            )
            return redirected(reverse("lead", args=[already.opportunity_id]))
        except UnfitTime as unfit:
            messages.error(request, _("%(why)s. Nothing was changed.") % {"why": say(unfit.reason)})
            return redirected(reverse("lead", args=[unfit.opportunity_id]))
        messages.success(request, told)
        return redirected(reverse("lead", args=[opportunity_id]))

    return settled


@settling
def cancellation(request: Asked, appointment_id: int) -> tuple[int, str]:
    return cancel(request.access, appointment_id, now=request.now), _("Appointment cancelled.")


@settling
def showing(request: Asked, appointment_id: int) -> tuple[int, str]:
    return show(request.access, appointment_id, now=request.now), _("The customer is here.")


@settling
def no_show(request: Asked, appointment_id: int) -> tuple[int, str]:
    told = _("Noted. The follow-up for a missed appointment begins by itself.")
    return note_no_show(request.access, appointment_id, now=request.now), told
