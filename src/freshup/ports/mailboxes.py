"""Reading a mailbox of the store's: what is new since last time, and nothing is ever deleted there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from freshup.ports.accounts import Account
from freshup.ports.hooks import UnableToFetch as UnableToFetch


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails as they lie there, oldest first; `cursor` is where reading goes on once they are written down.

    `more`: there are others, to be read at once.
    """

    mails: Sequence[bytes] = ()
    cursor: Mapping[str, Any] = field(default_factory=dict)
    more: bool = False


class MailboxReader(Protocol):
    def read_new(self, account: Account, cursor: Mapping[str, Any], *, now: datetime, limit: int) -> Batch:
        """What came after the cursor. An empty cursor begins with what comes from now on. Raises UnableToFetch."""
        ...
