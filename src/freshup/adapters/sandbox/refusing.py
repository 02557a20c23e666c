"""The sandbox's own bad moments: throttled or down at the first try with a message, and well at the next."""

from pathlib import Path
from typing import Final

from freshup.adapters.sandbox.behaviour import trouble_of
from freshup.ports.mail import UnableToSend

PATIENCE_SECONDS: Final = 3.0


def refuse_once(path: Path, message_id: str) -> None:
    """Raises UnableToSend where the message's first try meets trouble; a mark beside its file remembers that."""
    trouble = trouble_of(message_id)
    if trouble is None:
        return
    try:
        path.with_suffix(".refused").touch(exist_ok=False)
    except OSError:
        return
    if trouble == "busy":
        raise UnableToSend(
            "the sandbox takes no more just now", permanent=False, code="20429", retry_after=PATIENCE_SECONDS
        )
    raise UnableToSend("the sandbox answers with 500", permanent=False, code="20500", down=True)
