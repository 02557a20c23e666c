"""Whether a report is from the service it says it is from, and not an old one handed in again.

Mailgun, Resend and (where it is switched on) SendGrid sign what they send; the others repeat a password.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.utils import get_request_basic_auth
from anymail.webhooks.mailgun import MailgunBaseWebhookView
from anymail.webhooks.sendgrid import SendGridBaseWebhookView, SendGridTrackingWebhookView
from django.utils.crypto import constant_time_compare

from freshup.adapters.mail.anymail.requests import parts_of, request_of
from freshup.ports.accounts import Account
from freshup.ports.hooks import Forged, Hook, Unreadable

# What Resend signs anew at every try may be minutes old.
FRESH: Final = timedelta(minutes=5)
# These repeat a report for hours under the signature of the first try; a replay is the same event and written once.
REPEATED_FOR: Final = timedelta(hours=24)


def check(hook: Hook, account: Account) -> None:
    """Raises Forged."""
    CHECKS.get(account.provider, by_password)(hook, account)


def by_password(hook: Hook, account: Account) -> None:
    """The password that was put into the address of the hook, under any user name."""
    expected = account.secrets.get("webhook_password", "")
    try:
        said = get_request_basic_auth(request_of(Hook("", "", "POST", hook.headers, b"", hook.received_at)))
    except (ValueError, Unreadable) as unusable:
        raise Forged from unusable
    password = (said or "").partition(":")[2]
    if not expected or not constant_time_compare(password, expected):
        raise Forged


def by_mailgun(hook: Hook, account: Account) -> None:
    key = account.secrets.get("webhook_signing_key", "")
    if not key or not key.isascii():
        raise Forged
    try:
        request = request_of(hook)
        MailgunBaseWebhookView(webhook_signing_key=key).validate_request(request)
        _not_stale(mailgun_signature(hook)["timestamp"], hook.received_at, REPEATED_FOR)
    except (
        AnymailWebhookValidationFailure,
        Unreadable,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as wrong:
        raise Forged from wrong


def mailgun_signature(hook: Hook) -> Mapping[str, str]:
    """timestamp, token and signature, wherever they stand. Raises KeyError, TypeError, ValueError, Unreadable."""
    if hook.headers.get("content-type", "").startswith("application/json"):
        signature = json.loads(hook.body)["signature"]
        return {name: str(signature[name]) for name in ("timestamp", "token", "signature")}
    return {part.name: part.text for part in parts_of(hook)}


def by_resend(hook: Hook, account: Account) -> None:
    """Svix: HMAC of id, time and body, several signatures while a secret is being changed."""
    id, at = hook.headers.get("svix-id", ""), hook.headers.get("svix-timestamp", "")
    given = hook.headers.get("svix-signature", "").split()
    secret = account.secrets.get("signing_secret", "").removeprefix("whsec_")
    if not (id and at and given and secret):
        raise Forged
    try:
        key = base64.b64decode(secret)
        _not_stale(at, hook.received_at, FRESH)
    except (binascii.Error, ValueError) as unusable:
        raise Forged from unusable
    signed = f"{id}.{at}.".encode() + hook.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if not any(constant_time_compare(one, expected) for one in given):
        raise Forged


def by_sendgrid(hook: Hook, account: Account) -> None:
    """By signature where the account has a key for it, which holds for events only; else by password."""
    key = account.settings.get("verification_key", "")
    if not key or hook.kind != "mail-events":
        by_password(hook, account)
        return
    try:
        view = SendGridTrackingWebhookView(tracking_webhook_verification_key=key, webhook_secret=["-"])
        # The check of the signature alone: with a key, the password is no longer asked for.
        SendGridBaseWebhookView.validate_request(view, request_of(hook))
        _not_stale(hook.headers["x-twilio-email-event-webhook-timestamp"], hook.received_at, REPEATED_FOR)
    except (AnymailWebhookValidationFailure, Unreadable, KeyError, TypeError, ValueError) as wrong:
        raise Forged from wrong


def _not_stale(at: str, now: datetime, for_how_long: timedelta) -> None:
    """Raises ValueError for what was signed too long ago, or is said to be from the future."""
    if not at.isdigit() or len(at) > 12:
        raise ValueError("no time")
    if abs(now - datetime.fromtimestamp(int(at), UTC)) > for_how_long:
        raise ValueError("stale")


CHECKS: Final[dict[str, Callable[[Hook, Account], None]]] = {
    "mailgun": by_mailgun,
    "resend": by_resend,
    "sendgrid": by_sendgrid,
}
