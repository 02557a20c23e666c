"""When a message that was not taken is tried again, and when it has been tried often enough."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

# A provider that was away for hours is tried again within ten minutes of its return: whoever has just asked waits for
# their acknowledgement. After six hours a person must look.
TRIED_AGAIN_AFTER: Final = (timedelta(minutes=1), timedelta(minutes=5), *(timedelta(minutes=10),) * 35)
# A provider may ask for patience, and not for ever.
PATIENCE: Final = (timedelta(seconds=1), timedelta(hours=1))


def tried_again_at(
    now: datetime, *, tries: int, permanent: bool, asked_to_wait: float | None = None
) -> datetime | None:
    """When the next try is made; None for never. `tries` so far, this one among them.

    `asked_to_wait` in seconds is the provider's own wish; such a try does not count (`is_counted`).
    """
    if permanent:
        return None
    if asked_to_wait is not None:
        least, most = PATIENCE
        return now + min(max(timedelta(seconds=asked_to_wait), least), most)
    return None if tries > len(TRIED_AGAIN_AFTER) else now + TRIED_AGAIN_AFTER[tries - 1]


def is_counted(*, permanent: bool, asked_to_wait: float | None) -> bool:
    """Whether a failure used up one of the message's tries."""
    return permanent or asked_to_wait is None
