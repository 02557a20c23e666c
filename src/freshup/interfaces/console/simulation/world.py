"""Some stores on a virtual clock: people act at their own moments, robots at the end of each grain.

Whatever robots do in a grain they do in the order in which workers would come to it, with one moment for all of it.
Grains in which nothing is due, comes or is planned are passed over. Everything that can be otherwise comes from the
seed, and every selection has a total order, so that the same arguments give the same log to the byte.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from django.db import transaction

from freshup.bootstrap.connectors import outside, reader_of
from freshup.domain.leads import Stage
from freshup.interfaces.console.rehearsal import working
from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.simulation.acts import Buy, Close, Leave, Planned, Reached, Stop
from freshup.interfaces.console.simulation.arrivals import SPOKEN, Arrival, Inflow
from freshup.interfaces.console.simulation.counter import rows
from freshup.interfaces.console.simulation.customers import Customers
from freshup.interfaces.console.simulation.doors import Doors
from freshup.interfaces.console.simulation.faults import Faults
from freshup.interfaces.console.simulation.happenings import Happenings
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.lots import Lots
from freshup.interfaces.console.simulation.memory import MemoryStorage
from freshup.interfaces.console.simulation.outbox import Outbox
from freshup.interfaces.console.simulation.outside import Providers, SenderDied
from freshup.interfaces.console.simulation.shoppers import Crowd
from freshup.interfaces.console.simulation.staff import Staff
from freshup.interfaces.console.simulation.states import States
from freshup.interfaces.console.simulation.town import STORES_A_GROUP, Store
from freshup.operations.cadences import recount, run_due
from freshup.operations.connectors.raw import take_in
from freshup.operations.conversations import Senders, send_batch, settle_forgotten
from freshup.operations.conversations.calling import end_forgotten_calls
from freshup.operations.hooks.draining import take_reports
from freshup.operations.response.ladder import climb
from freshup.operations.response.next_steps import give_next_steps
from freshup.operations.response.pile import deal_the_pile
from freshup.operations.response.replanning import replan_tasks

# The first weekend has the hour that comes twice in autumn.
BEGINS: Final = datetime(2026, 10, 30, 8, 0, tzinfo=UTC)
# A round that took fewer has left nothing.
BATCH: Final = 500
SWEPT_AGAIN_AFTER: Final = timedelta(seconds=5)
CALLS_LOOKED_AT: Final = time(17, 0, tzinfo=UTC)
NEXT_DUE: Final = """
SELECT (SELECT min(due_at) FROM enrolment WHERE due_at IS NOT NULL),
       (SELECT min(send_after) FROM message WHERE state = 'queued'),
       (SELECT min(escalates_at) FROM opportunity WHERE escalates_at IS NOT NULL),
       (SELECT min(retry_at) FROM inbound_event WHERE state = 'waiting'),
       (SELECT min(claimed_at) + interval '5 minutes 1 second' FROM message WHERE state = 'sending'),
       (SELECT min(due_at) FROM opportunity WHERE owner_id IS NULL AND due_at IS NOT NULL AND closed_at IS NULL)
"""


@dataclass(slots=True)
class Told:
    """How far a run has come."""

    leads: int = 0
    sent: int = 0
    steps: int = 0
    acts: int = 0
    seconds: float = 0.0
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When each kind of robot's work is due next; None for nothing."""

    steps: datetime | None
    messages: datetime | None
    rungs: datetime | None
    reports: datetime | None
    forgotten: datetime | None
    pile: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """What a world is asked to be: which part of how many stores, for how many days, and what goes wrong."""

    asked: Parameters
    seed: int
    days: float
    stores: int
    faults: Faults
    twice: bool = False
    first: bool = True


class World:
    """One run over some stores. `interrupted` is asked between grains."""

    def __init__(
        self, run: Run, stores: list[Store], log: MessageLog, interrupted: Callable[[], bool]
    ) -> None:
        asked, seed = run.asked, run.seed
        self._run = run
        self._log = log
        self._interrupted = interrupted
        self._grain = timedelta(seconds=asked.grain_seconds)
        self._ends = BEGINS + timedelta(days=run.days)
        self._stores = {one.rooftop_id: one for one in stores}
        self._rng = Random(f"world {seed} {stores[0].number}")
        self._plan: Happenings[Planned] = Happenings()
        self._arrivals: Happenings[Arrival] = Happenings()
        self._storage = MemoryStorage()
        self._outside = replace(outside(), storage=self._storage)
        self._doors = Doors(self._stores, self._storage, log, self._rng)
        self._outbox = Outbox(self._stores, log)
        self._staff = Staff(self._stores, asked, self._rng, log, self._plan)
        self._providers = Providers(log, asked, self._outbox.known, twice=run.twice)
        self._senders = Senders(self._providers.mail(), self._providers.text())
        self._customers = Customers(self._doors.people, asked, self._rng, log)
        self._states = States(self._stores, self._doors.inquiries, log)
        self._lots = Lots(stores, asked, self._storage, seed=seed)
        self._inflows = list(inflows(stores, asked, run.stores, seed))
        self._days = 0
        self._day = BEGINS.date()
        self.now = BEGINS
        self.told = Told()

    def live(self, tell: Callable[[Told, datetime], None]) -> Told:
        now = self.now
        self._lots.send(0, now)
        self._begin_day(self._day - timedelta(days=1))
        self._begin_day(self._day)
        self._leavings()
        while now < self._ends and not self._interrupted():
            now = self.now = self._next(now)
            self._live_until(now)
            tell(self._so_far(now), now)
        self.told.interrupted = now < self._ends
        self._at_the_end(now)
        return self._so_far(now)

    def _so_far(self, now: datetime) -> Told:
        told = self.told
        told.leads, told.sent, told.acts = self._doors.received, self._providers.sent, self._staff.acts
        told.seconds = (now - BEGINS).total_seconds()
        return told

    # -- which grain comes next ------------------------------------------------------------------------------

    def _next(self, now: datetime) -> datetime:
        """The end of the next grain in which anything happens."""
        due = self._due()
        fixed = [self._midnight(now), self._look_at_calls(now)]
        moments = [
            self._plan.next_at, self._arrivals.next_at, self._customers.coming.next_at, due.steps, due.messages,
            due.rungs, due.reports, due.forgotten, now if self._doors.waits else None, *fixed,
        ]  # fmt: skip
        first = min(one for one in moments if one is not None)
        over = (max(first, now + timedelta(microseconds=1)) - BEGINS) / self._grain
        grains = int(over) if over == int(over) else int(over) + 1
        return min(BEGINS + grains * self._grain, self._ends)

    def _due(self) -> Due:
        return Due(*rows(NEXT_DUE)[0])

    def _midnight(self, now: datetime) -> datetime:
        return datetime.combine(now.date() + timedelta(days=1), time(0, tzinfo=UTC))

    def _look_at_calls(self, now: datetime) -> datetime:
        today = datetime.combine(now.date(), CALLS_LOOKED_AT)
        return today if now < today else today + timedelta(days=1)

    # -- a grain ---------------------------------------------------------------------------------------------

    def _live_until(self, now: datetime) -> None:
        before = now - self._grain
        self._people(now)
        self._robots(now, before)
        looked = datetime.combine(now.date(), CALLS_LOOKED_AT)
        if before < looked <= now:
            self._states.due_calls(now)
        if now.date() > self._day:
            self._day = now.date()
            self._daily(now)

    def _people(self, now: datetime) -> None:
        """Everybody acts at their own moment, in order; documents come in between."""
        coming = [one for _, one in self._plan.upto(now)]
        if coming:
            self._staff.prepare(coming)
        while True:
            act_at, doc_at = self._plan.next_at, self._arrivals.next_at
            if act_at is not None and act_at <= now and (doc_at is None or act_at < doc_at):
                planned = self._plan.due(now)
                if planned is not None:
                    self._staff.do(planned, act_at)
            elif doc_at is not None and doc_at <= now:
                arrival = self._arrivals.due(now)
                if arrival is not None:
                    self._doors.come(arrival)
            else:
                return

    def _robots(self, now: datetime, before: datetime) -> None:
        faults = self._run.faults
        self._doors.take_in()
        take_in(self._customers.knock(now), storage=self._storage)
        if faults.covers("lost_wake_up", now):
            return
        jumped = (
            self._run.asked.of("faults", "clock_jump_minutes") if faults.begun("clock", before, now) else 0
        )
        self._work(now, now + timedelta(minutes=float(jumped)), before)

    def _work(self, now: datetime, clock: datetime, before: datetime) -> None:
        """What workers do, in the order in which one thing leads to the next. `clock` is what they believe it to be."""
        faults = self._run.faults
        if self._doors.waits:
            self._doors.drain(clock, cut_off=faults.begun("database", before, now))
            for arrival, opportunity, person in self._doors.tell(now):
                self._expect(arrival, opportunity, person, now)
        due = self._due()
        if due.reports is not None and due.reports <= clock:
            while take_reports(reader_of, self._outside, clock=lambda: clock, limit=BATCH) == BATCH:
                continue
        self._sweep(due, clock, now)
        while steps := run_due(now=clock):
            self.told.steps += steps
        self._send(now, clock, dies=faults.begun("crash", before, now))
        self._staff.line.look(now)

    def _sweep(self, due: Due, clock: datetime, now: datetime) -> None:
        if due.rungs is not None and due.rungs <= clock:
            while self._in_transaction(lambda: climb(now=clock, limit=BATCH)) == BATCH:
                continue
        if due.pile is not None:
            self._in_transaction(lambda: deal_the_pile(now=clock))
        if due.forgotten is not None and due.forgotten <= clock:
            self._providers.now = now
            settle_forgotten(self._senders, now=clock)
        if now.minute == 0 or self._grain >= timedelta(hours=1):
            give_next_steps(now=clock)
            end_forgotten_calls(now=clock)

    @staticmethod
    def _in_transaction(work: Callable[[], int]) -> int:
        with transaction.atomic():
            return work()

    def _send(self, now: datetime, clock: datetime, *, dies: bool) -> None:
        self._outbox.look(now)
        if not self._outbox.waits:
            return
        providers = self._providers
        providers.now, providers.down = now, self._run.faults.covers("provider_down", now)
        providers.dies_after, providers.busy = 2 if dies else None, False
        try:
            while send_batch(self._senders, clock=lambda: clock, limit=BATCH) == BATCH:
                continue
            if providers.busy:
                # Who asks for three seconds' patience is asked again by the next sweep, not a grain later.
                while send_batch(self._senders, clock=lambda: clock + SWEPT_AGAIN_AFTER):
                    continue
        except SenderDied:
            providers.dies_after = None
        self._outbox.settle(now)
        handed_over, providers.fresh = providers.fresh, []
        self._customers.hear(handed_over, now)

    # -- what follows ------------------------------------------------------------------------------------------

    def _expect(self, arrival: Arrival, opportunity: int, person: int, now: datetime) -> None:
        """A new lead: somebody is in the door already, or will be found to be none, or asks to be left alone."""
        rng, asked, store = self._rng, self._run.asked, arrival.store
        if arrival.channel in SPOKEN:
            how = "visit" if arrival.channel == "walk_in" else "call"
            self._staff.contact(store, person, opportunity, how, now)
            who = rng.choice(store.at_work)
            self._plan.plan(
                now + timedelta(minutes=rng.uniform(5, 30)), Planned(Reached(who), store, opportunity)
            )
            if arrival.channel == "walk_in" and rng.random() < asked.share("visits", "buys"):
                within = timedelta(days=rng.uniform(0.05, float(asked.of("visits", "buys_within_days"))))
                self._plan.plan(now + within, Planned(Buy(who), store, opportunity))
        luck = rng.random()
        soon = now + timedelta(days=rng.uniform(0.1, 3))
        if luck < asked.share("visits", "bad"):
            self._plan.plan(
                soon, Planned(Close(Stage.BAD, working.pick(working.BAD, rng)), store, opportunity)
            )
        elif luck > 1 - asked.share("visits", "stopped"):
            self._plan.plan(soon, Planned(Stop(), store, opportunity))

    def _daily(self, now: datetime) -> None:
        """At midnight (UTC) the day is told, and the next one is made."""
        self._days += 1
        self._in_transaction(lambda: replan_tasks(now=now))
        recount(now=now)
        give_next_steps(now=now)
        self._staff.line.read_settings()
        self._tell_states(now, everything=False)
        self._lots.send(self._days, now)
        self._begin_day(self._day)

    def _begin_day(self, on: date) -> None:
        for inflow in self._inflows:
            for arrival in inflow.day(on):
                if BEGINS < arrival.at < self._ends:
                    self._arrivals.plan(arrival.at.astimezone(UTC), arrival)

    def _leavings(self) -> None:
        """Who leaves in these days, and when."""
        share = self._run.asked.share("staff", "leaves") * self._run.days / 30
        for store in self._stores.values():
            rng = Random(f"leaving {self._run.seed} {store.number}")
            for agent in store.agents:
                if rng.random() < share:
                    at = BEGINS + timedelta(days=rng.uniform(0, self._run.days))
                    self._plan.plan(at, Planned(Leave(agent), store))

    def _tell_states(self, now: datetime, *, everything: bool) -> None:
        self._states.clocks(now, everything=everything)
        self._states.opportunities(now, since=now - timedelta(days=1), everything=everything)
        self._states.prices(now)

    def _at_the_end(self, now: datetime) -> None:
        give_next_steps(now=now)
        self._tell_states(now, everything=True)


def inflows(stores: list[Store], asked: Parameters, count: int, seed: int) -> list[Inflow]:
    """One for each group; what reaches one does not depend on which others are lived with it."""
    groups = -(-count // STORES_A_GROUP)
    found = []
    for group in sorted({one.group for one in stores}):
        mine = [one for one in stores if one.group == group]
        rng = Random(f"crowd {seed} {group}")
        found.append(
            Inflow(mine, Crowd(group, groups, [one.home for one in mine], asked, rng), asked, seed=seed)
        )
    return found
