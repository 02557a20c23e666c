"""Where a request comes from, as sign-in limits see it too: behind trusted proxies only."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The visitor's address; None where there is none (a local socket)."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None
