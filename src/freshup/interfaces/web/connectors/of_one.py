"""Settings pages about one connector or one report: found in scope (else 404), managed (else 403)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from freshup.interfaces.web.scope import signed_in
from freshup.interfaces.web.stores.one import StoreAsked
from freshup.operations.stores import must_manage
from freshup.queries.connectors import ConnectorNotFound, ConnectorRow, connector
from freshup.queries.reports import ReportNotFound, ReportWhole, report
from freshup.queries.stores import settings_of

P = ParamSpec("P")


def of_connector(
    view: Callable[Concatenate[StoreAsked, ConnectorRow, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view gets the connector that `connector_id` in the address names."""

    @signed_in
    @wraps(view)
    def found(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            row = connector(request.access, kwargs.pop("connector_id"))  # type: ignore[arg-type]
        except ConnectorNotFound as unknown:
            raise Http404 from unknown
        _frame(request, row.rooftop_id)
        return view(request, row, *args, **kwargs)

    return found


def of_report(
    view: Callable[Concatenate[StoreAsked, ReportWhole, ConnectorRow, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view gets the report that `report_id` in the address names, and the connector it came to."""

    @signed_in
    @wraps(view)
    def found(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            one = report(request.access, kwargs.pop("report_id"))  # type: ignore[arg-type]
            row = connector(request.access, one.connector_id)
        except (ReportNotFound, ConnectorNotFound) as unknown:
            raise Http404 from unknown
        _frame(request, row.rooftop_id)
        return view(request, one, row, *args, **kwargs)

    return found


def _frame(request: Any, rooftop_id: int) -> None:
    must_manage(request.access, rooftop_id)
    request.store = settings_of([rooftop_id])[rooftop_id]
