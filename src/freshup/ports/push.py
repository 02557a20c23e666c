"""Waking a phone or browser by web push (RFC 8030): a few words, encrypted for that one device."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Device:
    """A browser's subscription: its push service's address for it, and the keys only it can open (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


class SubscriptionGone(Exception):
    """The push service knows this device no more: uninstalled, reset, or permission withdrawn."""


class UnableToPush(Exception):
    """The push service did not take it. `permanent` says whether another try could help."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent


class PushSender(Protocol):
    def accepts(self, endpoint: str) -> bool:
        """Whether this is the address of a push service we speak to: it was given by a browser, or by anybody."""
        ...

    def send(self, device: Device, payload: bytes, *, ttl: int, topic: str = "") -> None:
        """Hand it over, to be kept for `ttl` seconds while the device is off; of one topic only the last is kept.

        May be called from several threads. Raises SubscriptionGone, UnableToPush.
        """
        ...
