"""Ninety days of a dealership, lived through by the same operations as any other day, on a clock of their own."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction

from freshup.domain.stores import on_shift
from freshup.interfaces.console.rehearsal import working
from freshup.interfaces.console.rehearsal.arrivals import Season, poisson
from freshup.interfaces.console.rehearsal.dealership import Keys
from freshup.interfaces.console.rehearsal.inflow import SPOKEN, Arrival, Inflow
from freshup.interfaces.console.rehearsal.working import Act, Case, Close, Log, Note, Take
from freshup.operations.conversations import send_batch
from freshup.operations.intake import drain
from freshup.operations.intake.receive import Delivery, receive, receive_by_hand
from freshup.operations.leads import UnableToChange, add_note, close, log_outcome
from freshup.operations.routing import NewOwner, claim, reassign
from freshup.ports.decoding import Decoder
from freshup.ports.mail import MailSender
from freshup.ports.storage import Storage
from freshup.queries.access import Scope, opportunities, scope_of
from freshup.queries.stores import StoreSettings, settings_of

DAYS: Final = 90
LATELY: Final = 9
# From the wire to the lead, and on to the provider: as a worker in this house takes.
UNDERSTOOD_AFTER: Final = timedelta(milliseconds=60)
SENT_AFTER: Final = timedelta(milliseconds=110)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the operations want of the outside world."""

    decode: Decoder
    storage: Storage
    sender: MailSender


@dataclass(frozen=True, slots=True)
class Shop:
    """One store while its past is made: where it is, how things reach it, who manages it."""

    rooftop_id: int
    group_id: int
    keys: Keys
    inflow: Inflow
    share: float
    manager: Scope


@dataclass(slots=True)
class Done:
    """How far the history has come."""

    day: int = 0
    days: int = 0
    documents: int = 0
    acts: int = 0
    acknowledged: int = 0


@dataclass(order=True, slots=True)
class _Due:
    """An act that somebody will do, in order of time."""

    at: datetime
    order: int
    opportunity_id: int = field(compare=False)
    rooftop_id: int = field(compare=False)
    act: Act = field(compare=False)


class History:
    """Lives through the days up to `until`; what would happen later is left undone."""

    def __init__(self, shops: Sequence[Shop], outside: Outside, rng: Random, *, until: datetime) -> None:
        self._shops = {shop.inflow.code: shop for shop in shops}
        self._outside = outside
        self._rng = rng
        self._until = until
        self._due: list[_Due] = []
        self._order = count()
        self._scopes: dict[int, Scope] = {}
        self._everything = Scope(rooftops=tuple(shop.rooftop_id for shop in shops))
        # Hours and staff stay as they are all the while.
        self._stores = settings_of(self._everything.rooftops)
        self.done = Done()

    def live(self, inquiries: int, tell: Callable[[Done], None]) -> Done:
        """About so many inquiries over all days; a day is one transaction, so a day is there or it is not."""
        season = Season(DAYS, max(0, inquiries - LATELY))
        self.done.days = DAYS + 1
        for day, busy in season.counts(self._until.date(), self._rng):
            with transaction.atomic():
                for arrival in self._arrivals(day, busy):
                    self._work_until(arrival.at)
                    self._take(arrival)
                self._work_until(min(self._until, _midnight_after(day)))
            self.done.day += 1
            tell(self.done)
        return self.done

    def _arrivals(self, day: date, busy: int) -> list[Arrival]:
        """What comes that day, in order; what a double brings after midnight still belongs to it."""
        shares = [(shop, poisson(busy * shop.share, self._rng)) for shop in self._shops.values()]
        found = [one for shop, number in shares for one in shop.inflow.day(day, number)]
        if day == self._until.date():
            found += self._lately()
        return sorted((one for one in found if one.at < self._until), key=lambda one: one.at)

    def _lately(self) -> list[Arrival]:
        """The last hour and a half, so that a visitor finds clocks that count."""
        shops = list(self._shops.values())
        found: list[Arrival] = []
        for shop in self._rng.choices(shops, [shop.share for shop in shops], k=LATELY):
            at = self._until - timedelta(seconds=self._rng.uniform(20, 5_400))
            found += shop.inflow.one(at, shop.inflow.written_feed())
        return found

    # -- the way in --------------------------------------------------------------------------------------

    def _take(self, arrival: Arrival) -> None:
        shop = self._shops[arrival.site.code]
        store = self._stores[shop.rooftop_id]
        at = arrival.at.astimezone(UTC)
        self._hand_in(arrival, shop, store, at)
        understood = at + UNDERSTOOD_AFTER
        claimed = drain.claim(lanes=1)
        drain.process(claimed, decode=self._outside.decode, storage=self._outside.storage, now=understood)
        self.done.documents += 1
        if arrival.channel not in SPOKEN and arrival.asked.shopper.email:
            self.done.acknowledged += send_batch(self._outside.sender, clock=lambda: at + SENT_AFTER)
        self._expect(arrival, store, at)

    def _hand_in(self, arrival: Arrival, shop: Shop, store: StoreSettings, at: datetime) -> None:
        document = arrival.document
        delivery = Delivery(
            key=getattr(shop.keys, document.key),
            receipt=UUID(int=self._rng.getrandbits(128), version=4),
            channel=arrival.channel,
            received_at=at,
            body=document.body,
            content_type=document.content_type,
            remote_address=f"198.51.100.{self._rng.randint(1, 254)}",
            envelope_from=document.envelope_from,
        )
        if arrival.channel not in SPOKEN:
            receive([delivery], storage=self._outside.storage)
            return
        there = [
            one for one in store.staff if on_shift(one.shifts, one.time_off, store.zone, at)
        ] or store.staff
        receive_by_hand(
            delivery,
            group_id=shop.group_id,
            rooftop_id=shop.rooftop_id,
            user_id=self._rng.choice(there).user_id,
            storage=self._outside.storage,
        )

    # -- what becomes of it ------------------------------------------------------------------------------

    def _expect(self, arrival: Arrival, store: StoreSettings, at: datetime) -> None:
        """Plan what people will do about the new opportunity; nothing for what joined another or made none."""
        fresh = opportunities(self._everything).filter(rooftop_id=store.id, opened_at=at, closed_at=None)
        shopper = arrival.asked.shopper
        for id, grade, due_at, owner in fresh.values_list("id", "grade", "due_at", "owner_id"):
            case = Case(
                grade=grade,
                received_at=at,
                due_at=due_at,
                on_desk=owner is None,
                spoken=arrival.channel in SPOKEN,
                has_phone=bool(shopper.phone),
                has_email=bool(shopper.email),
            )
            for when, act in working.course(case, store.calendar, self._rng):
                heapq.heappush(self._due, _Due(when, next(self._order), id, store.id, act))

    def _work_until(self, at: datetime) -> None:
        while self._due and self._due[0].at < at:
            due = heapq.heappop(self._due)
            try:
                self._act(due)
            except UnableToChange:
                # Closed or handed over meanwhile: as in life, the plan is dropped.
                continue
            self.done.acts += 1

    def _act(self, due: _Due) -> None:
        owner = opportunities(self._everything).only("owner_id").get(id=due.opportunity_id).owner_id
        store = self._stores[due.rooftop_id]
        if isinstance(due.act, Take):
            self._off_the_desk(due, store)
            return
        if owner is None:
            return
        scope = self._scope(next(one.user_id for one in store.staff if one.id == owner))
        match due.act:
            case Log(outcome, words):
                log_outcome(scope, due.opportunity_id, outcome, now=due.at, words=words)
            case Note(words):
                add_note(scope, due.opportunity_id, words, now=due.at)
            case Close(stage, reason):
                close(scope, due.opportunity_id, stage, reason, now=due.at)

    def _off_the_desk(self, due: _Due, store: StoreSettings) -> None:
        """Whoever is there helps themselves; salespeople who see only their own are given it by the manager."""
        there = [one for one in store.staff if on_shift(one.shifts, one.time_off, store.zone, due.at)]
        person = self._rng.choice(there or store.staff)
        scope = self._scope(person.user_id)
        if store.id in scope.rooftops and self._rng.random() < 0.6:
            claim(scope, due.opportunity_id, now=due.at)
        else:
            manager = next(shop.manager for shop in self._shops.values() if shop.rooftop_id == store.id)
            reassign(manager, due.opportunity_id, NewOwner(staff_id=person.id), now=due.at)

    def _scope(self, user_id: int) -> Scope:
        if user_id not in self._scopes:
            self._scopes[user_id] = scope_of(user_id)
        return self._scopes[user_id]


def _midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
