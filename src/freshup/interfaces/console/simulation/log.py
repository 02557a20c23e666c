"""What the world saw, as JSON lines: the only thing the judge reads.

A line has `kind` and `at` (ISO, UTC). `person`: who, with region, postal_code, phone, email. `sent`: a provider took a
message: person, channel, address, purpose, automatic, key, rule. `queued`: a step was allowed: person, key,
too_late_at. `withdrawn`: what ended a queued one. `opt_out`: person, address, channels ("" is all of them). `closed`,
`stopped`: person. `call`: a call was placed. `opportunity`: at the end: open, owner, desk, due_at, waits.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from freshup.domain.consent import Permit
from freshup.ports.mail import MailSender, OutgoingMail
from freshup.ports.texting import OutgoingText, TextSender


class MessageLog:
    """Writes lines in the order in which things happened."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.lines = 0

    def write(self, kind: str, at: datetime, **facts: Any) -> None:
        self._file.write(json.dumps({"kind": kind, "at": at.isoformat(), **facts}) + "\n")
        self.lines += 1


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a log. Raises ValueError for one that is none, with its number."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number} is no JSON") from error


class Watched:
    """Providers that take everything, and whoever stands beside them writing down what they were handed.

    `twice` hands each text over again, as a sender would that forgets what it has sent.
    """

    name = "sandbox"

    def __init__(self, log: MessageLog, *, twice: bool = False) -> None:
        self._log = log
        self._twice = twice
        self.now: datetime | None = None
        self.persons: dict[str, int] = {}
        self.sent = 0

    def mail(self) -> MailSender:
        return _Mail(self)

    def text(self) -> TextSender:
        return _Text(self)

    def took(self, channel: str, address: str, key: str, permit: Permit, automatic: bool) -> None:
        if self.now is None:
            raise RuntimeError("nobody has said what time it is")
        for _ in range(2 if self._twice and channel == "text" else 1):
            self.sent += 1
            self._log.write(
                "sent",
                self.now,
                person=self.persons.get(address),
                channel=channel,
                address=address,
                purpose=permit.purpose,
                automatic=automatic,
                key=key,
                rule=permit.rule,
            )


class _Mail:
    name = "sandbox"

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        self._watched.took("email", mail.recipient, str(permit.message_id), permit, True)
        return mail.message_id

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        return None

    def close(self) -> None:
        return


class _Text:
    name = "sandbox"

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def send(self, text: OutgoingText, *, permit: Permit) -> str:
        self._watched.took("text", text.recipient, str(permit.message_id), permit, True)
        return text.message_id

    def has_sent(self, text: OutgoingText, *, since: datetime) -> bool | None:
        return None

    def close(self) -> None:
        return
