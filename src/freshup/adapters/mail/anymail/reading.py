"""What the services report by webhook, by anymail's own readers: checked in the door, understood in a worker."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from anymail.backends.base_requests import requests

from freshup.adapters.mail.anymail.events import report_of
from freshup.adapters.mail.anymail.inbound import PARSING, mail_report
from freshup.adapters.mail.anymail.requests import request_of
from freshup.adapters.mail.anymail.services import SERVICES
from freshup.adapters.mail.anymail.signing import check, mailgun_signature
from freshup.domain.connectors.reports import Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Hook, UnableToFetch, Unreadable

EVENTS: Final = "mail-events"
MAIL_IN: Final = "mail-in"
EVENTS_MAX: Final = 5_000
# Anymail warns of a reader without a password; ours are checked before they read.
CHECKED: Final = {"webhook_secret": ["checked:before"]}


class AnymailHooks:
    """One reader a service; it keeps nothing between two reports."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._service = SERVICES[provider]
        self.kinds = frozenset({EVENTS, MAIL_IN} if self._service.inbound else {EVENTS})

    def check(self, hook: Hook, account: Account) -> None:
        check(hook, account)

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        return None

    def event_key(self, hook: Hook) -> str:
        """The service's own name for the delivery where it signs one, else the report itself: a second try is alike."""
        own = ""
        if self._provider == "mailgun":
            try:
                own = mailgun_signature(hook)["token"]
            except (KeyError, TypeError, ValueError, Unreadable):
                own = ""
        elif self._provider == "resend":
            own = hook.headers.get("svix-id", "")
        return f"{hook.kind}:{own or hashlib.sha256(hook.body).hexdigest()}"[:200]

    def answer(self, hook: Hook) -> Answer:
        return Answer(200)

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        try:
            found = self._view(hook, account).parse_events(request_of(hook))
        except requests.RequestException as unreachable:
            raise UnableToFetch(f"{self._provider} does not hand the attachments over") from unreachable
        except PARSING as broken:
            raise Unreadable(f"no report of {self._provider} ({type(broken).__name__})") from broken
        if hook.kind == MAIL_IN:
            return [mail_report(self._provider, event, hook) for event in found]
        reports = [report_of(self._provider, event, hook.received_at) for event in found[:EVENTS_MAX]]
        return [report for report in reports if report is not None]

    def _view(self, hook: Hook, account: Account) -> Any:
        told: dict[str, Any] = dict(CHECKED)
        if self._provider == "mailgun":
            told["webhook_signing_key"] = account.secrets.get("webhook_signing_key") or "-"
        if hook.kind == EVENTS:
            return self._service.events(**told)
        if self._service.inbound is None:
            raise Unreadable(f"{self._provider} brings no mail")
        if self._provider == "brevo":
            told |= {"api_key": account.secrets.get("api_key", "")}
            if url := account.settings.get("api_url"):
                told["api_url"] = url
        return self._service.inbound(**told)
