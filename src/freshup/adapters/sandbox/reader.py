"""What the sandbox reports: JSON, and signed when it comes through the door like anybody else's."""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from typing import Any, Final

from freshup.adapters.voice import sandbox as voice
from freshup.domain.connectors.reports import DeliveryReport, MailReport, Report, TextReport
from freshup.domain.conversations.delivery import DELIVERIES
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Forged, Hook, Unreadable

TEXT_IN: Final = "text-in"
MAIL_IN: Final = "mail-in"
STATUSES: Final = frozenset({"text-status", "mail-events"})
SPOKEN: Final = frozenset({voice.STATUS, voice.RECORDING})
SIGNATURE: Final = "x-sandbox-signature"
SECRET: Final = "signing_secret"


def signature_of(secret: str, url: str, body: bytes) -> str:
    return hmac.new(secret.encode(), url.encode() + b"\n" + body, sha256).hexdigest()


class SandboxReader:
    """`ports.hooks.HookReader`."""

    kinds = STATUSES | SPOKEN | {TEXT_IN, MAIL_IN}

    def check(self, hook: Hook, account: Account) -> None:
        secret, given = account.secrets.get(SECRET, ""), hook.headers.get(SIGNATURE, "")
        expected = signature_of(secret, hook.url, hook.body)
        if not secret or not hmac.compare_digest(expected.encode(), given.encode()):
            raise Forged

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        return None

    def event_key(self, hook: Hook) -> str:
        return blake2b(hook.kind.encode() + hook.body, digest_size=16).hexdigest()

    def answer(self, hook: Hook) -> Answer:
        return Answer()

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        """Raises Unreadable."""
        if hook.kind in SPOKEN:
            return voice.read(hook, account)
        if hook.kind == MAIL_IN:
            return [MailReport(self.event_key(hook), hook.body, hook.received_at)]
        try:
            said: dict[str, Any] = json.loads(hook.body)
            return [_text(said, hook) if hook.kind == TEXT_IN else _delivery(said, hook)]
        except voice.FAULTS as broken:
            raise Unreadable("a report of the sandbox that is none") from broken


def _delivery(said: dict[str, Any], hook: Hook) -> DeliveryReport:
    if said["delivery"] not in DELIVERIES:
        raise ValueError(said["delivery"])
    return DeliveryReport(
        provider_id=str(said["id"]),
        delivery=said["delivery"],
        at=min(_moment(said["at"]), hook.received_at) if "at" in said else hook.received_at,
        ours=voice.number(said.get("ours")),
        code=str(said.get("code", "")),
        address=str(said.get("address", "")),
    )


def _moment(written: str) -> datetime:
    """Without a zone it is UTC. Raises ValueError for years in which nothing was ever sent."""
    at = datetime.fromisoformat(written)
    if not 1970 < at.year < 9990:
        raise ValueError(at.year)
    return at.replace(tzinfo=at.tzinfo or UTC)


def _text(said: dict[str, Any], hook: Hook) -> TextReport:
    return TextReport(
        str(said["id"]), str(said["from"]), str(said.get("to", "")), str(said["body"]), hook.received_at
    )
