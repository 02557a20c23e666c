"""Handing a text message to whoever delivers it. No call is possible without the gate's permit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from freshup.domain.consent import Permit


@dataclass(frozen=True, slots=True)
class OutgoingText:
    """One text, ready to go, numbers in E.164. `message_id` is the idempotency key, as with mail.

    `reference` is our own id, carried back with each report; `media` are public addresses of pictures.
    """

    message_id: str
    sender: str
    recipient: str
    body: str
    media: tuple[str, ...] = ()
    reference: int | None = None


class TextSender(Protocol):
    """Raises `ports.mail.UnableToSend` and `UnsureIfSent`, which mean the same on every channel."""

    @property
    def name(self) -> str: ...

    def send(self, text: OutgoingText, *, permit: Permit) -> str:
        """Hand the text over; returns the provider's own id."""
        ...

    def has_sent(self, text: OutgoingText, *, since: datetime) -> bool | None:
        """Whether the provider took this text, handed over at `since` or later; None where it cannot be asked."""
        ...

    def close(self) -> None: ...
