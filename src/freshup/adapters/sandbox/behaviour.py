"""What becomes of a message that was given to the sandbox: decided by a digest of its id, so the same again each time.

In the shares that stores see with real providers: most arrive within seconds, a few never do, some are reported twice
or in the wrong order, and now and then the provider itself is in trouble.
"""

from hashlib import blake2b
from typing import Final, Literal

from freshup.ports.pretending import Turn

Trouble = Literal["busy", "down"]

# Of ten thousand texts: those that end badly, by Twilio's codes.
TEXT_ENDS: Final = (
    (200, "undelivered", "30003"),
    (120, "undelivered", "30006"),
    (80, "undelivered", "30005"),
)
MAIL_ENDS: Final = ((150, "bounced", "5.1.1"), (20, "bounced", "5.2.2"))
COMPLAINS: Final = 5
SENT_AFTER: Final = 0.4
SWAPPED: Final = 300
REPEATED: Final = 500
COMPLAINS_AFTER: Final = 90.0
BUSY: Final = 100
DOWN: Final = 40
WHOLE: Final = 10_000


def turns_of(channel: str, message_id: str, *, troubled: bool) -> tuple[Turn, ...]:
    """In the order in which they are reported. Without `troubled` everything arrives."""
    chance, other = _chances(message_id)
    arrives_after = 1.0 + 3.0 * other / WHOLE
    end = _end(TEXT_ENDS if channel == "text" else MAIL_ENDS, chance) if troubled else None
    if end is not None:
        return Turn(SENT_AFTER, "sent"), Turn(arrives_after, *end)
    turns = [Turn(SENT_AFTER, "sent"), Turn(arrives_after, "delivered")]
    if troubled and other < SWAPPED:
        turns = [Turn(arrives_after, "delivered"), Turn(arrives_after + 1.0, "sent")]
    elif troubled and other < SWAPPED + REPEATED:
        turns.append(Turn(arrives_after + 2.0, "delivered"))
    if troubled and channel == "email" and chance >= WHOLE - COMPLAINS:
        turns.append(Turn(COMPLAINS_AFTER, "complained"))
    return tuple(turns)


def trouble_of(message_id: str) -> Trouble | None:
    """How the provider refuses the first try with this message, where it does."""
    chance, _ = _chances(f"try:{message_id}")
    if chance < BUSY:
        return "busy"
    return "down" if chance < BUSY + DOWN else None


def _end(ends: tuple[tuple[int, str, str], ...], chance: int) -> tuple[str, str] | None:
    for share, delivery, code in ends:
        if chance < share:
            return delivery, code
        chance -= share
    return None


def _chances(message_id: str) -> tuple[int, int]:
    digest = blake2b(message_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4]) % WHOLE, int.from_bytes(digest[4:]) % WHOLE
