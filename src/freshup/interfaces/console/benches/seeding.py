"""The stores of a bench and the inquiries that wait in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction

from freshup.bootstrap.intake import storage
from freshup.interfaces.console.benches.documents import SITES, Inquiry, document, mail
from freshup.interfaces.console.benches.people import Customer, customer
from freshup.operations.intake.receive import Delivery, receive
from freshup.operations.stores.opening import NewKey, NewPerson, NewSource, NewStore, open_group

GROUPS: Final = 10
STORES_A_GROUP: Final = 5
PEOPLE_A_STORE: Final = 8
REPEAT_SHARE: Final = 0.3
SEED: Final = 7
DAY: Final = 24 * 60
# Round the clock, everybody on shift and nobody at the cap: every lead goes the whole way through routing.
ALWAYS: Final = tuple((day, 0, DAY) for day in range(7))
CAPACITY: Final = 500
HOLIDAYS: Final = ("Thanksgiving Day", "Christmas Day")


@dataclass(frozen=True, slots=True)
class Store:
    """A store of the bench: its name, its group and the key that lets inquiries in."""

    name: str
    group: int
    key: str


def open_stores(*, now: datetime, groups: int = GROUPS, stores: int = STORES_A_GROUP) -> list[Store]:
    """Groups with stores, hours, people on shift, sources and a key each, made by the operation a set-up uses."""
    opened = []
    for group in range(groups):
        places = [new_store(group, n) for n in range(stores)]
        with transaction.atomic():
            open_group(f"Bench group {group}", [new for new, _ in places], now=now)
        opened += [store for _, store in places]
    return opened


def new_store(group: int, n: int) -> tuple[NewStore, Store]:
    """The store number `n` of a group, as it is opened and as the bench knows it."""
    store = Store(f"Bench Motors {group}-{n}", group, f"bench{group:02}{n:02}{'k' * 20}")
    new = NewStore(
        name=store.name,
        timezone="America/New_York",
        region="FL",
        postal_code="33901",
        street="1 Palm Avenue",
        city="Fort Myers",
        phone_e164="+12395550100",
        mail_from=f"sales{group}-{n}@dealer.example.com",
        hours=ALWAYS,
        team_hours={},
        holidays=HOLIDAYS,
        people=tuple(
            NewPerson(
                email=f"agent{i}.{group}-{n}@dealer.example.com",
                name=f"Agent {i}",
                role="agent" if i % 2 else "salesperson",
                team="bdc" if i % 2 else "sales",
                capacity=CAPACITY,
                shifts=ALWAYS,
            )
            for i in range(PEOPLE_A_STORE)
        ),
        sources=tuple(NewSource(site.name, "third_party", aliases=(site.sender,)) for site in SITES),
        keys=(NewKey(store.key, "bench"),),
    )
    return new, store


def inquiries(count: int, stores: Sequence[Store], *, until: datetime) -> Iterator[tuple[Store, Inquiry]]:
    """Distinct inquiries in order of receipt. Three in ten come from somebody who has written before, in the
    same group; big stores get more of them than small ones."""
    chance = Random(SEED)
    weights = [1 / (1 + n % STORES_A_GROUP) for n in range(len(stores))]
    met: dict[int, list[Customer]] = {}
    people = 0
    for number, store in enumerate(chance.choices(stores, weights, k=count)):
        known = met.setdefault(store.group, [])
        if known and chance.random() < REPEAT_SHARE:
            who = chance.choice(known)
        else:
            who = customer(people, chance)
            known.append(who)
            people += 1
        at = until - timedelta(seconds=60 * (count - number) / count)
        to = f"{store.key}@intake.localhost"
        yield store, Inquiry(number, who, chance.choice(SITES), store.name, to, at)


def mails(count: int, stores: Sequence[Store], *, now: datetime) -> list[Delivery]:
    """The inquiries as mails, as the SMTP door would hand them over."""
    chance = Random(SEED + 1)
    return [
        Delivery(
            key=store.key,
            receipt=UUID(int=chance.getrandbits(128), version=4),
            channel="mail",
            received_at=inquiry.at,
            body=mail(inquiry, chance),
            content_type="message/rfc822",
            envelope_from=inquiry.site.sender,
        )
        for store, inquiry in inquiries(count, stores, until=now)
    ]


def posts(count: int, stores: Sequence[Store], *, now: datetime) -> list[tuple[str, bytes]]:
    """(key, ADF document) of as many different people, as sources post them."""
    chance = Random(SEED + 2)
    made = []
    for number in range(count):
        store = stores[number % len(stores)]
        who = customer(number, chance)
        inquiry = Inquiry(number, who, chance.choice(SITES), store.name, "", now)
        made.append((store.key, document(inquiry, chance)))
    return made


def hand_in(deliveries: Sequence[Delivery]) -> None:
    """All of them with one commit: they wait from one moment on."""
    with transaction.atomic():
        for start in range(0, len(deliveries), 1000):
            receive(deliveries[start : start + 1000], storage=storage())
