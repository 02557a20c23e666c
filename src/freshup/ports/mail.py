"""Handing an e-mail to whoever delivers it. No call is possible without the gate's permit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from freshup.domain.consent import Permit


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One e-mail, ready to go. `message_id` is the idempotency key: a provider that has seen it sends nothing.

    `reference` is our own id, which a provider carries back to us with each report. `html` is the same words once more.
    """

    message_id: str
    sender_name: str
    sender: str
    recipient: str
    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str = ""
    reference: int | None = None


class UnableToSend(Exception):
    """The provider did not take the message. `permanent` says whether another try could help.

    `code` is the provider's own; `retry_after` what it asked for, in seconds; `down`: the provider as a whole does not
    answer, so others of this account need not be tried now.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool,
        code: str = "",
        retry_after: float | None = None,
        down: bool = False,
    ) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.code = code
        self.retry_after = retry_after
        self.down = down


class UnsureIfSent(Exception):
    """The line broke after the mail was handed over: it may have gone. It must not be sent again blindly."""


class MailSender(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        """Hand the mail over; returns the provider's own id. Raises `UnableToSend` and `UnsureIfSent`."""
        ...

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        """Whether the provider took this mail, handed over at `since` or later; None where it cannot be asked."""
        ...

    def close(self) -> None:
        """Let go of a connection kept for a batch."""
        ...
