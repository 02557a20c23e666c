"""A group of two stores and the whole way from bytes to rows, inside the transaction of a test."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from freshup.adapters.decoding import decode
from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.storage.directory import DirectoryStorage
from freshup.adapters.text.sandbox import SandboxText
from freshup.data.models import Opportunity, Staff
from freshup.operations.conversations import Senders, send_batch
from freshup.operations.intake.drain import drain_batch
from freshup.operations.intake.receive import Delivery, Refused, Taken, receive
from freshup.operations.stores.opening import NewKey, NewPerson, NewSource, NewStore, Opened, open_group
from freshup.queries.stores import forget_settings

# A Wednesday, 11:00 in Florida.
NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
ALL_DAY = [(day, 0, 1440) for day in range(7)]
OFFICE = [(day, 9 * 60, 20 * 60) for day in range(6)]
receipts = itertools.count(1)


def person(name: str, **other: object) -> NewPerson:
    words = NewPerson(
        email=f"{name.lower()}@example.com", name=name, role="agent", team="bdc", shifts=ALL_DAY
    )
    return replace(words, **other)  # type: ignore[arg-type]


def store(name: str, key: str, people: tuple[NewPerson, ...], **other: object) -> NewStore:
    made = NewStore(
        name=name,
        timezone="America/New_York",
        region="FL",
        postal_code="33901",
        street="1 Main Street",
        city="Fort Myers",
        phone_e164="+12395550100",
        mail_from="sales@example.com",
        hours=OFFICE,
        team_hours={},
        holidays=("Thanksgiving Day",),
        people=people,
        sources=(
            NewSource("AutoTrader", "third_party", aliases=("auto trader inc",)),
            NewSource("Website", "first_party"),
        ),
        keys=(NewKey(key, "Server", source="Website"),),
    )
    return replace(made, **other)  # type: ignore[arg-type]


@dataclass
class Dealership:
    """Two stores of one group, and what a test does with them."""

    opened: Opened
    storage: DirectoryStorage
    outbox: Path
    now: datetime = NOW
    keys: tuple[str, str] = ("gulfkey", "baykey")
    decoded: list[object] = field(default_factory=list)

    def send(
        self, *bodies: bytes, at: datetime | None = None, key: str = "gulfkey", **other: object
    ) -> list[Taken | Refused]:
        """Hand documents in at the door, and understand nothing yet."""
        deliveries = [
            Delivery(key, UUID(int=next(receipts)), "http", at or self.now, body, **other)  # type: ignore[arg-type]
            for body in bodies
        ]
        return receive(deliveries, storage=self.storage)

    def drain(self, at: datetime | None = None) -> int:
        return drain_batch(decode=decode, storage=self.storage, now=at or self.now)

    def take(self, *bodies: bytes, at: datetime | None = None, **other: object) -> list[Opportunity]:
        """Hand in, drain, and answer with every opportunity there is."""
        self.send(*bodies, at=at, **other)
        self.drain(at)
        return list(Opportunity.objects.order_by("id"))

    def deliver(self, at: datetime | None = None) -> int:
        """One round of the outbox."""
        return send_batch(
            Senders(SandboxMail(self.outbox), SandboxText(self.outbox.parent / "texts")),
            clock=lambda: at or self.now,
        )

    def staff(self, name: str) -> Staff:
        return Staff.objects.get(user__name=name)

    def later(self, **delta: float) -> datetime:
        return self.now + timedelta(**delta)


@pytest.fixture
def dealership(db: None, tmp_path: Path) -> Iterator[Dealership]:
    forget_settings()
    stores = (
        store("Gulf Honda", "gulfkey", (person("Ana"), person("Ben"))),
        store("Bay Toyota", "baykey", (person("Cleo"),)),
    )
    opened = open_group("Coast Group", stores, now=NOW)
    yield Dealership(opened, DirectoryStorage(tmp_path / "files"), tmp_path / "outbox")
    forget_settings()


@pytest.fixture
def make_dealership(db: None, tmp_path: Path) -> Callable[..., Dealership]:
    """A dealership of one's own making: `make_dealership(store(…), …)`."""
    forget_settings()

    def made(*stores: NewStore) -> Dealership:
        return Dealership(
            open_group("Group", stores, now=NOW), DirectoryStorage(tmp_path / "files"), tmp_path / "outbox"
        )

    return made
