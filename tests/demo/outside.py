"""The outside world of a demo that is loaded inside a test."""

from datetime import UTC, datetime
from pathlib import Path

from freshup.adapters.decoding import decode
from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.storage.directory import DirectoryStorage
from freshup.adapters.text.sandbox import SandboxText
from freshup.interfaces.console.rehearsal.history import Outside
from freshup.operations.conversations import Senders

# A Tuesday, two in the afternoon in Florida.
UNTIL = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def outside(home: Path) -> Outside:
    return Outside(
        decode,
        DirectoryStorage(home / "files"),
        Senders(SandboxMail(home / "outbox"), SandboxText(home / "texts")),
    )
