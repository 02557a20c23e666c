"""What a report of a mail system means for the mail it is about: codes of RFC 3463, actions of RFC 3464."""

from __future__ import annotations

from typing import Final

# The mailbox is there and takes no mail just now, or takes none of this kind: writing again may well arrive.
NOT_THE_ADDRESS: Final = ("4.", "5.2.2", "5.2.3", "5.3.", "5.4.", "5.5.", "5.6.", "5.7.")
NO_FAILURE: Final = ("delayed", "delivered", "relayed", "expanded")


def delivery_of(code: str, action: str) -> str:
    """bounced (nobody is there), failed (not this time), or "" where nothing has failed yet."""
    if action in NO_FAILURE:
        return ""
    return "failed" if code.startswith(NOT_THE_ADDRESS) else "bounced"
