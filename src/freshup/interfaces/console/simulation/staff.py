"""The people of the stores at work: they look at their line, take up most of it, and leave some lying.

Each act goes through the operation a page would call, at its own moment.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeAlias

from django.db import transaction

from freshup.domain.consent import Hold
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.domain.stores import next_opening
from freshup.interfaces.console.rehearsal import decisions, phrases, working
from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.rehearsal.people import is_here
from freshup.interfaces.console.simulation import counter
from freshup.interfaces.console.simulation.counter import Case, Task
from freshup.interfaces.console.simulation.happenings import Happenings
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.purchases import note_purchase
from freshup.interfaces.console.simulation.town import Agent, Store
from freshup.operations import appointments
from freshup.operations.cadences import stop_everything
from freshup.operations.conversations import place_call, write_by_hand
from freshup.operations.conversations.angry import NotAngry, seen
from freshup.operations.leads import UnableToChange, add_note, close, log_outcome
from freshup.operations.ownership.departing import Destination, give_away
from freshup.operations.response.tasks import NoSuchTask, agree_callback, finish_task
from freshup.operations.routing import claim
from freshup.operations.stores import archive_person
from freshup.queries.access import Scope
from freshup.queries.stores import StoreSettings, settings_of

# Who dials does so between these hours of the store's day.
DIALS: Final = (8, 20)
LUNCH: Final = (11.0, 14.0)
RINGS: Final = timedelta(seconds=50)
SPEAKS: Final = timedelta(minutes=4)
LOOKED_AT_AGAIN: Final = timedelta(hours=20)
CALLS: Final = ("call", "callback")
WRITES: Final = ("reply", "text", "email", "video")


@dataclass(frozen=True, slots=True)
class Work:
    """What stands in somebody's line, done."""

    task: Task


@dataclass(frozen=True, slots=True)
class Told:
    """How a call ended, written down when it is over."""

    agent: Agent
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody of the store and the customer have just spoken."""

    agent: Agent


@dataclass(frozen=True, slots=True)
class Meet:
    """What becomes of an appointment: shown, no_show or cancelled."""

    agent: Agent
    appointment_id: int
    how: str


@dataclass(frozen=True, slots=True)
class Buy:
    agent: Agent


@dataclass(frozen=True, slots=True)
class Close:
    stage: Stage
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody of the store ends everything by hand."""


@dataclass(frozen=True, slots=True)
class Leave:
    agent: Agent


Act: TypeAlias = Work | Told | Reached | Meet | Buy | Close | Stop | Leave


@dataclass(frozen=True, slots=True)
class Planned:
    """An act about an opportunity of a store; 0 for none."""

    act: Act
    store: Store
    opportunity_id: int = 0


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
        self._stores = stores
        self._asked = asked
        self._rng = rng
        self._log = log
        self._plan = plan
        self._settings: Mapping[int, StoreSettings] = {}
        self._calls: Counter[int] = Counter()
        # What nobody has taken up: not before a moment, in order.
        self._waiting: dict[int, list[tuple[datetime, Task]]] = {id: [] for id in stores}
        self._looked_at: datetime | None = None
        self._cases: dict[int, Case] = {}
        self._open: dict[int, int | None] = {}
        self.acts = 0
        self.read_settings()

    def read_settings(self) -> None:
        self._settings = settings_of(sorted(self._stores))

    # -- looking at the line ---------------------------------------------------------------------------------

    def look(self, now: datetime) -> None:
        """Whoever is at work picks up what has come into their line."""
        since = self._looked_at or now - timedelta(days=1)
        for task in counter.new_tasks(list(self._stores), since=since, now=now):
            self._waiting[task.rooftop_id].append((now, task))
        self._looked_at = now
        for rooftop_id, waiting in self._waiting.items():
            if waiting:
                self._waiting[rooftop_id] = self._left(self._stores[rooftop_id], waiting, now)

    def _left(
        self, store: Store, waiting: list[tuple[datetime, Task]], now: datetime
    ) -> list[tuple[datetime, Task]]:
        here = self._here(store, now)
        left = []
        for not_before, task in waiting:
            who = self._whose(store, task, here)
            if not_before > now or (who is None and task.slot != "manager"):
                left.append((not_before, task))
            elif task.slot == "manager" or self._rng.random() < self._willing(task, who):
                self._plan.plan(
                    self._taken_up(store, task, now), Planned(Work(task), store, task.opportunity_id)
                )
            else:
                left.append((now + LOOKED_AT_AGAIN, task))
        return left

    def _here(self, store: Store, now: datetime) -> dict[int, Agent]:
        settings = self._settings[store.rooftop_id]
        facts = {one.id: one for one in settings.staff}
        return {
            one.staff_id: one
            for one in store.at_work
            if one.staff_id in facts and is_here(facts[one.staff_id], settings, now)
        }

    def _whose(self, store: Store, task: Task, here: Mapping[int, Agent]) -> Agent | None:
        """Whose task it is, if they are here; what lies on the desk is anybody's."""
        if task.staff_id is not None:
            return here.get(task.staff_id)
        return self._rng.choice(list(here.values())) if here else None

    def _willing(self, task: Task, who: Agent | None) -> float:
        diligence = who.diligence if who else 1.0
        return (1 + diligence) / 2 if task.kind == "reply" else diligence

    def _taken_up(self, store: Store, task: Task, now: datetime) -> datetime:
        median, spread = self._asked.of("staff", "takes_up_after")
        after = timedelta(minutes=min(240.0, median * self._rng.lognormvariate(0, spread)))
        at = max(now, task.due_at) if task.kind == "callback" else now
        return self._after_lunch(store, at + after)

    def _after_lunch(self, store: Store, at: datetime) -> datetime:
        """Everybody eats at an hour of their own, of which nobody knows before."""
        local = at.astimezone(store.zone)
        hour = local.hour + local.minute / 60
        lunch = float(self._asked.of("staff", "lunch_minutes"))
        if LUNCH[0] <= hour < LUNCH[1] and self._rng.random() < lunch / 60 / (LUNCH[1] - LUNCH[0]):
            return at + timedelta(minutes=lunch)
        return at

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
        return mine or self._rng.choice(list(self._here(store, at).values()) or store.at_work)

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
            self._write(phrases.LETTERS, "email", who, store, case, at)
            self._finish(task, who, at)
            return
        if who.fakes and self._rng.random() < self._asked.share("staff", "faked_calls"):
            outcome = self._rng.choice((Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE))
            self._say(outcome, who, store, case, at, task, verified=False)
            log_outcome(who.scope, case.id, outcome, now=at)
            return
        local = at.astimezone(store.zone)
        if not DIALS[0] <= local.hour < DIALS[1]:
            opening = next_opening(self._settings[store.rooftop_id].calendar, at)
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
        """A reply goes back the way the question came; a letter, a video or a short text as its step says."""
        texts = task.kind == "text" or task.channel == "text"
        if task.kind == "reply":
            bodies = {tongue: tuple(("", one) for one in said) for tongue, said in phrases.REPLIES.items()}
        elif task.kind == "text":
            bodies = {
                tongue: tuple(("", one) for one in said) for tongue, said in phrases.SHORT_TEXTS.items()
            }
        else:
            bodies = (
                phrases.LETTERS if task.kind == "email" else {k: (one,) for k, one in phrases.VIDEO.items()}
            )
        way = "text" if texts else "email"
        if not self._write(bodies, way, who, store, case, at) or task.kind not in ("reply", way):
            self._finish(task, who, at)
        if task.kind == "reply" and self._rng.random() < 0.5:
            self._later(at, Reached(who), store, case.id)

    def _write(
        self,
        bodies: Mapping[str, tuple[tuple[str, str], ...]],
        channel: str,
        who: Agent,
        store: Store,
        case: Case,
        at: datetime,
    ) -> bool:
        """Whether it was queued by this channel; a way that is closed or missing gives way to the other one."""
        ways = {"text": case.phone_id, "email": case.email_id}
        way = channel if ways[channel] is not None else "email" if channel == "text" else "text"
        point = ways[way]
        if point is None:
            return False
        tongue = "es" if case.language == "es" else "en"
        subject, body = self._rng.choice(bodies[tongue])
        words = {
            "first": case.first_name or ("you" if tongue == "en" else ""),
            "me": f"Agent {who.staff_id}",
            "wanted": case.wanted or phrases.ABOUT_THEIR_CAR[tongue],
        }
        written = write_by_hand(
            who.scope,
            case.id,
            point,
            channel=way,
            subject=(subject or "Re: {wanted}").format(**words) if way == "email" else "",
            body=body.format(**words),
            template="",
            edited=True,
            now=at,
            when_allowed=True,
        )
        return written.message_id is not None and way == channel

    # -- once somebody was reached -----------------------------------------------------------------------

    def _spoke(self, who: Agent, store: Store, case: Case, at: datetime) -> None:
        rng, asked = self._rng, self._asked
        if rng.random() < asked.share("staff", "notes"):
            add_note(who.scope, case.id, rng.choice(phrases.NOTES), now=at)
        to = decisions.agrees_to(asked, rng)
        if to == "visit":
            self._appoints(who, store, case, at)
        elif to == "callback":
            wish = working.callback_at(self._settings[store.rooftop_id].calendar, at, rng)
            agree_callback(who.scope, case.id, wish, now=at, words=rng.choice(phrases.CALLBACK_WORDS))
        elif rng.random() < asked.share("visits", "lost"):
            days = rng.uniform(0.1, float(asked.of("visits", "lost_within_days")))
            self._loses(store, case, at, days)

    def _loses(self, store: Store, case: Case, at: datetime, days: float) -> None:
        when = working.later(at, days, self._settings[store.rooftop_id].calendar, self._rng)
        reason = working.pick(working.LOST, self._rng)
        self._plan.plan(when, Planned(Close(Stage.LOST, reason), store, case.id))

    def _appoints(self, who: Agent, store: Store, case: Case, at: datetime) -> None:
        rng = self._rng
        when = working.appointment_at(self._settings[store.rooftop_id].calendar, at, rng)
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
        self.read_settings()
