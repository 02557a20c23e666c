"""The people of the stores at work: each act goes through the operation a page would call, at its own moment."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction

from freshup.domain.consent import Hold
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.domain.stores import next_opening
from freshup.interfaces.console.rehearsal import decisions, phrases, working
from freshup.interfaces.console.rehearsal.letters import way_of, write
from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.rehearsal.people import DIALS
from freshup.interfaces.console.simulation import counter
from freshup.interfaces.console.simulation.acts import (
    Act,
    Buy,
    Close,
    Leave,
    Meet,
    Planned,
    Reached,
    Told,
    Work,
)
from freshup.interfaces.console.simulation.counter import Case, Task
from freshup.interfaces.console.simulation.happenings import Happenings
from freshup.interfaces.console.simulation.line import Line
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.purchases import note_purchase
from freshup.interfaces.console.simulation.town import Agent, Store
from freshup.operations import appointments
from freshup.operations.cadences import stop_everything
from freshup.operations.conversations import place_call
from freshup.operations.conversations.angry import NotAngry, seen
from freshup.operations.leads import UnableToChange, add_note, close, log_outcome
from freshup.operations.ownership.departing import Destination, give_away
from freshup.operations.response.tasks import NoSuchTask, agree_callback, finish_task
from freshup.operations.routing import claim
from freshup.operations.stores import archive_person
from freshup.queries.access import Scope

RINGS: Final = timedelta(seconds=50)
SPEAKS: Final = timedelta(minutes=4)
CALLS: Final = ("call", "callback")
WRITES: Final = ("reply", "text", "email", "video")


class Staff:
    """Everybody who works at these stores."""

    def __init__(
        self,
        stores: Mapping[int, Store],
        asked: Parameters,
        rng: Random,
        log: MessageLog,
        plan: Happenings[Planned],
    ) -> None:
        self._asked = asked
        self._rng = rng
        self._log = log
        self._plan = plan
        self._calls: Counter[int] = Counter()
        self._cases: dict[int, Case] = {}
        self._open: dict[int, int | None] = {}
        self.acts = 0
        self.line = Line(stores, asked, rng, plan)

    # -- doing it ------------------------------------------------------------------------------------------

    def prepare(self, coming: list[Planned]) -> None:
        """What the acts of a stretch of time need to know, in two statements."""
        self._cases = counter.cases(one.opportunity_id for one in coming if one.opportunity_id)
        self._open = counter.still_open(one.act.task.id for one in coming if isinstance(one.act, Work))

    def do(self, planned: Planned, at: datetime) -> None:
        """One act at its moment; where life went on meanwhile the plan is dropped."""
        case = self._case(planned.opportunity_id)
        try:
            with transaction.atomic():
                self._do(planned.act, planned.store, case, at)
        except UnableToChange:
            return
        self.acts += 1

    def _case(self, id: int) -> Case | None:
        if id and id not in self._cases:
            self._cases |= counter.cases([id])
        return self._cases.get(id)

    def _do(self, act: Act, store: Store, case: Case | None, at: datetime) -> None:
        if isinstance(act, Leave):
            self._leaves(act.agent, store, at)
        elif case is None:
            return
        elif isinstance(act, Work):
            self._work(act.task, store, case, at)
        elif isinstance(act, Told):
            self._over(act.outcome, self._still_here(act.agent, store, at), store, case, at)
        elif isinstance(act, Reached):
            self._spoke(self._still_here(act.agent, store, at), store, case, at)
        elif isinstance(act, Meet):
            self._meet(act, store, case, at)
        elif isinstance(act, Buy):
            self._buys(act.agent, store, case, at)
        elif isinstance(act, Close):
            self._closes(act, store, case, at)
        else:
            stop_everything(store.manager, case.id, now=at)
            self._log.write("stopped", at, store=store.number, person=case.person_id, opportunity=case.id)

    def _work(self, task: Task, store: Store, case: Case, at: datetime) -> None:
        open_ = self._open if task.id in self._open else counter.still_open([task.id])
        if task.id not in open_:
            return
        if task.slot == "manager":
            self._looks(task, store, case, at)
            return
        who = self._worker(open_[task.id], store, at)
        if case.owner_id is None:
            claim(who.scope, case.id, now=at)
        if task.kind in CALLS:
            self._tries(task, who, store, case, at)
        elif task.kind in WRITES:
            self._writes(task, who, store, case, at)
        else:
            finish_task(who.scope, task.id, now=at)

    def _worker(self, staff_id: int | None, store: Store, at: datetime) -> Agent:
        mine = next((one for one in store.at_work if one.staff_id == staff_id), None)
        return mine or self._rng.choice(list(self.line.here(store, at).values()) or store.at_work)

    def _still_here(self, agent: Agent, store: Store, at: datetime) -> Agent:
        """Whoever left a moment ago agrees on nothing any more; a colleague takes it from there."""
        return self._worker(None, store, at) if agent.gone else agent

    def _looks(self, task: Task, store: Store, case: Case, at: datetime) -> None:
        """A manager has looked; a customer who was angry is followed up again."""
        try:
            seen(store.manager, case.id, now=at)
        except NotAngry:
            finish_task(store.manager, task.id, now=at)

    # -- calls -----------------------------------------------------------------------------------------------

    def _tries(self, task: Task, who: Agent, store: Store, case: Case, at: datetime) -> None:
        """A call; a letter to whoever left no number."""
        if case.phone_id is None:
            self._write("email", "email", who, case, at)
            self._finish(task, who, at)
            return
        if who.fakes and self._rng.random() < self._asked.share("staff", "faked_calls"):
            outcome = self._rng.choice((Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE))
            self._say(outcome, who, store, case, at, task, verified=False)
            log_outcome(who.scope, case.id, outcome, now=at)
            return
        local = at.astimezone(store.zone)
        if not DIALS[0] <= local.hour < DIALS[1]:
            opening = next_opening(self.line.settings[store.rooftop_id].calendar, at)
            self._later(opening, Work(task), store, case.id)
            return
        placed = place_call(who.scope, case.id, case.phone_id, now=at, insists=True)
        if placed.message_id is None:
            if isinstance(placed.answer, Hold):
                self._later(placed.answer.until, Work(task), store, case.id)
            else:
                self._finish(task, who, at)
            return
        self._dials(task, who, store, case, at)

    def _later(self, at: datetime, act: Act, store: Store, opportunity_id: int) -> None:
        moment = at + timedelta(minutes=self._rng.uniform(2, 50))
        self._plan.plan(moment, Planned(act, store, opportunity_id))

    def _dials(self, task: Task, who: Agent, store: Store, case: Case, at: datetime) -> None:
        outcome = self._outcome(case, at)
        self._calls[case.id] += 1
        self._say(outcome, who, store, case, at, task, verified=True)
        over = at + (SPEAKS if outcome is Outcome.SPOKE else RINGS)
        self._plan.plan(over, Planned(Told(who, outcome), store, case.id))

    def _outcome(self, case: Case, at: datetime) -> Outcome:
        minutes = (at - case.opened_at) / timedelta(minutes=1)
        if decisions.answers_call(case.grade, self._calls[case.id], minutes, self._asked, self._rng):
            return Outcome.SPOKE
        if self._rng.random() < self._asked.share("contact", "bad_number"):
            return Outcome.BAD_NUMBER
        return self._rng.choice((Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE))

    def _say(
        self,
        outcome: Outcome,
        who: Agent,
        store: Store,
        case: Case,
        at: datetime,
        task: Task,
        *,
        verified: bool,
    ) -> None:
        """`named`: the customer has asked to be called at this hour, whatever the clock says where they live."""
        self._log.write(
            "call", at, store=store.number, person=case.person_id, opportunity=case.id, by=who.staff_id,
            verified=verified, outcome=str(outcome), named=task.kind == "callback",
        )  # fmt: skip

    def _over(self, outcome: Outcome, who: Agent, store: Store, case: Case, at: datetime) -> None:
        if outcome is Outcome.SPOKE:
            self.contact(store, case.person_id, case.id, "call", at)
        log_outcome(who.scope, case.id, outcome, now=at)
        if outcome is Outcome.SPOKE:
            self._spoke(who, store, case, at)

    def contact(self, store: Store, person: int, opportunity: int, how: str, at: datetime) -> None:
        """The customer spoke, wrote or came: as it was, whatever the product makes of it."""
        self._log.write("contact", at, store=store.number, person=person, opportunity=opportunity, how=how)

    def _finish(self, task: Task, who: Agent, at: datetime) -> None:
        try:
            finish_task(who.scope, task.id, now=at)
        except NoSuchTask:
            return

    # -- letters and texts -------------------------------------------------------------------------------

    def _writes(self, task: Task, who: Agent, store: Store, case: Case, at: datetime) -> None:
        """What its step asks for, written; half of those who were answered are then spoken with."""
        way = way_of(task.kind, task.channel)
        if not self._write(task.kind, way, who, case, at) or task.kind not in ("reply", way):
            self._finish(task, who, at)
        if task.kind == "reply" and self._rng.random() < 0.5:
            self._later(at, Reached(who), store, case.id)

    def _write(self, kind: str, channel: str, who: Agent, case: Case, at: datetime) -> bool:
        """Whether it was queued by this channel; it may have been by the other one."""
        me = f"Agent {who.staff_id}"
        return write(who.scope, case.id, case, kind, channel, me=me, rng=self._rng, now=at) == channel

    # -- once somebody was reached -----------------------------------------------------------------------

    def _spoke(self, who: Agent, store: Store, case: Case, at: datetime) -> None:
        rng, asked = self._rng, self._asked
        if rng.random() < asked.share("staff", "notes"):
            add_note(who.scope, case.id, rng.choice(phrases.NOTES), now=at)
        to = decisions.agrees_to(asked, rng)
        if to == "visit":
            self._appoints(who, store, case, at)
        elif to == "callback":
            wish = working.callback_at(self.line.settings[store.rooftop_id].calendar, at, rng)
            agree_callback(who.scope, case.id, wish, now=at, words=rng.choice(phrases.CALLBACK_WORDS))
        elif rng.random() < asked.share("visits", "lost"):
            days = rng.uniform(0.1, float(asked.of("visits", "lost_within_days")))
            self._loses(store, case, at, days)

    def _loses(self, store: Store, case: Case, at: datetime, days: float) -> None:
        when = working.later(at, days, self.line.settings[store.rooftop_id].calendar, self._rng)
        reason = working.pick(working.LOST, self._rng)
        self._plan.plan(when, Planned(Close(Stage.LOST, reason), store, case.id))

    def _appoints(self, who: Agent, store: Store, case: Case, at: datetime) -> None:
        rng = self._rng
        when = working.appointment_at(self.line.settings[store.rooftop_id].calendar, at, rng)
        if when is None:
            return
        made = appointments.set_appointment(
            who.scope, case.id, when, kind=rng.choice(("sales", "test_drive")), now=at, insists=True
        )
        how = decisions.keeps(self._asked, rng)
        moments = {
            "cancelled": at + (when - at) * rng.uniform(0.3, 0.95),
            "no_show": when + timedelta(minutes=rng.uniform(25, 100)),
            "shown": when + timedelta(minutes=rng.uniform(-12, 20)),
        }
        self._plan.plan(moments[how], Planned(Meet(who, made.appointment_id, how), store, case.id))

    def _meet(self, act: Meet, store: Store, case: Case, at: datetime) -> None:
        scope = self._still_here(act.agent, store, at).scope
        if act.how == "cancelled":
            appointments.cancel(scope, act.appointment_id, now=at)
        elif act.how == "no_show":
            appointments.note_no_show(scope, act.appointment_id, now=at)
        else:
            appointments.show(scope, act.appointment_id, now=at)
            self.contact(store, case.person_id, case.id, "visit", at)
        if act.how == "shown" and self._rng.random() < self._asked.share("visits", "buys"):
            within = timedelta(
                days=self._rng.uniform(0.02, float(self._asked.of("visits", "buys_within_days")))
            )
            self._plan.plan(at + within, Planned(Buy(act.agent), store, case.id))
        elif self._rng.random() < self._asked.share("visits", "lost"):
            self._loses(store, case, at, self._rng.uniform(1, 14))

    def _scope(self, agent: Agent, store: Store) -> Scope:
        return store.manager if agent.gone else agent.scope

    def _buys(self, who: Agent, store: Store, case: Case, at: datetime) -> None:
        if not case.open:
            return
        note_purchase(self._scope(who, store), case.id, now=at)
        self._log.write("bought", at, store=store.number, person=case.person_id, opportunity=case.id)

    def _closes(self, act: Close, store: Store, case: Case, at: datetime) -> None:
        if case.open and not close(store.manager, case.id, act.stage, act.reason, now=at).asked:
            self._log.write("closed", at, store=store.number, person=case.person_id, opportunity=case.id)

    def _leaves(self, who: Agent, store: Store, at: datetime) -> None:
        """Gone for good; what was theirs is dealt out to those who stay."""
        if len(store.at_work) < 2 or who.gone:
            return
        archive_person(store.manager, store.rooftop_id, who.staff_id, now=at)
        give_away(store.manager, store.rooftop_id, who.staff_id, Destination("everybody"), now=at)
        who.gone = True
        self.line.read_settings()
