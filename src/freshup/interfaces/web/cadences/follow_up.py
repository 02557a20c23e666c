"""What people do with the follow-up of one opportunity: pause it, switch it, stop everything."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.interfaces.web.times import NoTime, chosen_time
from freshup.operations.cadences import (
    NothingRuns,
    UnknownCadence,
    lift_stop,
    pause,
    resume,
    stop_everything,
    switch,
)
from freshup.operations.leads import NoSuchOpportunity
from freshup.queries.response.call_screen import store_of_opportunity
from freshup.queries.stores import settings_of

Act = Callable[[Asked, int], str]


def follow_up(act: Act) -> Callable[..., HttpResponseBase]:
    """A change to the follow-up: what `act` says is shown on the lead's page, where the browser goes next."""

    @require_POST
    @signed_in
    @wraps(act)
    def acted(request: Asked, opportunity_id: int) -> HttpResponse:
        try:
            messages.success(request, act(request, opportunity_id))
        except NoSuchOpportunity:
            raise Http404 from None
        except NoTime as problem:
            messages.error(request, str(problem))
        except NothingRuns:
            messages.error(request, _("No follow-up is running. Nothing was changed."))
        except UnknownCadence:
            messages.error(request, _("Choose one of the store's follow-ups. Nothing was changed."))
        return redirected(reverse("lead", args=[opportunity_id]) + "#follow-up")

    return acted


@follow_up
def pausing(request: Asked, opportunity_id: int) -> str:
    """Nothing goes out by itself until the time that was chosen."""
    rooftop_id = store_of_opportunity(request.access, opportunity_id)
    if rooftop_id is None:
        raise NoSuchOpportunity
    zone = settings_of([rooftop_id])[rooftop_id].zone
    pause(request.access, opportunity_id, chosen_time(request.POST, request.now, zone), now=request.now)
    return _("Paused. It goes on by itself at that time.")


@follow_up
def resumption(request: Asked, opportunity_id: int) -> str:
    resume(request.access, opportunity_id, now=request.now)
    return _("The follow-up goes on.")


@follow_up
def switching(request: Asked, opportunity_id: int) -> str:
    switch(request.access, opportunity_id, request.POST.get("key", "")[:20], now=request.now)
    return _("Another follow-up begins.")


@follow_up
def stop(request: Asked, opportunity_id: int) -> str:
    stop_everything(request.access, opportunity_id, now=request.now)
    return _("Everything automatic is stopped for this customer here. Nothing goes out until it is lifted.")


@follow_up
def lifting(request: Asked, opportunity_id: int) -> str:
    lift_stop(request.access, opportunity_id, now=request.now)
    return _("The stop is lifted. No follow-up runs until one is chosen.")
