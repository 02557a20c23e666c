"""Ninety days of a dealership, lived through by the same operations as any other day, on a clock of their own."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Final, TypeAlias
from uuid import UUID

from django.db import transaction

from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import MET_BY
from freshup.interfaces.console.rehearsal import looking, working
from freshup.interfaces.console.rehearsal.arrivals import Season, poisson
from freshup.interfaces.console.rehearsal.customers import Answer, answer_to, incoming
from freshup.interfaces.console.rehearsal.dealership import Keys
from freshup.interfaces.console.rehearsal.inflow import SPOKEN, Arrival, Inflow
from freshup.interfaces.console.rehearsal.lastly import Lastly
from freshup.interfaces.console.rehearsal.line import Line
from freshup.interfaces.console.rehearsal.people import Act, Close, First, People, Take, is_here
from freshup.jobs import held_wake_ups
from freshup.operations.cadences import recount, run_due
from freshup.operations.conversations import Senders, receive_reply, send_batch
from freshup.operations.intake import drain
from freshup.operations.intake.receive import Delivery, receive, receive_by_hand
from freshup.operations.leads import UnableToChange
from freshup.operations.response.ladder import climb
from freshup.operations.response.next_steps import give_next_steps
from freshup.operations.response.own_alerts import see_alerts
from freshup.operations.response.pile import deal_the_pile
from freshup.ports.decoding import Decoder
from freshup.ports.storage import Storage
from freshup.queries.access import Scope, opportunities
from freshup.queries.stores import StoreSettings, settings_of

DAYS: Final = 90
LATELY: Final = 9
JUST_NOW: Final = 2
# From the wire to the lead, and on to the provider: as a worker in this house takes.
UNDERSTOOD_AFTER: Final = timedelta(milliseconds=60)
SENT_AFTER: Final = timedelta(milliseconds=110)
# How often the follow-up is looked at. What lies further back is looked at less often: its texts go out a little later
# than a worker would send them, and the demo is there in half the time.
LOOKS: Final = timedelta(minutes=30)
LOOKED_SELDOM: Final = timedelta(minutes=120)
CLOSELY: Final = timedelta(days=12)
# A call that came to nothing releases the text a minute later.
AFTER_A_CALL: Final = timedelta(seconds=61)
SEEN_AFTER: Final = timedelta(minutes=2)
COUNTED_EVERY_DAYS: Final = 7
ALERTS_UNSEEN: Final = timedelta(hours=2)
GIVES_UP: Final = 0.36
IS_BAD: Final = 0.05


@dataclass(frozen=True, slots=True)
class Outside:
    """What the operations want of the outside world."""

    decode: Decoder
    storage: Storage
    senders: Senders


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
    sent: int = 0
    steps: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """The follow-up's turn; `people`: whoever works looks at their line too."""

    people: bool = True


@dataclass(frozen=True, slots=True)
class Send:
    """What was just written goes out."""


What: TypeAlias = Look | Send | Answer | Act


@dataclass(order=True, slots=True)
class _Due:
    """Something that will happen, in order of time."""

    at: datetime
    order: int
    what: What = field(compare=False)
    opportunity_id: int = field(compare=False, default=0)
    rooftop_id: int = field(compare=False, default=0)


class History:
    """Lives through the days up to `until`; what would happen later is left undone."""

    def __init__(self, shops: Sequence[Shop], outside: Outside, rng: Random, *, until: datetime) -> None:
        self._shops = {shop.inflow.code: shop for shop in shops}
        self._outside = outside
        self._rng = rng
        self._until = until
        self._closely = until - CLOSELY
        self._due: list[_Due] = []
        self._order = count()
        self._everything = Scope(rooftops=tuple(shop.rooftop_id for shop in shops))
        # Hours and staff stay as they are all the while.
        self._stores = settings_of(self._everything.rooftops)
        managers = {shop.rooftop_id: shop.manager for shop in shops}
        self._people = People(
            self._stores,
            managers,
            rng,
            self._plan,
            self._after_call,
            self._after_writing,
            dialling_from=self._closely,
        )
        self._line = Line(self._stores, self._plan, rng, until=until)
        self._heard = looking.latest_message()
        self._waiting: list[int] = []
        self._alike = count(1)
        self.done = Done()

    def live(self, inquiries: int, tell: Callable[[Done], None]) -> Done:
        """About so many inquiries over all days; a day is one transaction, so a day is there or it is not.

        Nothing is woken for what is done here: the clock of this past is not the workers' clock.
        """
        season = Season(DAYS, max(0, inquiries - LATELY))
        self.done.days = DAYS + 1
        for day, busy in season.counts(self._until.date(), self._rng):
            with held_wake_ups(), transaction.atomic():
                self._day(day, busy)
            self.done.day += 1
            tell(self.done)
        with held_wake_ups(), transaction.atomic():
            self._lastly()
        return self.done

    def _day(self, day: date, busy: int) -> None:
        ends = min(self._until, _midnight(day + timedelta(days=1)))
        looks = LOOKS if ends > self._closely else LOOKED_SELDOM
        at = _midnight(day)
        while at < ends:
            self._push(at, Look())
            at += looks
        for arrival in self._arrivals(day, busy):
            self._live_until(arrival.at)
            self._take(arrival)
        self._live_until(ends)
        if self.done.day % COUNTED_EVERY_DAYS == 0:
            recount(now=ends)
        self._see_alerts(ends)
        self._line.forget_done()

    def _lastly(self) -> None:
        """The last look, so that a visitor finds nothing that a worker would have done already."""
        shops = {shop.rooftop_id: shop for shop in self._shops.values()}
        Lastly(
            self._stores, {id: shop.manager for id, shop in shops.items()}, self._people, self._rng
        ).arrange(now=self._until)
        self._look(Look(people=False), self._until)
        self._see_alerts(self._until)

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
        for turn, shop in enumerate(self._rng.choices(shops, [shop.share for shop in shops], k=LATELY)):
            # Nobody can have called the last two yet.
            ago = self._rng.uniform(5, 40) if turn < JUST_NOW else self._rng.uniform(60, 5_400)
            at = self._until - timedelta(seconds=ago)
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
            self.done.sent += send_batch(self._outside.senders, clock=lambda: at + SENT_AFTER)
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
        there = [one for one in store.staff if is_here(one, store, at)] or store.staff
        receive_by_hand(
            delivery,
            group_id=shop.group_id,
            rooftop_id=shop.rooftop_id,
            user_id=self._rng.choice(there).user_id,
            storage=self._outside.storage,
        )

    # -- what becomes of it ------------------------------------------------------------------------------

    def _expect(self, arrival: Arrival, store: StoreSettings, at: datetime) -> None:
        """Plan the first attempt at a new opportunity; nothing for what joined another or made none."""
        fresh = opportunities(self._everything).filter(rooftop_id=store.id, opened_at=at, closed_at=None)
        spoken = MET_BY.get(arrival.channel)
        for id, grade, due_at, owner in fresh.order_by("id").values_list("id", "grade", "due_at", "owner_id"):
            case = working.Case(grade, at, due_at, spoken=spoken is not None)
            first = working.first_attempt(case, store.calendar, self._rng)
            on_desk = owner is None
            self._line.expect(id, first)
            if first is not None:
                if on_desk:
                    self._plan(first - timedelta(seconds=self._rng.randint(20, 50)), id, store.id, Take())
                self._plan(first + timedelta(seconds=90 if spoken else 0), id, store.id, First(spoken))
            self._give_up(id, store, at)

    def _give_up(self, id: int, store: StoreSettings, at: datetime) -> None:
        """Nobody answers, or nobody ever asked: somebody closes it before the follow-up has come to its end."""
        luck = self._rng.random()
        if luck < IS_BAD:
            when = working.later(at, self._rng.uniform(0.2, 3), store.calendar, self._rng)
            self._plan(
                when, id, store.id, Close(Stage.BAD, working.pick(working.BAD, self._rng), silent=True)
            )
        elif luck < IS_BAD + GIVES_UP:
            when = working.later(at, self._rng.uniform(6, 28), store.calendar, self._rng)
            self._plan(when, id, store.id, Close(Stage.LOST, "no_answer", silent=True))

    def _live_until(self, at: datetime) -> None:
        while self._due and self._due[0].at < at:
            due = heapq.heappop(self._due)
            if isinstance(due.what, Look):
                self._look(due.what, due.at)
            elif isinstance(due.what, Send):
                self._send(due.at)
            elif isinstance(due.what, Answer):
                self._answered(due.what, due.at)
            else:
                self._act(due, due.what)

    def _answered(self, answer: Answer, at: datetime) -> None:
        receive_reply(incoming(answer.to, answer.words, f"past-{next(self._alike)}"), now=at)
        self.done.answers += 1
        if answer.refuses:
            # Its confirmation may go for five minutes only.
            self._push(at, Send())
        else:
            # Whoever is asked sees it at once, not at the next look.
            self._push(at + SEEN_AFTER, Look())

    def _act(self, due: _Due, act: Act) -> None:
        if isinstance(act, First):
            self._line.began(due.opportunity_id)
        try:
            self._people.do(act, due.opportunity_id, due.rooftop_id, due.at)
        except UnableToChange:
            # Closed or handed over meanwhile: as in life, the plan is dropped.
            return
        self.done.acts += 1

    # -- the follow-up ---------------------------------------------------------------------------------------

    def _look(self, look: Look, at: datetime) -> None:
        """What the workers do by themselves; then customers hear of it, and people see what to do."""
        due = looking.due(now=at)
        if due.pile:
            deal_the_pile(now=at)
        give_next_steps(now=at)
        if due.ladder:
            while climb(now=at):
                continue
        steps = 0
        if due.steps:
            while done := run_due(now=at):
                steps += done
        if due.messages or steps:
            self._send(at)
        self.done.steps += steps
        self._hear()
        if look.people:
            self._line.look(at)

    def _send(self, at: datetime) -> None:
        sent_at = at + SENT_AFTER
        while sent := send_batch(self._outside.senders, clock=lambda: sent_at):
            self.done.sent += sent

    def _hear(self) -> None:
        """Customers read what was sent since the last look."""
        found = looking.outgoing(self._heard, self._waiting)
        self._waiting = [one.id for one in found if one.state in ("queued", "sending")]
        if found:
            self._heard = max(self._heard, found[-1].id)
        for one in found:
            if one.state != "sent":
                continue
            answer = answer_to(one, self._stores[one.rooftop_id].zone, self._rng)
            if answer is not None:
                self._push(answer.at, answer)

    def _after_call(self, at: datetime) -> None:
        """The text a call releases: at its minute lately, at the next look long ago."""
        if at >= self._closely:
            self._push(at + AFTER_A_CALL, Look(people=False))

    def _after_writing(self, at: datetime) -> None:
        self._push(at, Send())

    def _see_alerts(self, at: datetime) -> None:
        """People have seen what they were told, but for the latest."""
        for user_id, newest in looking.unseen_alerts(before=at - ALERTS_UNSEEN):
            see_alerts(user_id, now=at, up_to=newest)

    def _plan(self, at: datetime, opportunity_id: int, rooftop_id: int, act: Act) -> None:
        heapq.heappush(self._due, _Due(at, next(self._order), act, opportunity_id, rooftop_id))

    def _push(self, at: datetime, what: What) -> None:
        heapq.heappush(self._due, _Due(at, next(self._order), what))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
