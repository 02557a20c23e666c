"""What people do with a conversation: each a resource that is posted to, each back on its page after."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from freshup.interfaces.web.inbox.words import VIEWS
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.interfaces.web.times import NoTime, chosen_time
from freshup.operations.conversations import angry
from freshup.operations.conversations.tending import (
    NoSuchConversation,
    SeesOnlyTheirOwn,
    UnknownColleague,
    assign,
    rest,
    snooze,
)
from freshup.operations.opportunities import NoSuchOpportunity
from freshup.queries.conversations_of import Talk, talk
from freshup.queries.stores import settings_of

Action = Callable[[Asked, Talk], str]


def action(*, leaves: bool = False) -> Callable[[Action], Callable[..., HttpResponseBase]]:
    """A change to a conversation: what it says is shown. `leaves`: it is out of the line, so back to the list."""

    def of(act: Action) -> Callable[..., HttpResponseBase]:
        @require_POST
        @signed_in
        @wraps(act)
        def acted(request: Asked, conversation_id: int) -> HttpResponse:
            found = talk(request.access, conversation_id)
            if found is None:
                raise Http404
            try:
                messages.success(request, act(request, found))
            except (NoSuchConversation, NoSuchOpportunity):
                raise Http404 from None
            except angry.ManagersOnly:
                raise PermissionDenied(_("Only a manager of this store may do that.")) from None
            except angry.NotAngry:
                messages.error(request, _("A manager has seen it already. Nothing was changed."))
            except UnknownColleague:
                messages.error(request, _("Choose somebody who works at this store. Nothing was changed."))
            except SeesOnlyTheirOwn:
                messages.error(
                    request,
                    _("They see only leads of their own: give them the lead instead. Nothing was changed."),
                )
            except NoTime as problem:
                messages.error(request, str(problem))
                return redirected(page(request, found))
            return redirected(_back(request) if leaves else page(request, found))

        return acted

    return of


def page(request: Asked, found: Talk) -> str:
    """The conversation beside the list it was opened from."""
    view = request.POST.get("view", "")
    url = reverse("conversation", args=[found.id])
    return f"{url}?view={view}" if view in VIEWS else url


def _back(request: Asked) -> str:
    view = request.POST.get("view", "")
    return f"{reverse('inbox')}?view={view}" if view in VIEWS else reverse("inbox")


@action()
def assignment(request: Asked, found: Talk) -> str:
    """`to`: a place of the store, `me`, or nothing, which gives it back to the owner."""
    typed = request.POST.get("to", "")
    if typed == "me":
        place = request.access.places.get(found.rooftop_id)
        if place is None:
            raise UnknownColleague
        assign(request.access, found.id, place, now=request.now)
        return _("You answer from now on. The lead stays where it is.")
    if not typed:
        assign(request.access, found.id, None, now=request.now)
        return _("The owner answers again.")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
        raise UnknownColleague
    assign(request.access, found.id, int(typed), now=request.now)
    return _("Given to a colleague. The lead stays where it is.")


@action(leaves=True)
def snoozing(request: Asked, found: Talk) -> str:
    """`when` or `at` as everywhere; `when=now` takes it back."""
    if request.POST.get("when") == "now":
        snooze(request.access, found.id, None, now=request.now)
        return _("It stands in line again.")
    zone = settings_of([found.rooftop_id])[found.rooftop_id].zone
    snooze(request.access, found.id, chosen_time(request.POST, request.now, zone), now=request.now)
    return _("Put off. It comes back by itself, or when the customer writes.")


@action(leaves=True)
def resting(request: Asked, found: Talk) -> str:
    rest(request.access, found.id, now=request.now)
    return _("No answer needed: nobody waits any more.")


@action()
def anger(request: Asked, found: Talk) -> str:
    """Somebody says that this customer is angry."""
    if found.opportunity_id is None:
        raise Http404
    if angry.flag(request.access, found.opportunity_id, now=request.now):
        return _("The managers have been told. Nothing goes out by itself until one has looked.")
    return _("It is flagged already.")


@action()
def anger_settled(request: Asked, found: Talk) -> str:
    """A manager has looked; `none=1` says that it was no anger at all."""
    if found.opportunity_id is None:
        raise Http404
    if request.POST.get("none"):
        angry.unflag(request.access, found.opportunity_id, now=request.now)
        return _("The flag is gone. The follow-up goes on.")
    angry.seen(request.access, found.opportunity_id, now=request.now)
    return _("Seen. The follow-up goes on.")
