"""Settings pages about one source or one key: found in scope (else 404), managed (else 403), in its store's frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from freshup.interfaces.web.scope import signed_in
from freshup.interfaces.web.stores.one import StoreAsked
from freshup.operations.stores import must_manage
from freshup.queries import sources as sources_read
from freshup.queries.sources import KeyLine, KeyNotFound, SourceLine, SourceNotFound
from freshup.queries.stores import settings_of

P = ParamSpec("P")


def of_key(
    view: Callable[Concatenate[StoreAsked, KeyLine, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view gets the key that `key_id` in the address names."""

    @signed_in
    @wraps(view)
    def found(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            line = sources_read.key(request.access, kwargs.pop("key_id"))  # type: ignore[arg-type]
        except KeyNotFound as unknown:
            raise Http404 from unknown
        _frame(request, line.rooftop_id)
        return view(request, line, *args, **kwargs)

    return found


def of_source(
    view: Callable[Concatenate[StoreAsked, SourceLine, list[SourceLine], P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view gets the source that `source_id` in the address names, and the other sources of its store."""

    @signed_in
    @wraps(view)
    def found(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            line, others = sources_read.source(
                request.access,
                kwargs.pop("source_id"),  # type: ignore[arg-type]
                now=request.now,
            )
        except SourceNotFound as unknown:
            raise Http404 from unknown
        _frame(request, line.rooftop_id)
        return view(request, line, others, *args, **kwargs)

    return found


def _frame(request: Any, rooftop_id: int) -> None:
    must_manage(request.access, rooftop_id)
    request.store = settings_of([rooftop_id])[rooftop_id]
