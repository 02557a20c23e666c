"""A mail that came in through a service: the raw mail where the service hands it over, else put together again."""

import hashlib
import json
from base64 import b64decode, encodebytes
from typing import Any, Final

from anymail.exceptions import AnymailConfigurationError, AnymailError
from anymail.signals import AnymailInboundEvent

from freshup.adapters.mail.anymail.requests import parts_of
from freshup.domain.connectors.reports import MailReport
from freshup.ports.hooks import Hook, Unreadable

# What a mail nobody has looked at yet can make a parser say.
PARSING: Final = (
    AnymailError, AnymailConfigurationError, KeyError, IndexError, TypeError, ValueError, AttributeError, LookupError,
    RecursionError,
)  # fmt: skip
RAW_FIELDS: Final = {"mailgun": "body-mime", "sendgrid": "email"}
RECIPIENTS_MAX: Final = 50
ENCODED: Final = ("base64", "quoted-printable")


def mail_report(provider: str, event: AnymailInboundEvent, hook: Hook) -> MailReport:
    """Raises Unreadable."""
    message = event.message
    if message is None:
        raise Unreadable("a report of a mail without the mail")
    try:
        content = _raw(provider, event, hook) or _written(message, hook)
    except PARSING as broken:
        raise Unreadable(f"the mail can't be written out ({type(broken).__name__})") from broken
    sender = message.envelope_sender
    return MailReport(
        provider_id=str(event.event_id or hashlib.sha256(content).hexdigest()[:40])[:60],
        mail=content,
        at=hook.received_at,
        recipients=_recipients(provider, message, hook),
        envelope_from=None if sender is None else str(sender).strip().strip("<>"),
    )


def _raw(provider: str, event: AnymailInboundEvent, hook: Hook) -> bytes:
    """The mail byte by byte; a text in JSON has lost nothing that mattered."""
    if field := RAW_FIELDS.get(provider):
        return next((part.content for part in parts_of(hook) if part.name == field), b"")
    said: Any = event.esp_event
    if provider == "postmark":
        return str(said.get("RawEmail") or "").encode("utf-8", "surrogatepass")
    if provider == "sparkpost":
        content = said["msys"]["relay_message"]["content"]
        raw = content["email_rfc822"]
        return b64decode(raw) if content.get("email_rfc822_is_base64") else raw.encode()
    return b""


def _written(message: Any, hook: Hook) -> bytes:
    """What anymail has put together. A file lies in it byte by byte, and as a line of a mail it would be changed.

    Read again after a failure it must be the same mail, since a mail without an id is known by its bytes; left to
    itself the library draws another boundary each time.
    """
    mark = hashlib.sha256(hook.body).hexdigest()[:40]
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_boundary() is None and "Content-Type" in part:
            part.set_boundary(f"={mark}-{number}")
        if part.is_multipart() or str(part.get("Content-Transfer-Encoding", "")).lower() in ENCODED:
            continue
        content = part.get_payload(decode=True) or b""
        del part["Content-Transfer-Encoding"]
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(encodebytes(content).decode())
    return bytes(message.as_bytes())


def _recipients(provider: str, message: Any, hook: Hook) -> tuple[str, ...]:
    found = str(message.envelope_recipient or "").split(",")
    if provider == "sendgrid":
        found = _envelope_of_sendgrid(hook) or found
    return tuple(one.strip().strip("<>") for one in found if one.strip())[:RECIPIENTS_MAX]


def _envelope_of_sendgrid(hook: Hook) -> list[str]:
    for part in parts_of(hook):
        if part.name == "envelope":
            try:
                return [str(one) for one in json.loads(part.content)["to"]]
            except (ValueError, KeyError, TypeError):
                return []
    return []
