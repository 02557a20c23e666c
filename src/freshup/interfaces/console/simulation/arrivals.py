"""What reaches the stores of a group on one day: documents in their senders' dialects, doubles, junk, people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from freshup.interfaces.console.rehearsal.arrivals import poisson
from freshup.interfaces.console.rehearsal.dialects import Dialect, json_of_the_website
from freshup.interfaces.console.rehearsal.oddities import ODDITIES, cut_off
from freshup.interfaces.console.rehearsal.parameters import DIALECTS, Parameters, Source
from freshup.interfaces.console.rehearsal.shoppers import Inquiry, inquiry
from freshup.interfaces.console.rehearsal.written import Document
from freshup.interfaces.console.simulation.shoppers import Crowd, Customer
from freshup.interfaces.console.simulation.town import Store

SPOKEN: Final = ("phone", "walk_in")
OPENS, CLOSES = 11, 18
# Senders that say of their mail that a machine wrote it: such mail is never answered by one.
MACHINES: Final = ("table_of_a_notice",)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One document at a store's door. `sense`: shopper, copy (of the inquiry `copy_of`) or junk."""

    at: datetime
    id: str
    store: Store
    channel: str
    document: Document
    receipt: UUID
    customer: Customer | None
    sense: str
    machine: bool
    copy_of: str | None = None

    @property
    def order(self) -> tuple[datetime, str]:
        return self.at, self.id


class Inflow:
    """Whoever asks at the stores of one group, day after day."""

    def __init__(self, stores: list[Store], crowd: Crowd, asked: Parameters, *, seed: int) -> None:
        self._stores = stores
        self._crowd = crowd
        self._asked = asked
        self._seed = seed
        self._numbers: dict[int, int] = {}
        self._rng = Random()

    def day(self, on: date) -> list[Arrival]:
        """In order of time. What a double brings after midnight belongs to the day all the same."""
        found: list[Arrival] = []
        for store in self._stores:
            self._rng = Random(f"day {self._seed} {store.number} {on.isoformat()}")
            mean = self._asked.share("arrivals", "inquiries_a_day") * _weight(self._asked, on)
            for _ in range(poisson(mean, self._rng)):
                found += self._ask(store, on)
        return sorted(found, key=lambda one: one.order)

    def _ask(self, store: Store, on: date) -> Iterator[Arrival]:
        source = self._source()
        at = self._moment(store, on, source)
        customer = self._crowd.somebody(store.home)
        yield from self._at(store, at, source, customer)
        if self._rng.random() < self._asked.share("shoppers", "several_stores") and len(self._stores) > 1:
            others = [one for one in self._stores if one is not store]
            most = min(len(others), int(self._asked.of("shoppers", "stores_asked_max")) - 1)
            for other in self._rng.sample(others, self._rng.randint(1, most)):
                at += timedelta(minutes=self._rng.uniform(2, 90))
                yield from self._at(other, at, self._source(written=True), customer)

    def _at(self, store: Store, at: datetime, source: Source, customer: Customer) -> Iterator[Arrival]:
        rng, asked = self._rng, self._asked
        says = self._says(store, at, source, customer)
        if source.kind in SPOKEN:
            yield self._arrival(store, source.kind, json_of_the_website(says, rng), says, customer)
            return
        if rng.random() < asked.share("shoppers", "junk"):
            yield self._odd(store, says, customer)
            return
        dialect = self._dialect(source, customer)
        machine = dialect.__name__ in MACHINES
        first = self._arrival(store, "", dialect(says, rng), says, customer, machine=machine)
        yield first
        if rng.random() < asked.share("shoppers", "delivered_again"):
            at += timedelta(seconds=rng.randint(20, 900))
            id, receipt = self._named(store)
            yield replace(first, at=at, id=id, receipt=receipt, sense="copy", copy_of=first.id)
        elif source.kind == "third_party" and rng.random() < asked.share("shoppers", "second_provider"):
            yield from self._sold_on(store, at, source, customer)

    def _sold_on(self, store: Store, at: datetime, source: Source, customer: Customer) -> Iterator[Arrival]:
        """One shopper, two providers, ten minutes: shopping sites sell an inquiry on."""
        others = [one for one in self._asked.sources if one.kind == "third_party" and one is not source]
        if others:
            other = self._rng.choice(others)
            at += timedelta(seconds=self._rng.randint(100, 700))
            says = self._says(store, at, other, customer)
            dialect = self._dialect(other, customer)
            machine = dialect.__name__ in MACHINES
            yield self._arrival(store, "", dialect(says, self._rng), says, customer, machine=machine)

    def _odd(self, store: Store, says: Inquiry, customer: Customer) -> Arrival:
        odd = self._rng.choices([one for one, _ in ODDITIES], [often for _, often in ODDITIES])[0]
        # Cut off in the middle it is an inquiry still.
        real = odd is cut_off
        document = odd(says, self._rng)
        made = self._arrival(store, "", document, says, customer if real else None, machine=not real)
        return made if real else replace(made, sense="junk")

    def _arrival(
        self,
        store: Store,
        channel: str,
        document: Document,
        says: Inquiry,
        customer: Customer | None,
        *,
        machine: bool = False,
    ) -> Arrival:
        id, receipt = self._named(store)
        channel = channel or ("mail" if document.is_mail else "http")
        return Arrival(says.at, id, store, channel, document, receipt, customer, "shopper", machine)

    def _named(self, store: Store) -> tuple[str, UUID]:
        number = self._numbers[store.number] = self._numbers.get(store.number, 0) + 1
        return f"s{store.number}-{number}", UUID(int=self._rng.getrandbits(128), version=4)

    def _says(self, store: Store, at: datetime, source: Source, customer: Customer) -> Inquiry:
        number = f"{store.number + 1}{self._rng.randrange(10**8):08}"
        return inquiry(
            customer.who,
            number=number,
            store=store.name,
            provider=source.name,
            at=at,
            lot=store.cars,
            rng=self._rng,
        )

    def _dialect(self, source: Source, customer: Customer) -> Dialect:
        """Who has no address writes no mail."""
        names = [one for one in source.dialects if customer.who.email or one != "written_by_hand"]
        return DIALECTS[self._rng.choice(names or ["json_of_the_website"])]

    def _source(self, *, written: bool = False) -> Source:
        sources = [one for one in self._asked.sources if one.share and (one.dialects or not written)]
        return self._rng.choices(sources, [one.share for one in sources])[0]

    def _moment(self, store: Store, on: date, source: Source) -> datetime:
        """People call and walk in only while somebody is there."""
        weights = [
            weight if source.kind not in SPOKEN or OPENS <= hour < CLOSES else 0.0
            for hour, weight in enumerate(self._asked.of("arrivals", "hours"))
        ]
        hour = self._rng.choices(range(24), weights if any(weights) else None)[0]
        return datetime(
            on.year, on.month, on.day, hour, self._rng.randrange(60), self._rng.randrange(60),
            self._rng.randrange(1_000_000), tzinfo=store.zone,
        )  # fmt: skip


def _weight(asked: Parameters, on: date) -> float:
    weekdays = asked.of("arrivals", "weekdays")
    return float(weekdays[on.weekday()]) * 7 / (sum(weekdays) or 1)
