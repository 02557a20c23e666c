"""What every page shows around its own content."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from freshup.domain.reasons import N_
from freshup.domain.stores import HoursError, current_closing, is_open, next_opening
from freshup.interfaces.web.words import hour
from freshup.queries.inbox import waiting_count
from freshup.queries.stores import StoreSettings, settings_of

# (url name, label, icon, keys)
NAV = (
    ("up_next", N_("Up next"), "bolt", "g u"),
    ("board", N_("Board"), "board", "g b"),
    ("inbox", N_("Inbox"), "inbox", "g m"),
    ("leads", N_("Leads"), "people", "g l"),
    ("inventory", N_("Inventory"), "car", "g v"),
    ("intake", N_("Intake"), "download", "g i"),
    ("outbox", N_("Outbox"), "mail", "g o"),
    ("settings", N_("Settings"), "gear", "g s"),
)
MANAGERS_ONLY = frozenset({"board", "settings"})
# Pages that belong to a section without lying under its address.
ALSO = {
    "leads": re.compile(r"/opportunities/(?!\d+/call)"),
    "up_next": re.compile(r"/opportunities/\d+/call"),
}


def around(request: HttpRequest) -> dict[str, Any]:
    """Navigation, the store and its time, the person: two statements while settings stay as they were."""
    now = getattr(request, "now", None)
    scope = getattr(request, "access", None)
    shown: dict[str, Any] = {"now": now, "languages": settings.LANGUAGES}
    if scope is None or not scope.sees_anything:
        return shown
    user: Any = request.user
    stores = settings_of(scope.stores)
    if not stores:
        # An error page is drawn after its transaction, and outside of one the wall shows no store.
        return shown
    chosen = getattr(request, "stores", ())
    store = stores[chosen[0]] if chosen else next(iter(stores.values()))
    managing = any(map(scope.manages, chosen))
    waiting = waiting_count(scope, chosen, now=now) if now is not None else 0
    return shown | {
        "nav": [
            _nav(request, *item, waiting=waiting)
            for item in NAV
            if _url(item[0]) and (managing or item[0] not in MANAGERS_ONLY)
        ],
        "zone": store.zone,
        "store": {
            "name": store.name if len(chosen) == 1 else _("All stores"),
            "opening": _opening(store, now) if len(chosen) == 1 else "",
        },
        "stores": [
            {"id": s.id, "name": s.name, "active": chosen == (s.id,)}
            for s in sorted(stores.values(), key=lambda s: s.name)
        ],
        "stores_all": True,
        "me": {"name": user.name, "email": user.email, "role": _role(scope.roles.get(store.id, ""))},
        "theme": user.theme,
        "new_lead_url": _url("lead_new"),
    }


def _nav(request: HttpRequest, name: str, label: str, icon: str, key: str, *, waiting: int) -> dict[str, Any]:
    url = _url(name)
    return {
        "label": _(label),
        "url": url,
        "icon": icon,
        "key": key,
        "active": bool(url) and (request.path.startswith(url) or _also(name, request.path)),
        "badge": waiting if name == "inbox" and waiting else None,
    }


def _also(name: str, path: str) -> bool:
    return name in ALSO and ALSO[name].match(path) is not None


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _role(role: str) -> str:
    words = {
        "agent": _("BDC agent"),
        "salesperson": _("Salesperson"),
        "manager": _("Sales manager"),
        "principal": _("Dealer principal"),
        "admin": _("Administrator"),
    }
    return words.get(role, "")


def _opening(store: StoreSettings, now: Any) -> str:
    """Open or closed at this moment, and until when, in the store's own time."""
    zone: ZoneInfo = store.zone
    try:
        if is_open(store.calendar, now):
            closing = current_closing(store.calendar, now)
            return _("Open until %(time)s") % {"time": hour(closing, zone)} if closing else _("Open")
        return _("Closed until %(time)s") % {"time": hour(next_opening(store.calendar, now), zone, now)}
    except HoursError:
        return _("No opening hours yet")
