"""Understanding a mail of a customer's: who wrote what, what hangs on it, and whether a machine wrote it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class UnreadableLetter(Exception):
    """It passes a limit (a bomb of parts), so that nothing of it was read. The words say which, for a person."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a mail. One that is `refused` has no content: only its name, its size and the reason are kept.

    `kind`: picture (made anew, without what the camera wrote into it) or file. The type is what the bytes are.
    """

    kind: str
    name: str
    media_type: str
    content: bytes
    size: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that did not arrive, or was complained of. `code` is an enhanced status (RFC 3463).

    `original_id`: the Message-ID of the mail it is about, without its brackets; empty where the report does not say.
    """

    recipient: str
    code: str = ""
    original_id: str = ""
    action: str = "failed"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, read. Ids are without brackets; `text` is what was written, `rest` quotes and signature below it.

    `html` is safe to show and loads nothing. `recipients` are all addresses its headers name, ours among them.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender_name: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    written_at: datetime | None = None
    text: str = ""
    rest: str = ""
    html: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    auto_reply: bool = False
    bulk: bool = False
    holds_adf: bool = False
    bounces: tuple[Bounce, ...] = ()
    complaint: Bounce | None = None
    # What the mail system left in the mailbox since it was too large, in bytes; nothing where it is whole.
    left_out: int = 0


class LetterReader(Protocol):
    def read(self, mail: bytes) -> Letter:
        """Raises UnreadableLetter."""
        ...

    def enclose(self, name: str, content: bytes, declared: str = "") -> Enclosed:
        """One file as it may be kept: named safely, its type found in its bytes, pictures made anew."""
        ...


class NoLetters:
    """Where nobody reads mail: what comes is set aside, whole."""

    def read(self, mail: bytes) -> Letter:
        raise UnreadableLetter("Nobody reads mail here")

    def enclose(self, name: str, content: bytes, declared: str = "") -> Enclosed:
        return Enclosed("file", "", "", b"", len(content), "Nobody reads files here")
