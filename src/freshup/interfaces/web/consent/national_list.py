"""The national do-not-call list of the group: its area codes and their age, and the form that loads a file of it."""

from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.operations.consent.national_list import LOADED, load_by_hand
from freshup.queries.national_list import WARNED_BEFORE, AreaRow, ImportRow, areas, imports
from freshup.queries.words import say

# Two million numbers take half a minute; for more there is the console.
BYTES_MAX: Final = 25 * 1024**2
STATES: Final = {"loaded": gettext_lazy("Loaded"), "rejected": gettext_lazy("Turned away")}
TONES: Final = {"loaded": "good", "rejected": "bad"}


@of_store
def national_list(request: StoreAsked) -> HttpResponse:
    """What is loaded and how old it is; a file comes by POST."""
    if request.method != "POST":
        return _page(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or file.file is None:
        return _page(request, error=gettext("Choose a file first. Nothing was changed."))
    if (file.size or 0) > BYTES_MAX:
        return _page(
            request,
            error=gettext(
                "The file is larger than %(megabytes)s MB: load it with the command “freshup dnc”. Nothing was changed."
            )
            % {"megabytes": BYTES_MAX // 1024**2},
        )
    made = load_by_hand(
        request.access,
        request.store.id,
        request.store.group_id,
        file.file,
        file_name=file.name or "",
        full=request.POST.get("kind") != "delta",
        confirmed="confirmed" in request.POST,
        now=request.now,
        ip=address_of(request),
    )
    if made.state == LOADED:
        messages.success(
            request,
            gettext("Loaded: %(added)s numbers are new, %(removed)s are gone.")
            % {"added": f"{made.added:,}", "removed": f"{made.removed:,}"},
        )
        return redirected(reverse("settings_do_not_call"))
    reason, kept = dict(made.reason or {}), gettext("The list is as it was before this file.")
    return _page(
        request,
        error=f"{say(reason)}. {kept}",
        may_confirm=reason.get("code") == "dnc.shrinks",
    )


def _page(request: StoreAsked, *, error: str = "", may_confirm: bool = False) -> HttpResponse:
    found = areas(request.store.group_id, now=request.now)
    stale = [one for one in found if one.stale]
    soon = [one for one in found if not one.stale and one.days_left < WARNED_BEFORE.days]
    return settings_page(
        request,
        "consent/national_list.html",
        {
            "areas": [_area(one) for one in found],
            "numbers": sum(one.numbers for one in found),
            "stale": ", ".join(one.area_code for one in stale),
            "soon": ", ".join(one.area_code for one in soon),
            "days_left": _days(min((one.days_left for one in soon), default=0)),
            "imports": [_import(one) for one in imports(request.store.group_id)],
            "error": error,
            "may_confirm": may_confirm,
            "delta": request.POST.get("kind") == "delta",
            "megabytes": BYTES_MAX // 1024**2,
        },
        status=422 if error else 200,
    )


def _days(count: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": count}


def _area(one: AreaRow) -> dict[str, Any]:
    if one.stale:
        return {"one": one, "tone": "bad", "left": gettext("too old")}
    soon = one.days_left < WARNED_BEFORE.days
    return {"one": one, "tone": "warn" if soon else "good", "left": _days(one.days_left)}


def _import(one: ImportRow) -> dict[str, Any]:
    return {
        "one": one,
        "state": STATES.get(one.state, one.state),
        "tone": TONES.get(one.state, ""),
        "why": say(one.reason) if one.reason else "",
    }
