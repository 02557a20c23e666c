"""Sending by one of the services: one account, one connection a batch, one call a mail."""

from datetime import datetime
from email.utils import formataddr
from typing import Any, Final

from anymail.exceptions import AnymailError
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives

from freshup.adapters.mail.anymail.failing import failure_of
from freshup.adapters.mail.anymail.services import SERVICES, told
from freshup.domain.consent import Permit
from freshup.ports.accounts import Account
from freshup.ports.mail import OutgoingMail, UnableToSend, UnsureIfSent

# To connect, and to be answered.
TIMEOUT_SECONDS: Final = (5.0, 20.0)
# The name under which our own id travels with a mail, and comes back with each report.
REFERENCE: Final = "message"
KEY_LENGTH_MAX: Final = 250
NOT_TAKEN: Final = frozenset({"failed", "rejected", "invalid"})


class AnymailSender:
    """Nothing is sent twice: what may have gone is said to be unsure, and a service that can be asked not to repeat
    itself is given the Message-ID as a key."""

    def __init__(self, account: Account, *, timeout: tuple[float, float] = TIMEOUT_SECONDS) -> None:
        self.name = account.provider
        self._service = SERVICES[account.provider]
        self._told: dict[str, Any] = {**told(self._service, account), "timeout": timeout}
        self._backend: Any = None

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        message = self._message(mail)
        try:
            self._connected(mail).send_messages([message])
        except ImproperlyConfigured as incomplete:
            raise UnableToSend(
                f"the account with {self.name} is incomplete", permanent=False, down=True
            ) from incomplete
        except (AnymailError, ValueError, OSError) as failed:
            raise failure_of(self.name, failed) from failed
        return self._taken(message)

    def _connected(self, mail: OutgoingMail) -> Any:
        if self._backend is None:
            self._backend = self._service.backend(**self._told)
            self._backend.open()
        if self._service.repeats:
            self._backend.session.headers["Idempotency-Key"] = mail.message_id[:KEY_LENGTH_MAX]
        return self._backend

    def _message(self, mail: OutgoingMail) -> EmailMultiAlternatives:
        headers = {name: " ".join(value.split()) for name, value in mail.headers.items()}
        if self._service.own_id:
            headers |= {"Message-ID": mail.message_id, **self._service.headers}
        message = EmailMultiAlternatives(
            subject=" ".join(mail.subject.split()),
            body=mail.body,
            from_email=formataddr((" ".join(mail.sender_name.split()), mail.sender)),
            to=[mail.recipient],
            headers=headers,
        )
        if mail.html:
            message.attach_alternative(mail.html, "text/html")
        extras: dict[str, Any] = {}
        if mail.reference is not None:
            extras["metadata"] = {REFERENCE: str(mail.reference)}
        if self._service.follows:
            # Links and pictures are followed by our own addresses, and the way out of a mail by nobody.
            extras |= {"track_clicks": False, "track_opens": False}
        for name, value in extras.items():
            setattr(message, name, value)
        return message

    def _taken(self, message: EmailMultiAlternatives) -> str:
        status = getattr(message, "anymail_status", None)
        if status is None or not status.status:
            raise UnsureIfSent(f"{self.name} did not say whether it took the mail")
        refused = getattr(status.esp_response, "status_code", 200) >= 400
        if refused or status.status <= NOT_TAKEN:
            raise UnableToSend(f"{self.name} did not take the mail", permanent=True, code=min(status.status))
        return str(status.message_id or "")

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        """Its reports tell; it is not asked."""
        return None

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            backend.close()
