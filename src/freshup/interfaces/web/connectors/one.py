"""Settings: one connector: does it work, what went through, where its provider must report to."""

from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from freshup.bootstrap.connectors import reader_of
from freshup.bootstrap.probing import probe_of
from freshup.domain.connectors import provider_of
from freshup.interfaces.web.connectors.effects import effects_of_leaving, registration_is_missing
from freshup.interfaces.web.connectors.listing import line_of
from freshup.interfaces.web.connectors.of_one import of_connector
from freshup.interfaces.web.connectors.showing import report_lines
from freshup.interfaces.web.connectors.words import HOOKS
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, settings_page
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.opening import disconnect, reconnect
from freshup.operations.connectors.sealing import SealBroken
from freshup.ports.accounts import Account
from freshup.ports.probing import ProbeFailed
from freshup.queries.connectors import ConnectorRow, connectors_of, watched
from freshup.queries.keyset import Turn
from freshup.queries.reports import reports, set_aside, went_through

NEWEST: Final = 8
PASSWORD_HERE: Final = "freshup:WEBHOOK-PASSWORD@"
SPANS: Final = {"day": timedelta(hours=24), "fortnight": timedelta(days=14)}
# A test waits for somebody else's server while the page's transaction is open: never more than two at once.
TESTING: Final = BoundedSemaphore(2)


@require_GET
@of_connector
def connector(request: StoreAsked, row: ConnectorRow) -> HttpResponse:
    """How one connector is doing."""
    (watch,) = (one for one in watched([row.rooftop_id], now=request.now) if one.row.id == row.id)
    provider = provider_of(row.provider)
    account = _account(row)
    span = request.GET.get("span", "")
    span = span if span in SPANS else "day"
    newest = reports(row.id, Turn(), size=NEWEST)
    zone = str(request.store.zone)
    return settings_page(
        request,
        "connectors/connector.html",
        {
            **line_of(watch),
            "sealed": account is None,
            "went": watch.traffic.sent + watch.traffic.received,
            "hooks": _hooks(account, provider.hooks if provider else ()),
            "is_local": not _reachable(),
            "has_password": account is not None and bool(account.secrets.get("webhook_password")),
            "can_be_tested": probe_of(row.provider) is not None,
            "unregistered": provider is not None
            and registration_is_missing(request.store, provider, row.settings),
            "leaving": effects_of_leaving(row, connectors_of([row.rooftop_id])),
            "span": span,
            "span_tabs": _span_tabs(row, span),
            "spans": went_through(
                row.id,
                since=request.now - SPANS[span],
                by="hour" if span == "day" else "day",
                zone=zone,
            ),
            "reports": report_lines(newest.lines),
            "set_aside": set_aside(row.rooftop_id, row.id),
        },
    )


def _account(row: ConnectorRow) -> Account | None:
    try:
        return account_of(row)
    except SealBroken:
        return None


def _hooks(account: Account | None, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """Only addresses that somebody answers at."""
    reader = reader_of(account.provider) if account else None
    if account is None or reader is None or not account.hook_url:
        return []
    # A password stands inside the address; it is as secret as any other, so only its place is shown.
    scheme, _sep, rest = account.hook_url.partition("://")
    at = f"{scheme}://{PASSWORD_HERE}{rest}" if account.secrets.get("webhook_password") else account.hook_url
    return [{"label": HOOKS.get(kind, kind), "url": f"{at}{kind}/"} for kind in kinds if kind in reader.kinds]


def _reachable() -> bool:
    """Whether a provider can find us at the address that Freshup believes is its own."""
    parts = urlsplit(settings.FRESHUP_BASE_URL)
    return parts.scheme == "https" and (parts.hostname or "") not in ("localhost", "127.0.0.1", "::1")


def _span_tabs(row: ConnectorRow, span: str) -> list[dict[str, Any]]:
    labels = {"day": _("24 hours"), "fortnight": _("14 days")}
    page = reverse("connector", args=[row.id])
    return [
        {"label": label, "url": f"{page}?span={code}", "active": code == span, "count": None}
        for code, label in labels.items()
    ]


@require_POST
@of_connector
def connector_state(request: StoreAsked, row: ConnectorRow) -> HttpResponse:
    """Off, or on again."""
    if request.POST.get("state") == "on":
        reconnect(request.access, row.id, now=request.now)
        messages.success(request, _("Connected again."))
    else:
        disconnect(request.access, row.id, now=request.now)
        messages.success(request, _("Disconnected. Its settings are kept, and nothing goes through it."))
    return redirected(reverse("connector", args=[row.id]))


@require_POST
@of_connector
def connector_probe(request: StoreAsked, row: ConnectorRow) -> HttpResponse:
    """Ask the provider whether it knows the account; nothing is written, and nobody waits longer than ten seconds."""
    probe, account = probe_of(row.provider), _account(row)
    if account is None:
        messages.error(request, _("The secrets of this account cannot be opened. Enter them again."))
    elif probe is None:
        messages.info(request, _("This provider cannot be asked. Send a test from its side."))
    elif not TESTING.acquire(blocking=False):
        messages.warning(request, _("Another test is running. Try it again in a moment."))
    else:
        try:
            said = probe(account)
            messages.success(request, _("It works. The provider says: %(said)s") % {"said": said or "OK"})
        except ProbeFailed as failed:
            messages.error(request, _("It does not work: %(said)s") % {"said": failed})
        finally:
            TESTING.release()
    return redirected(reverse("connector", args=[row.id]))
