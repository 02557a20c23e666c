"""A provider for trying out: every mail becomes a file, and nothing leaves the machine."""

from datetime import datetime
from pathlib import Path

from freshup.adapters.mail.mime import compose
from freshup.adapters.sandbox.refusing import refuse_once
from freshup.domain.consent import Permit
from freshup.ports.mail import OutgoingMail, UnableToSend


class SandboxMail:
    """Writes `outbox/<message id>.eml`. Like a real provider it takes one message id once.

    `troubled`: it refuses a few at the first try, as real ones do.
    """

    name = "sandbox"

    def __init__(self, outbox: Path, *, troubled: bool = False) -> None:
        self._outbox = outbox
        self._troubled = troubled
        outbox.mkdir(parents=True, exist_ok=True, mode=0o700)

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        path = self._path(mail.message_id)
        try:
            content = compose(mail, permit)
        except (ValueError, IndexError) as unusable:
            raise UnableToSend(
                f"the mail can't be written: {type(unusable).__name__}", permanent=True
            ) from unusable
        if self._troubled:
            refuse_once(path, mail.message_id)
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            return path.stem
        except OSError as refused:
            raise UnableToSend(refused.strerror or "the disk refused", permanent=False) from refused
        return path.stem

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        return self._path(mail.message_id).exists()

    def close(self) -> None:
        return

    def _path(self, message_id: str) -> Path:
        name = "".join(c if c.isalnum() or c in "@.-" else "-" for c in message_id.strip("<>"))
        return self._outbox / f"{name}.eml"
