"""The transaction of a page: who asks, when, and what they may see.

Everything below this middleware runs in one transaction whose scope row-level security knows. An error page rolls
it back; a page that answers, even with a refusal, keeps what it wrote.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from freshup.queries import access
from freshup.queries.access import Scope

CHOSEN_STORE = "store"
P = ParamSpec("P")


class Asked(HttpRequest):
    """A request of somebody signed in, as every view below sees it."""

    now: datetime
    # Not `scope`: under ASGI that is the connection's own, and Django asks it for the scheme.
    access: Scope
    # The stores this page is about: the one chosen in the switcher, or all that are in scope.
    stores: tuple[int, ...]
    htmx: Any


class ScopeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            _scoped(request)
            response = self._respond(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


def _scoped(request: Any) -> None:
    request.now = datetime.now(UTC)
    user = request.user
    request.access = access.scope_of(user.pk) if user.is_authenticated else access.NOBODY
    chosen = request.session.get(CHOSEN_STORE) if user.is_authenticated else None
    request.stores = (chosen,) if chosen in request.access.stores else request.access.stores
    if user.is_authenticated:
        access.enter(request.access)


View = Callable[Concatenate[Asked, P], HttpResponseBase]


def signed_in(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for whoever works at some store."""

    @wraps(view)
    def checked(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.access.sees_anything:
            raise PermissionDenied("You have no place at any store yet.")
        return view(request, *args, **kwargs)

    return checked


def managing(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for managers, principals and administrators of the stores it is about."""

    @wraps(view)
    def checked(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated and not any(map(request.access.manages, request.stores)):
            raise PermissionDenied("Only a manager of this store may do that.")
        return signed_in(view)(request, *args, **kwargs)

    return checked


def redirected(to: str) -> HttpResponse:
    """303 after a form: the browser fetches the page anew and going back sends nothing twice."""
    response = HttpResponse(status=303)
    response["Location"] = to
    return response
