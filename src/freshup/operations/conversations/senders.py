"""Who delivers what, for which store; and leaving a provider that does not answer alone for a while."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from freshup.ports.mail import MailSender
from freshup.ports.texting import TextSender

FAILURES_IN_A_ROW: Final = 5
LEFT_ALONE_FOR: Final = timedelta(seconds=30)


@dataclass(slots=True)
class Breaker:
    """Whether a provider is worth trying: one that is down would hold every other store's messages up.

    After five failures in a row nothing is tried for half a minute; then one message tells whether it is back.
    """

    _failures: dict[object, int] = field(default_factory=dict)
    _until: dict[object, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def waits_until(self, account: object, now: datetime) -> datetime | None:
        """When it may be tried again; None for now. Whoever gets None first after a pause tries for all."""
        with self._lock:
            until = self._until.get(account)
            if until is None or now < until:
                return until
            # The next five seconds are for the one who tries now.
            self._until[account] = now + LEFT_ALONE_FOR
            return None

    def worked(self, account: object) -> None:
        with self._lock:
            self._failures.pop(account, None)
            self._until.pop(account, None)

    def failed(self, account: object, now: datetime) -> None:
        with self._lock:
            count = self._failures[account] = self._failures.get(account, 0) + 1
            if count >= FAILURES_IN_A_ROW:
                self._until[account] = now + LEFT_ALONE_FOR


@dataclass(frozen=True, slots=True)
class MailRoute:
    """By whom a store's mail goes; `connector_id` is empty for what the installation as a whole is set to."""

    sender: MailSender
    connector_id: int | None = None


@dataclass(frozen=True, slots=True)
class TextRoute:
    sender: TextSender
    connector_id: int | None = None


@dataclass
class Senders:
    """Who delivers what, the same for every store. Without a sender of texts none can go out, and the gate says so.

    `lanes` is how many messages are handed over at once, each lane with senders of its own.
    """

    mail: MailSender
    text: TextSender | None = None
    lanes: int = 1
    breaker: Breaker = field(default_factory=Breaker)

    def begin(self, rooftop_ids: Iterable[int]) -> None:
        """Learn whom these stores send by, for the batch that follows."""

    def mail_for(self, rooftop_id: int) -> MailRoute:
        return MailRoute(self.mail)

    def text_for(self, rooftop_id: int) -> TextRoute | None:
        return None if self.text is None else TextRoute(self.text)

    def lane(self) -> "Senders":
        """Senders for one more thread; their own `close` is called when the batch is over."""
        return self

    def close(self) -> None:
        self.mail.close()
        if self.text is not None:
            self.text.close()
