"""A store whose customer was written to, and mail and texts that come in for it."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from freshup.adapters.decoding import decode
from freshup.adapters.mail.letters import MailLetters
from freshup.adapters.mail.raw import RawMailReader, mail_key
from freshup.data.models import Attachment, Connector, ContactPoint, InboundEvent, Message, Opportunity
from freshup.domain.connectors.reports import Report, TextReport
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.conversations.reply_address import address_at
from freshup.operations.hooks.draining import take_reports
from freshup.operations.hooks.handling import Outside
from freshup.operations.intake.drain import drain_batch
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook
from freshup.queries.access import scope_of
from freshup.queries.stores import forget_settings
from tests.intake.adf import adf
from tests.intake.conftest import ALL_DAY, NOW, Dealership, make_dealership, person, store

__all__ = ["NOW", "make_dealership"]
IMAP = {
    "host": "127.0.0.1",
    "port": "143",
    "security": "none",
    "user": "sales",
    "password": "pw",
    "folder": "INBOX",
}
TWILIO = {"account_sid": "AC1", "auth_token": "word"}
_events = itertools.count(1)


@dataclass
class Texts:
    """A reader that reports what it was given, text by text."""

    kinds: frozenset[str] = frozenset({"text-in"})
    waiting: dict[str, TextReport] = field(default_factory=dict)

    def read(self, hook: Hook, account: Account) -> list[Report]:
        return [self.waiting[hook.body.decode()]]


@dataclass
class PostOffice:
    """Gulf Honda with Ana, Ben and a manager, a mailbox and a line; Marisol has been written to once."""

    house: Dealership
    mailbox: Connector
    line: Connector
    texts: Texts = field(default_factory=Texts)

    @property
    def rooftop(self) -> int:
        return self.house.opened.rooftop_ids[0]

    @property
    def opportunity(self) -> Opportunity:
        return Opportunity.objects.filter(rooftop=self.rooftop).order_by("id")[0]

    @property
    def sent(self) -> Message:
        """What the store wrote first."""
        return Message.objects.filter(opportunity=self.opportunity, direction="out", state="sent").order_by(
            "id"
        )[0]

    @property
    def received(self) -> list[Message]:
        return list(Message.objects.filter(rooftop=self.rooftop, direction="in").order_by("id"))

    def address(self, opportunity: Opportunity | None = None) -> str:
        return address_at("intake.example.com", (opportunity or self.opportunity).pk)

    def point(self, kind: str = "email") -> ContactPoint:
        return ContactPoint.objects.get(person=self.opportunity.person_id, kind=kind)

    def mail(
        self, content: bytes, *, at: datetime | None = None, connector: Connector | None = None
    ) -> InboundEvent:
        """A mail comes to the store's mailbox and is understood; the event it came in comes back."""
        at = at or NOW + timedelta(minutes=30)
        box = connector or self.mailbox
        self._take(box, "mail-in", mail_key(content), content, at)
        return self.drain(at)

    def text(
        self, report: TextReport, *, at: datetime | None = None, read_at: datetime | None = None
    ) -> InboundEvent:
        """It came in at `at` and was read then, or later."""
        at = at or NOW + timedelta(minutes=30)
        name = f"{report.provider_id}-{next(_events)}"
        self.texts.waiting[name] = report
        self._take(self.line, "text-in", name, name.encode(), at)
        return self.drain(read_at or at)

    def drain(self, at: datetime) -> InboundEvent:
        take_reports(self._reader, Outside(self.house.storage, MailLetters()), clock=lambda: at)
        return InboundEvent.objects.order_by("-id")[0]

    def understand(self, at: datetime) -> None:
        """What was handed to intake becomes leads."""
        while drain_batch(decode=decode, storage=self.house.storage, now=at):
            continue

    def files(self, message: Message) -> list[Attachment]:
        return list(Attachment.objects.filter(message=message).exclude(kind="html").order_by("id"))

    def _reader(self, provider: str) -> object:
        return self.texts if provider == "twilio" else RawMailReader()

    def _take(self, connector: Connector, kind: str, key: str, body: bytes, at: datetime) -> None:
        raw = RawReport(connector.pk, connector.rooftop_id, connector.rooftop.group_id, kind, key, at, body)
        take_in([raw], storage=self.house.storage)


@pytest.fixture
def office(make_dealership: Callable[..., Dealership]) -> Iterator[PostOffice]:
    people = (person("Ana"), person("Ben"), person("Mia", role="manager", takes_leads=False, shifts=ALL_DAY))
    house = make_dealership(
        store("Gulf Honda", "gulfkey", people),
        store(
            "Bay Toyota", "baykey", (person("Cleo"),), phone_e164="+12395550190", mail_from="bay@example.com"
        ),
    )
    mia = scope_of(house.staff("Mia").user_id)
    made = [
        connect(
            mia, house.opened.rooftop_ids[0], provider, name="", typed=typed, secret=f"{provider}key", now=NOW
        )
        for provider, typed in (("imap", {**IMAP, "intake_key": "gulfkey"}), ("twilio", TWILIO))
    ]
    house.take(adf(first="Marisol", last="Ortega", email="marisol@example.com", phone="239-555-0142"))
    house.deliver()
    yield PostOffice(house, *(Connector.objects.get(id=id) for id in made))
    forget_settings()
