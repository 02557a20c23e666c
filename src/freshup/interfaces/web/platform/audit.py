"""Security events into the audit log. Framework signals, since sign-in belongs to the framework, not to us.

An entry names a person by id; addresses of people who have no account are not kept.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest

from freshup.interfaces.web.address import address_of
from freshup.operations.platform import record_security_event


def listen() -> None:
    """Connect the receivers; called once, when the app is ready."""
    for signal, action in (
        (account.user_logged_in, "sign_in.succeeded"),
        (user_logged_out, "sign_in.ended"),
        (account.password_changed, "account.password_changed"),
        (account.password_set, "account.password_changed"),
        (account.password_reset, "account.password_reset"),
        (mfa.authenticator_added, "account.factor_added"),
        (mfa.authenticator_removed, "account.factor_removed"),
        (mfa.authenticator_reset, "account.codes_renewed"),
        (mfa.authentication_failed, "account.factor_failed"),
    ):
        signal.connect(_Receiver(action), weak=False, dispatch_uid=f"freshup.{action}.{id(signal)}")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="freshup.sign_in.failed")


class _Receiver:
    """Writes one kind of event for the user the signal names."""

    def __init__(self, action: str) -> None:
        self._action = action

    def __call__(self, sender: Any, request: Any = None, user: Any = None, **told: Any) -> None:
        if user is None or user.pk is None or not hasattr(request, "now"):
            return  # a console command or a test's shortcut: nobody signed in at a door
        authenticator = told.get("authenticator")
        factor = {"factor": str(authenticator.type)} if authenticator is not None else {}
        _write(request, user.pk, self._action, factor)


def _sign_in_failed(sender: Any, credentials: Any = None, request: Any = None, **told: Any) -> None:
    if hasattr(request, "now"):
        _write(request, _user_id(credentials), "sign_in.failed")


def locked_out(request: HttpRequest, credentials: Any) -> None:
    """Too many failed sign-ins: the framework refused to look at this one (called by the account adapter)."""
    if hasattr(request, "now"):
        _write(request, _user_id(credentials), "sign_in.locked_out")


def _user_id(credentials: Any) -> int | None:
    email = str((credentials or {}).get("email") or (credentials or {}).get("username") or "").lower()
    user = get_user_model().objects.filter(email=email).only("id").first() if email else None
    return user.pk if user else None


def _write(request: Any, user_id: int | None, action: str, changes: dict[str, str] | None = None) -> None:
    record_security_event(
        user_id=user_id,
        now=request.now,
        action=action,
        ip=address_of(request),
        changes=changes or {},
        asker=request.access,
    )
