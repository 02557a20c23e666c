"""Teams: added, renamed, dissolved, on the page of the people."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.forms import TeamForm
from freshup.interfaces.web.stores.one import StoreAsked, of_store
from freshup.operations.stores import TeamNameTaken, add_team, archive_team, change_team
from freshup.queries import settings as reads


@require_POST
@of_store
def teams(request: StoreAsked) -> HttpResponse:
    """Add a team."""
    form = TeamForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("A team needs a name and a kind."))
        return _back()
    try:
        add_team(request.access, request.store.id, now=request.now, **form.cleaned_data)
        messages.success(request, gettext("The team is added."))
    except TeamNameTaken:
        messages.error(request, gettext("There is, or was, a team of this name. Choose another."))
    return _back()


@require_POST
@of_store
def team(request: StoreAsked, team_id: int) -> HttpResponse:
    """Rename a team, or change its kind."""
    if reads.team_week(request.store.id, team_id) is None:
        raise Http404
    form = TeamForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("A team needs a name and a kind."))
        return _back()
    try:
        change_team(request.access, request.store.id, team_id, now=request.now, **form.cleaned_data)
        messages.success(request, gettext("The team is saved."))
    except TeamNameTaken:
        messages.error(request, gettext("There is, or was, a team of this name. Choose another."))
    return _back()


@require_POST
@of_store
def removal(request: StoreAsked, team_id: int) -> HttpResponse:
    """Dissolve a team; its people stay."""
    try:
        left = archive_team(request.access, request.store.id, team_id, now=request.now)
    except ObjectDoesNotExist:
        raise Http404 from None
    words = ngettext(
        "The team is dissolved. %(count)s person is in no team now.",
        "The team is dissolved. %(count)s people are in no team now.",
        left,
    )
    messages.success(request, words % {"count": left})
    return _back()


def _back() -> HttpResponse:
    return redirected(reverse("settings_people") + "#teams")
