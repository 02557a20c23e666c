"""Settings: what a provider reported, raw, and what became of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from freshup.bootstrap.connectors import reader_of
from freshup.bootstrap.intake import storage
from freshup.interfaces.web.connectors.of_one import of_connector, of_report
from freshup.interfaces.web.connectors.showing import report_line, report_lines
from freshup.interfaces.web.connectors.words import HOOKS, REPORT_STATES
from freshup.interfaces.web.intake.showing import shown
from freshup.interfaces.web.paging import pages, turn_of
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, settings_page
from freshup.operations.hooks import retrying
from freshup.queries import reports as reads
from freshup.queries.connectors import ConnectorRow
from freshup.queries.reports import ReportWhole


@require_GET
@of_connector
def connector_reports(request: StoreAsked, row: ConnectorRow) -> HttpResponse:
    """Everything this provider reported, newest first."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    state = state if state in reads.STATES else ""
    reader = reader_of(row.provider)
    kinds = sorted(reader.kinds) if reader else []
    kind = kind if kind in kinds else ""
    page = reads.reports(row.id, turn_of(request.GET), state=state, kind=kind)
    kept = {name: value for name, value in (("state", state), ("kind", kind)) if value}
    return settings_page(
        request,
        "connectors/reports.html",
        {
            "row": row,
            "reports": report_lines(page.lines),
            "state": state,
            "kind": kind,
            "kinds": [(one, HOOKS.get(one, one)) for one in kinds],
            "tabs": [_tab(row, one, state, kind) for one in ("", *reads.STATES)],
            "set_aside": reads.set_aside(row.rooftop_id, row.id),
            **pages(page.found, kept),
        },
    )


def _tab(row: ConnectorRow, one: str, state: str, kind: str) -> dict[str, Any]:
    query = urlencode({name: value for name, value in (("state", one), ("kind", kind)) if value})
    page = reverse("connector_reports", args=[row.id])
    return {
        "label": REPORT_STATES[one] if one else _("Everything"),
        "url": f"{page}?{query}" if query else page,
        "active": one == state,
        "count": None,
    }


@require_GET
@of_report
def report(request: StoreAsked, one: ReportWhole, row: ConnectorRow) -> HttpResponse:
    """One report: what it said, and what became of it."""
    body = retrying.words_of(one, row, storage=storage())
    return settings_page(
        request,
        "connectors/report.html",
        {
            **report_line(one.line),
            "one": one,
            "row": row,
            "raw": shown(body) if body is not None else None,
            "query": sorted(one.query.items()),
        },
    )


@require_GET
@of_report
def report_raw(request: StoreAsked, one: ReportWhole, row: ConnectorRow) -> HttpResponse:
    """What came, to keep; never to be rendered by a browser."""
    body = retrying.words_of(one, row, storage=storage())
    if body is None:
        raise Http404
    return HttpResponse(
        body,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="report-{one.line.id}.txt"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
@of_report
def report_retry(request: StoreAsked, one: ReportWhole, row: ConnectorRow) -> HttpResponse:
    """Take it up once more."""
    try:
        retrying.retry(request.access, one.line.id, one.rooftop_id, now=request.now)
    except retrying.NothingToRetry:
        messages.warning(request, _("It has moved on since you opened it; nothing was changed."))
    else:
        messages.success(request, _("It is taken up again."))
    return redirected(reverse("report", args=[one.line.id]))


@require_POST
@of_connector
def reports_retry(request: StoreAsked, row: ConnectorRow) -> HttpResponse:
    """Take up everything of this connector that was set aside."""
    moved = retrying.retry_all(request.access, row, now=request.now)
    said = ngettext("%(n)s report is taken up again.", "%(n)s reports are taken up again.", moved)
    messages.success(request, said % {"n": moved})
    return redirected(reverse("connector_reports", args=[row.id]))
