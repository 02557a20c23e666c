"""What somebody owns is given to others: to whom is chosen, what each gets is shown, then it is done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, fingerprint, of_store, settings_page, was_previewed
from freshup.operations.ownership import Dealt, Destination, give_away, preview_giving
from freshup.operations.routing import UnknownOwner
from freshup.queries import settings as reads
from freshup.queries.stores import StoreSettings

WAYS = ("desk", "person", "on_shift", "everybody")


@require_http_methods(["GET", "POST"])
@of_store
def person_leads(request: StoreAsked, staff_id: int) -> HttpResponse:
    """Nothing changes hands that was not shown before; done twice, the second time finds nothing left."""
    store = request.store
    found = reads.person(store.id, staff_id, now=request.now, calendar=store.calendar)
    if found is None:
        raise Http404
    way, to = request.POST.get("way", ""), request.POST.get("to", "")
    shown: dict[str, Any] = {"line": found.line, "way": way or "on_shift", "to": to}
    shown["ways"] = _ways(store)
    shown["people"] = sorted(
        ((id, name) for id, name in store.user_names.items() if id != staff_id), key=lambda one: one[1]
    )
    if request.method != "POST":
        return settings_page(request, "ownership/person_leads.html", shown)
    chosen = Destination(way, int(to) if to.isascii() and to.isdigit() and len(to) < 18 else None)
    try:
        if was_previewed(request, [way, to]):
            done = give_away(request.access, store.id, staff_id, chosen, now=request.now)
            words = ngettext(
                "%(count)s lead has changed hands.", "%(count)s leads have changed hands.", done.count
            )
            messages.success(request, words % {"count": done.count})
            return redirected(reverse("person", args=[staff_id]))
        dealt = preview_giving(request.access, store.id, staff_id, chosen, now=request.now)
    except UnknownOwner:
        shown["problem"] = gettext("Choose who gets them. Nothing was changed.")
        return settings_page(request, "ownership/person_leads.html", shown)
    shown |= _preview(store, dealt) | {"previewed": fingerprint([way, to])}
    return settings_page(request, "ownership/person_leads.html", shown)


def _ways(store: StoreSettings) -> list[tuple[str, str]]:
    return [
        ("on_shift", gettext("Dealt out among those on shift now")),
        ("everybody", gettext("Dealt out among everybody who takes leads")),
        ("person", gettext("All to one person")),
        ("desk", gettext("To %(desk)s") % {"desk": store.desk}),
    ]


def _preview(store: StoreSettings, dealt: Dealt) -> dict[str, Any]:
    def name(one: int | str) -> str:
        return store.user_names.get(one, "") if isinstance(one, int) else one

    return {
        "preview": {
            "count": dealt.count,
            "shares": [(name(one), count) for one, count in dealt.shares],
            "sample": [
                {"name": customer or gettext("No name given"), "wanted": wanted, "to": name(one)}
                for customer, wanted, one in dealt.sample
            ],
        }
    }
