from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from freshup.interfaces.web.platform.audit import locked_out


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """A dealership's people are added by an administrator: the sign-up page is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The framework tells nobody when it locks somebody out; the audit log must say so."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            locked_out(request, credentials)
            raise
