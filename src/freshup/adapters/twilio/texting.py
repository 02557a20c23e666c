"""What Twilio reports about texts, in our words.

https://www.twilio.com/docs/messaging/guides/webhook-request and …/track-outbound-message-status.
"""

from collections.abc import Sequence
from typing import Final

from freshup.domain.connectors.reports import DeliveryReport, Report, TextReport
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook, Unreadable

TEXT_IN: Final = "text-in"
TEXT_STATUS: Final = "text-status"
DELIVERIES: Final = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "queued",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
}
# What it says of texts that came in; the text itself comes by another address.
OF_INCOMING: Final = frozenset({"receiving", "received"})
# Twilio sends ten at most.
MEDIA_MAX: Final = 10
# Longer than any of our ids, and below what a bigint holds.
DIGITS_MAX: Final = 18


def sid_of(form: dict[str, str]) -> str:
    return form.get("MessageSid") or form.get("SmsSid") or ""


def status_of(form: dict[str, str]) -> str:
    return (form.get("MessageStatus") or form.get("SmsStatus") or "").lower()


def status_key(hook: Hook) -> str:
    """Twilio says each status of a message once, and again when it heard no answer."""
    form = hook.form
    return f"{sid_of(form)}:{status_of(form)}"


def text_key(hook: Hook) -> str:
    return sid_of(hook.form)


def read_status(hook: Hook, account: Account) -> Sequence[Report]:
    form = hook.form
    sid, status = sid_of(form), status_of(form)
    if status in OF_INCOMING:
        return []
    if not sid or status not in DELIVERIES:
        raise Unreadable(f"a status of a text that is none: {status[:40]!r}")
    return [
        DeliveryReport(
            provider_id=sid,
            delivery=DELIVERIES[status],
            at=hook.received_at,
            ours=reference_of(hook.query.get("m", "")),
            code=form.get("ErrorCode", ""),
        )
    ]


def read_text(hook: Hook, account: Account) -> Sequence[Report]:
    form = hook.form
    sid, sender = sid_of(form), form.get("From", "")
    if not sid or not sender:
        raise Unreadable("a text without an id or a sender")
    return [
        TextReport(
            provider_id=sid,
            sender=sender,
            recipient=form.get("To", ""),
            body=form.get("Body", ""),
            at=hook.received_at,
            media=_media(form),
            opt_out=form.get("OptOutType", ""),
        )
    ]


def reference_of(written: str) -> int | None:
    """Our own id as the address carries it; None where there is none."""
    readable = written.isascii() and written.isdecimal() and len(written) <= DIGITS_MAX
    return int(written) if readable else None


def _media(form: dict[str, str]) -> tuple[tuple[str, str], ...]:
    said = form.get("NumMedia", "0")
    count = min(int(said), MEDIA_MAX) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
    found = ((form.get(f"MediaUrl{n}", ""), form.get(f"MediaContentType{n}", "")) for n in range(count))
    return tuple((url, media_type) for url, media_type in found if url)
