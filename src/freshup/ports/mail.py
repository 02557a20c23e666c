"""Handing an e-mail to whoever delivers it. No call is possible without the gate's permit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from freshup.domain.consent import Permit


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One e-mail, ready to go. `message_id` is the idempotency key: a provider that has seen it sends nothing."""

    message_id: str
    sender_name: str
    sender: str
    recipient: str
    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


class UnableToSend(Exception):
    """The provider did not take the mail. `permanent` says whether another try could help."""

    def __init__(self, why: str, *, permanent: bool) -> None:
        super().__init__(why)
        self.permanent = permanent


class UnsureIfSent(Exception):
    """The line broke after the mail was handed over: it may have gone. It must not be sent again blindly."""


class MailSender(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        """Hand the mail over; returns the provider's own id. Raises `UnableToSend` and `UnsureIfSent`."""
        ...

    def has_sent(self, message_id: str) -> bool | None:
        """Whether the provider took a mail with this id; None where it cannot be asked."""
        ...

    def close(self) -> None:
        """Let go of a connection kept for a batch."""
        ...
