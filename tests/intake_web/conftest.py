"""Two groups, their people at the browser, and documents of every outcome; every page is met through the wall."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from freshup.adapters.decoding import decode
from freshup.adapters.postgres.roles import LOGINS
from freshup.adapters.storage.directory import DirectoryStorage
from freshup.data.models import IntakeKey, Message, Source, Staff, Submission, User
from freshup.operations.intake.drain import drain_batch
from freshup.operations.intake.receive import Delivery, receive
from freshup.operations.stores.opening import NewKey, NewPerson, NewSource, NewStore, open_group
from freshup.queries.stores import forget_settings
from tests.acting import acting_as

# A Wednesday, 11:00 in Florida.
NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
receipts = itertools.count(1)
TRUNCATED = b"""<adf><prospect><customer><contact><name part="first">Tom</name><name part="last">Reed</name>
<email>tom@example.com</email></contact></customer><vehicle><year>2024</year><make>Kia</make><mod"""
NO_CONTACT = b"""<adf><prospect><customer><contact><name part="full">Una Vale</name></contact>
<comments>Is it there?</comments></customer></prospect></adf>"""


def adf(first: str = "Maria", phone: str = "239-555-0142") -> bytes:
    return f"""<?xml version="1.0"?><?adf version="1.0"?><adf><prospect>
<requestdate>2026-11-18T10:00:00-05:00</requestdate>
<vehicle interest="buy" status="new"><year>2026</year><make>Honda</make><model>Accord</model></vehicle>
<customer><contact><name part="first">{first}</name><name part="last">Lopez</name>
<email>{first.lower()}@example.com</email><phone type="voice">{phone}</phone></contact>
<comments>Still there?</comments></customer>
<vendor><vendorname>Gulf Honda</vendorname></vendor><provider><name>AutoTrader</name></provider>
</prospect></adf>""".encode()


@dataclass
class Visitor:
    """Somebody at the browser. The server answers as the web role, so row-level security is always in between."""

    client: Client

    def get(self, path: str, **data: Any) -> HttpResponse:
        with acting_as(LOGINS["web"]):
            return self.client.get(path, data)  # type: ignore[return-value]

    def post(self, path: str, **data: Any) -> HttpResponse:
        with acting_as(LOGINS["web"]):
            return self.client.post(path, data)  # type: ignore[return-value]


@dataclass
class Dealership:
    """Gulf Honda and Bay Toyota of one group, and a group that is none of their business."""

    gulf: int
    bay: int
    elsewhere: int

    def visitor(self, name: str) -> Visitor:
        client = Client()
        client.force_login(User.objects.get(name=name))
        return Visitor(client)

    def take(self, body: bytes, key: str = "gulfkey", at: datetime = NOW, **other: Any) -> Submission:
        """Hand a document in and have it read."""
        self.send(body, key, at, **other)
        self.drain()
        return Submission.objects.latest("id")

    def send(self, body: bytes, key: str = "gulfkey", at: datetime = NOW, **other: Any) -> Submission:
        delivery = Delivery(key, UUID(int=next(receipts)), "http", at, body, **other)
        receive([delivery], storage=files())
        return Submission.objects.latest("id")

    def drain(self) -> None:
        drain_batch(decode=decode, storage=files(), now=NOW)

    def key(self, label: str = "Provider") -> IntakeKey:
        return IntakeKey.objects.get(label=label, rooftop_id=self.gulf)

    def source(self, name: str, rooftop: int | None = None) -> Source:
        return Source.objects.get(name=name, rooftop_id=rooftop or self.gulf)

    def place(self, name: str) -> Staff:
        return Staff.objects.get(user__name=name, rooftop_id=self.gulf)

    def acknowledgement(self) -> Message:
        self.take(adf())
        return Message.objects.latest("id")


def files() -> DirectoryStorage:
    return DirectoryStorage(Path(settings.FRESHUP_STORAGE))


def store(name: str, key: str, *people: NewPerson) -> NewStore:
    return NewStore(
        name=name,
        timezone="America/New_York",
        region="FL",
        postal_code="33901",
        street="1 Main Street",
        city="Fort Myers",
        phone_e164="+12395550100",
        mail_from="sales@example.com",
        hours=[(day, 0, 1440) for day in range(7)],
        team_hours={},
        holidays=(),
        people=people,
        sources=(NewSource("AutoTrader", "third_party", 150_000), NewSource("Website", "first_party")),
        keys=(
            NewKey(key, "Provider", source="Website"),
            NewKey(f"{key}form", "Contact form", "form", allowed_origins=("https://www.example.com",)),
        ),
    )


def person(name: str, role: str, scope: str = "store") -> NewPerson:
    return NewPerson(f"{name.lower()}@example.com", name, role, scope, team="sales")


@pytest.fixture
def dealership(db: None) -> Iterator[Dealership]:
    forget_settings()
    ours = open_group(
        "Coast Group",
        [
            store(
                "Gulf Honda",
                "gulfkey",
                person("Mia", "manager"),
                person("Ana", "agent"),
                person("Sal", "agent", "own"),
            ),
            store("Bay Toyota", "baykey", person("Bo", "manager")),
        ],
        [NewPerson("olga@example.com", "Olga", "principal")],
        now=NOW,
    )
    theirs = open_group("Other Group", [store("Far Kia", "farkey", person("Otto", "manager"))], now=NOW)
    yield Dealership(*ours.rooftop_ids, theirs.rooftop_ids[0])
    forget_settings()


@pytest.fixture
def manager(dealership: Dealership) -> Visitor:
    return dealership.visitor("Mia")


@pytest.fixture
def agent(dealership: Dealership) -> Visitor:
    """Sees the whole store, decides nothing."""
    return dealership.visitor("Ana")


@pytest.fixture
def salesperson(dealership: Dealership) -> Visitor:
    """Sees only what is their own."""
    return dealership.visitor("Sal")


@pytest.fixture
def owner(dealership: Dealership) -> Visitor:
    return dealership.visitor("Olga")


@pytest.fixture
def colleague(dealership: Dealership) -> Visitor:
    """Manages the group's other store."""
    return dealership.visitor("Bo")


@pytest.fixture
def outsider(dealership: Dealership) -> Visitor:
    return dealership.visitor("Otto")
