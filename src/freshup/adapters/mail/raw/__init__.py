"""A mail that was written down whole: what its envelope said stands in its first lines, as every mail server writes it.

Handed in by our own listener or read from a mailbox; no webhook, so nothing comes to this reader by HTTP.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from freshup.domain.connectors.reports import MailReport, Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Forged, Hook

KIND: Final = "mail-in"
RETURN_PATH: Final = b"return-path:"
DELIVERED_TO: Final = b"delivered-to:"


class RawMailReader:
    """`ports.hooks.HookReader`."""

    kinds: frozenset[str] = frozenset()

    def check(self, hook: Hook, account: Account) -> None:
        raise Forged

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        return None

    def event_key(self, hook: Hook) -> str:
        return mail_key(hook.body)

    def answer(self, hook: Hook) -> Answer:
        return Answer()

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        path, recipients = _envelope(hook.body)
        return [MailReport("", hook.body, hook.received_at, recipients, envelope_from=path)]


def mail_key(mail: bytes) -> str:
    """The same for the same bytes, whatever number a mailbox gives them."""
    return f"mail:{hashlib.sha256(mail).hexdigest()}"


def with_envelope(mail: bytes, *, mail_from: str | None, recipients: Sequence[str]) -> bytes:
    """The mail below what its envelope said (RFC 5321, 4.4: the last to take a mail writes its return path)."""
    lines = [] if mail_from is None else [b"Return-Path: <" + _plain(mail_from) + b">"]
    lines += [b"Delivered-To: " + _plain(one) for one in recipients]
    return b"\r\n".join([*lines, mail])


def _plain(address: str) -> bytes:
    return "".join(sign for sign in address if sign.isprintable() and sign not in "<> ")[:320].encode()


def _envelope(mail: bytes) -> tuple[str | None, tuple[str, ...]]:
    """Only what stands in an unbroken run at the head: further down it was written by others."""
    path: str | None = None
    recipients = []
    for line in mail[:50_000].split(b"\r\n"):
        lowered = line.lower()
        if lowered.startswith(RETURN_PATH) and path is None:
            path = line[len(RETURN_PATH) :].strip().strip(b"<>").decode("utf-8", "replace")
        elif lowered.startswith(DELIVERED_TO):
            recipients.append(line[len(DELIVERED_TO) :].strip().lower().decode("utf-8", "replace"))
        else:
            break
    return path, tuple(recipients)
