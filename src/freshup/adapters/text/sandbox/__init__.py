"""A provider for trying out: every text becomes a file, and nothing leaves the machine."""

import json
from datetime import datetime
from pathlib import Path

from freshup.adapters.sandbox.refusing import refuse_once
from freshup.domain.consent import Permit
from freshup.ports.mail import UnableToSend
from freshup.ports.texting import OutgoingText


class SandboxText:
    """Writes `texts/<message id>.json`. Like a real provider it takes one message id once.

    `troubled`: it refuses a few at the first try, as real ones do.
    """

    name = "sandbox"

    def __init__(self, outbox: Path, *, troubled: bool = False) -> None:
        self._outbox = outbox
        self._troubled = troubled
        outbox.mkdir(parents=True, exist_ok=True, mode=0o700)

    def send(self, text: OutgoingText, *, permit: Permit) -> str:
        path = self._path(text.message_id)
        if permit.address != text.recipient:
            raise UnableToSend("the permit is for another number", permanent=True)
        if self._troubled:
            refuse_once(path, text.message_id)
        try:
            with path.open("x", encoding="utf-8") as file:
                json.dump({"from": text.sender, "to": text.recipient, "body": text.body}, file)
        except FileExistsError:
            return path.stem
        except OSError as refused:
            raise UnableToSend(refused.strerror or "the disk refused", permanent=False) from refused
        return path.stem

    def has_sent(self, text: OutgoingText, *, since: datetime) -> bool | None:
        return self._path(text.message_id).exists()

    def close(self) -> None:
        return

    def _path(self, message_id: str) -> Path:
        name = "".join(c if c.isalnum() or c in "@.-" else "-" for c in message_id.strip("<>"))
        return self._outbox / f"{name}.json"
