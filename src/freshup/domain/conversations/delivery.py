"""How far a message came, as providers say it: reports that come late or twice never move it back."""

from __future__ import annotations

from typing import Final

# In the order in which a message passes them. What ends badly outranks what went well before it: a mail is delivered
# and then complained of, a text is sent and then undelivered; nothing is delivered after a bounce.
DELIVERIES: Final[dict[str, int]] = {
    "": 0,
    "queued": 1,
    "sent": 2,
    "delivered": 3,
    "read": 4,
    "undelivered": 5,
    "failed": 6,
    "bounced": 7,
    "complained": 8,
}
FAILED: Final = ("undelivered", "failed", "bounced")
REACHED: Final = ("delivered", "read", "complained")


def moves_on(before: str, after: str) -> bool:
    """Whether `after` says more than what is known."""
    return DELIVERIES.get(after, 0) > DELIVERIES.get(before, 0)
