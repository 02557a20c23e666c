"""What becomes of one report of a provider."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

Settled = tuple[str, str, datetime | None, int | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """The event a report came in, without its words."""

    id: int
    connector_id: int
    rooftop_id: int
    provider: str
    kind: str
    received_at: datetime
    attempts: int = 1


class Outcome:
    """Done, to be tried again, or left alone."""

    def settled(self) -> Settled:
        """(state, reason, when to try again, our message)."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Done(Outcome):
    """Acted on; `message_id` is the message it became."""

    message_id: int | None = None

    def settled(self) -> Settled:
        return "done", "", None, self.message_id


@dataclass(frozen=True, slots=True)
class Later(Outcome):
    """What it speaks of is not there yet."""

    at: datetime
    reason: str

    def settled(self) -> Settled:
        return "waiting", self.reason, self.at, None


@dataclass(frozen=True, slots=True)
class Ignored(Outcome):
    """Nothing is done about it, and why: a code, or a sentence where a person must look (`quarantined`)."""

    reason: str
    quarantined: bool = False

    def settled(self) -> Settled:
        return "quarantined" if self.quarantined else "ignored", self.reason, None, None


DONE: Final = Done()
