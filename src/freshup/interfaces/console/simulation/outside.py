"""The providers of a simulation, and whoever stands beside them writing down what they were handed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from typing import Final

from freshup.adapters.sandbox.reader import MAIL_IN, TEXT_IN
from freshup.domain.consent import Permit
from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.town import Store
from freshup.operations.connectors.raw import RawReport
from freshup.ports.mail import MailSender, OutgoingMail, UnableToSend
from freshup.ports.texting import OutgoingText, TextSender

WHOLE: Final = 1 << 32
STATUS_KINDS: Final = {"text": "text-status", "email": "mail-events"}


class SenderDied(BaseException):
    """The process that was sending is gone: no code of the product's gets to see this."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as the world knows it: whose it is, by whom it was written, what it is for."""

    id: int
    store: Store
    person: int
    opportunity: int
    key: str
    channel: str
    purpose: str
    automatic: bool
    by: int | None
    address: str
    mail_id: str


@dataclass(slots=True)
class Providers:
    """Two providers that take what they are handed, each message id once. `known` are messages by their id.

    `twice` hands each text over again, as a sender would that forgets what it has sent. `dies_after`: the sender that
    speaks to them is gone after so many more messages.
    """

    log: MessageLog
    asked: Parameters
    known: Mapping[int, Outgoing]
    twice: bool = False
    now: datetime | None = None
    down: bool = False
    busy: bool = False
    dies_after: int | None = None
    sent: int = 0
    taken: dict[str, datetime] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    # What was handed over since the customers last looked.
    fresh: list[Outgoing] = field(default_factory=list)

    def mail(self) -> MailSender:
        return _Mail(self)

    def text(self) -> TextSender:
        return _Text(self)

    def take(self, message_id: str, reference: int | None, address: str, permit: Permit) -> None:
        """Raises UnableToSend while they are busy or down."""
        if self.now is None:
            raise RuntimeError("nobody has said what time it is")
        if self.down:
            raise UnableToSend("the provider does not answer", permanent=False, code="20500", down=True)
        if (
            chance(f"try:{message_id}") < self.asked.share("providers", "busy")
            and message_id not in self.refused
        ):
            self.refused.add(message_id)
            self.busy = True
            raise UnableToSend("no more just now", permanent=False, code="20429", retry_after=3.0)
        if self.dies_after is not None:
            self.dies_after -= 1
            if self.dies_after < 0:
                raise SenderDied
        message = self.known[reference or 0]
        for _ in range(2 if self.twice and message.channel == "text" else 1):
            self._write(message, address, permit, self.now)
        self.taken[message_id] = self.now
        self.fresh.append(message)

    def _write(self, message: Outgoing, address: str, permit: Permit, now: datetime) -> None:
        self.sent += 1
        self.log.write(
            "sent", now, store=message.store.number, person=message.person, opportunity=message.opportunity,
            channel=message.channel, address=address, purpose=permit.purpose, automatic=message.automatic,
            by=message.by, key=str(permit.message_id), rule=permit.rule,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Mail:
    world: Providers
    name: str = "sandbox"

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        self.world.take(mail.message_id, mail.reference, mail.recipient, permit)
        return mail.message_id

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        return mail.message_id in self.world.taken

    def close(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class _Text:
    world: Providers
    name: str = "sandbox"

    def send(self, text: OutgoingText, *, permit: Permit) -> str:
        self.world.take(text.message_id, text.reference, text.recipient, permit)
        return text.message_id

    def has_sent(self, text: OutgoingText, *, since: datetime) -> bool | None:
        return text.message_id in self.world.taken

    def close(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class Turn:
    """What a provider will report of a message, and after how long."""

    after: timedelta
    delivery: str
    code: str = ""


def turns_of(message: Outgoing, asked: Parameters) -> list[Turn]:
    """How a message fares: nearly all arrive; a few never do, are reported twice, late or in the wrong order."""
    share = asked.sections["providers"]
    luck, how = chance(f"end:{message.key}"), chance(f"how:{message.key}")
    after = timedelta(seconds=1 + 3 * how)
    if chance(f"slow:{message.key}") < share["slow"]:
        after = timedelta(minutes=1 + share["slow_minutes"] * how)
    if luck < share["bounces" if message.channel == "email" else "undelivered"]:
        if message.channel == "email":
            return [Turn(after, "bounced", "5.2.2" if how < 0.1 else "5.1.1")]
        return [Turn(after, "undelivered", ("30003", "30006", "30005")[int(how * 3)])]
    turns = [Turn(after, "delivered")]
    if how < share["swapped"]:
        turns.append(Turn(after + timedelta(seconds=1), "sent"))
    elif how < share["swapped"] + share["repeated"]:
        turns.append(Turn(after + timedelta(seconds=2), "delivered"))
    return turns


def status(message: Outgoing, turn: Turn, *, at: datetime, n: int) -> RawReport:
    """A report of delivery as the sandbox writes it; `n` tells the same said twice apart."""
    said = {
        "id": "", "ours": message.id, "delivery": turn.delivery, "code": turn.code, "at": at.isoformat(),
        "address": message.address if message.channel == "email" else "",
    }  # fmt: skip
    key = f"{message.id}:{turn.delivery}:{n}"
    return _report(message.store, STATUS_KINDS[message.channel], key, json.dumps(said), at)


def text_in(store: Store, sender: str, words: str, *, id: str, at: datetime) -> RawReport:
    said = {"id": id, "from": sender, "to": store.phone, "body": words}
    return _report(store, TEXT_IN, id, json.dumps(said), at)


def mail_in(
    store: Store, sender: str, words: str, *, answers: str, id: str, at: datetime, absent: bool
) -> RawReport:
    """A customer's mail as their own provider sends it; `answers` is the Message-ID of ours, without brackets."""
    thread = f"In-Reply-To: <{answers}>\r\nReferences: <{answers}>\r\n" if answers else ""
    machine = "Auto-Submitted: auto-replied\r\n" if absent else ""
    mail = (
        f"Message-ID: <{id}@mail.example.org>\r\nFrom: <{sender}>\r\nTo: <{store.mail_from}>\r\n"
        f"Subject: Re: your message\r\nDate: {format_datetime(at)}\r\n{thread}{machine}"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    )
    return _report(store, MAIL_IN, id, mail, at)


def _report(store: Store, kind: str, key: str, body: str, at: datetime) -> RawReport:
    return RawReport(
        connector_id=store.connector_id,
        rooftop_id=store.rooftop_id,
        group_id=store.group_id,
        kind=kind,
        key=key,
        received_at=at,
        body=body.encode(),
        content_type="message/rfc822" if kind == MAIL_IN else "application/json",
    )


def chance(of: str) -> float:
    """Between 0 and 1, always the same for the same words."""
    return int.from_bytes(blake2b(of.encode(), digest_size=4).digest()) / WHOLE
