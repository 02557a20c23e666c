"""The people of a store at work: each act of theirs goes through the operation a page would call."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeAlias

from freshup.domain.consent import Hold
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.domain.stores import next_opening, on_shift
from freshup.interfaces.console.rehearsal import looking, phrases, working
from freshup.interfaces.console.rehearsal.decisions import agrees_to, keeps
from freshup.interfaces.console.rehearsal.letters import way_of, write
from freshup.interfaces.console.rehearsal.looking import Customer
from freshup.operations import appointments
from freshup.operations.conversations import place_call
from freshup.operations.leads import add_note, close, log_outcome
from freshup.operations.response.tasks import agree_callback, finish_task, put_off
from freshup.operations.routing import NewOwner, claim, reassign
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import StaffFacts, StoreSettings

# Nobody of the demo dials before or after: the strictest state of its customers closes at eight in the evening.
DIALS: Final = (8, 20)
SPEAKS_SECONDS: Final = (70, 640)
RINGS_SECONDS: Final = (25, 80)
# Of a hundred customers: who goes on after our answer, who is lost after talking, and after an appointment.
GOES_ON: Final = 0.65
LOST_AFTER_TALKING: Final = 0.85
LOST_AFTER_VISIT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Take:
    """Somebody takes the lead from the desk, or the manager hands it out."""


@dataclass(frozen=True, slots=True)
class First:
    """The first attempt at a fresh lead; `spoken`: the customer is on the phone or in the door already."""

    spoken: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody has to do, done."""

    task_id: int
    kind: str
    slot: str = ""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Not now: somebody has it come back at another hour."""

    task_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Note:
    words: str


@dataclass(frozen=True, slots=True)
class Agree:
    """The customer agrees to a visit, or to a call back."""

    to: str


@dataclass(frozen=True, slots=True)
class Meet:
    """What becomes of an appointment: shown, no_show or cancelled."""

    appointment_id: int
    how: str


@dataclass(frozen=True, slots=True)
class Close:
    """`silent`: only if nobody was ever reached."""

    stage: Stage
    reason: str
    silent: bool = False


Act: TypeAlias = Take | First | Work | PutOff | Note | Agree | Meet | Close
Plan: TypeAlias = Callable[[datetime, int, int, Act], None]


class People:
    """Whoever works at these stores.

    `plan` takes what follows; `after_call` hears of a call that came to nothing, `after_writing` of a message written.
    `at_once`: calls take no time, since in the present nobody can tell the end of one that has just begun.
    """

    def __init__(
        self,
        stores: Mapping[int, StoreSettings],
        managers: Mapping[int, Scope],
        rng: Random,
        plan: Plan,
        after_call: Callable[[datetime], None],
        after_writing: Callable[[datetime], None],
        *,
        dialling_from: datetime,
        at_once: bool = False,
    ) -> None:
        self._stores = stores
        self._managers = managers
        self._rng = rng
        self._plan = plan
        self._after_call = after_call
        self._after_writing = after_writing
        self._dialling_from = dialling_from
        self._at_once = at_once
        self._scopes: dict[int, Scope] = {}
        self._calls: Counter[int] = Counter()

    def do(self, act: Act, opportunity_id: int, rooftop_id: int, at: datetime) -> None:
        """Raises UnableToChange where life went on meanwhile."""
        store = self._stores[rooftop_id]
        customer = looking.customer(opportunity_id)
        if isinstance(act, Take):
            self._off_the_desk(opportunity_id, customer, store, at)
        elif isinstance(act, Work):
            self._work(act, opportunity_id, customer, store, at)
        elif isinstance(act, PutOff):
            if (found := looking.open_task(act.task_id)) is not None:
                put_off(self._worker(found[0], customer, store, at), act.task_id, act.until, now=at)
        elif customer.owner_id is not None and customer.open:
            scope = self._scope(store.user_of(customer.owner_id) or self._managers[store.id].user_id or 0)
            self._do(act, scope, opportunity_id, customer, store, at)

    def _do(
        self, act: Act, scope: Scope, id: int, customer: Customer, store: StoreSettings, at: datetime
    ) -> None:
        rng = self._rng
        match act:
            case First(spoken):
                self._first(spoken, scope, id, customer, store, at)
            case Note(words):
                add_note(scope, id, words, now=at)
            case Agree("visit"):
                self._appoint(scope, id, store, at)
            case Agree():
                wish = working.callback_at(store.calendar, at, rng)
                agree_callback(scope, id, wish, now=at, words=rng.choice(phrases.CALLBACK_WORDS))
            case Meet(appointment_id, how):
                self._meet(scope, appointment_id, how, id, store, at)
            case Close(stage, reason, silent):
                if not silent or customer.stage in ("new", "attempting", "inactive"):
                    close(scope, id, stage, reason, now=at)

    # -- who ---------------------------------------------------------------------------------------------

    def at_work(self, store: StoreSettings, at: datetime) -> list[StaffFacts]:
        return [one for one in store.staff if is_here(one, store, at)]

    def _off_the_desk(self, id: int, customer: Customer, store: StoreSettings, at: datetime) -> None:
        """Whoever is there helps themselves; salespeople who see only their own are given it by the manager."""
        if customer.owner_id is not None or not customer.open:
            return
        person = self._rng.choice(self.at_work(store, at) or list(store.staff))
        scope = self._scope(person.user_id)
        if store.id in scope.rooftops and self._rng.random() < 0.6:
            claim(scope, id, now=at)
        else:
            reassign(self._managers[store.id], id, NewOwner(staff_id=person.id), now=at)

    def _scope(self, user_id: int) -> Scope:
        if user_id not in self._scopes:
            self._scopes[user_id] = scope_of(user_id)
        return self._scopes[user_id]

    def _worker(self, staff_id: int | None, customer: Customer, store: StoreSettings, at: datetime) -> Scope:
        """Whose task it is; what lies on the desk is taken by somebody who is here and may see it."""
        if (user := store.user_of(staff_id)) is not None:
            return self._scope(user)
        here = [one for one in self.at_work(store, at) if store.id in self._scope(one.user_id).rooftops]
        if here:
            return self._scope(self._rng.choice(here).user_id)
        owner = store.user_of(customer.owner_id)
        return self._scope(owner) if owner is not None else self._managers[store.id]

    def _me(self, scope: Scope, store: StoreSettings) -> str:
        name = store.user_names.get(scope.places.get(store.id, 0), store.name)
        return name.partition(" ")[0]

    # -- the first attempt, and whatever a step asks for ------------------------------------------------------

    def _first(
        self,
        spoken: Outcome | None,
        scope: Scope,
        id: int,
        customer: Customer,
        store: StoreSettings,
        at: datetime,
    ) -> None:
        if spoken is not None:
            log_outcome(scope, id, spoken, now=at)
            self._reached(id, customer, store, at)
        elif customer.stage == Stage.NEW:
            self._try(None, scope, id, customer, store, at)

    def _work(self, act: Work, id: int, customer: Customer, store: StoreSettings, at: datetime) -> None:
        found = looking.open_task(act.task_id)
        if found is None:
            return
        staff_id, channel = found
        if act.slot == "manager":
            self._look_at(act, id, customer, store, at)
            return
        scope = self._worker(staff_id, customer, store, at)
        if act.kind in ("call", "callback"):
            self._try(act, scope, id, customer, store, at)
        elif act.kind in ("reply", "text", "email", "video"):
            self._answer(act, scope, id, customer, store, at, channel)
        else:
            finish_task(scope, act.task_id, now=at)

    def _look_at(self, act: Work, id: int, customer: Customer, store: StoreSettings, at: datetime) -> None:
        manager = self._managers[store.id]
        owner = store.user_names.get(customer.owner_id or 0, "the desk").partition(" ")[0]
        add_note(manager, id, self._rng.choice(phrases.MANAGER_NOTES).format(owner=owner), now=at)
        finish_task(manager, act.task_id, now=at)

    def _try(
        self, act: Work | None, scope: Scope, id: int, customer: Customer, store: StoreSettings, at: datetime
    ) -> None:
        """A call; a letter to whoever left no number."""
        if customer.phone_id is None:
            wrote = self._write("email", "email", scope, id, customer, store, at)
            if act is not None or not wrote:
                self._finish(act, scope, at)
            return
        local = at.astimezone(store.zone)
        if not DIALS[0] <= local.hour < DIALS[1]:
            opening = next_opening(store.calendar, at)
            self._plan(opening + timedelta(minutes=self._rng.uniform(2, 50)), id, store.id, act or First())
            return
        if at >= self._dialling_from and not self._dial(act, scope, id, customer, store, at):
            return
        minutes = (at - customer.opened_at).total_seconds() / 60
        outcome = working.call(customer.grade, self._calls[id], minutes, self._rng)
        self._calls[id] += 1
        took = SPEAKS_SECONDS if outcome is Outcome.SPOKE else RINGS_SECONDS
        over = at if self._at_once else at + timedelta(seconds=self._rng.randint(*took))
        log_outcome(scope, id, outcome, now=over)
        if outcome is Outcome.SPOKE:
            self._reached(id, customer, store, over)
        elif outcome is not Outcome.BAD_NUMBER:
            self._after_call(over)

    def _dial(
        self, act: Work | None, scope: Scope, id: int, customer: Customer, store: StoreSettings, at: datetime
    ) -> bool:
        """Whether the gate lets the call be placed; one that is held is placed when it may."""
        placed = place_call(scope, id, customer.phone_id or 0, now=at, insists=True)
        if placed.message_id is not None:
            return True
        if isinstance(placed.answer, Hold):
            self._plan(placed.answer.until + timedelta(minutes=3), id, store.id, act or First())
        else:
            self._finish(act, scope, at)
        return False

    def _finish(self, act: Work | None, scope: Scope, at: datetime) -> None:
        if act is not None and looking.open_task(act.task_id) is not None:
            finish_task(scope, act.task_id, now=at)

    def _answer(
        self,
        act: Work,
        scope: Scope,
        id: int,
        customer: Customer,
        store: StoreSettings,
        at: datetime,
        channel: str,
    ) -> None:
        """What its step asks for, written; an answer goes on, or comes to nothing."""
        wrote = self._write(act.kind, way_of(act.kind, channel), scope, id, customer, store, at)
        self._finish(act, scope, at)
        if wrote and act.kind == "reply":
            over = at + timedelta(minutes=self._rng.uniform(8, 90))
            if self._rng.random() < GOES_ON:
                self._reached(id, customer, store, over)
            else:
                self._fades(id, store, over)

    def _write(
        self,
        kind: str,
        channel: str,
        scope: Scope,
        id: int,
        customer: Customer,
        store: StoreSettings,
        at: datetime,
    ) -> bool:
        """Whether it was sent, by this way or the other one."""
        me = self._me(scope, store)
        if not write(scope, id, customer, kind, channel, me=me, rng=self._rng, now=at):
            return False
        self._after_writing(at)
        return True

    # -- once somebody was reached ---------------------------------------------------------------------------

    def _reached(self, id: int, customer: Customer, store: StoreSettings, at: datetime) -> None:
        rng = self._rng
        if rng.random() < 0.3:
            self._plan(
                at + timedelta(minutes=rng.uniform(1, 4)), id, store.id, Note(rng.choice(phrases.NOTES))
            )
        if to := agrees_to(working.ASKED, rng):
            self._plan(at + timedelta(seconds=rng.randint(15, 150)), id, store.id, Agree(to))
        else:
            self._fades(id, store, at)

    def _fades(self, id: int, store: StoreSettings, at: datetime) -> None:
        """Nothing was agreed on: sooner or later most of them are known to be lost."""
        rng = self._rng
        if rng.random() < LOST_AFTER_TALKING:
            when = working.later(at, rng.uniform(2, 24), store.calendar, rng)
            self._plan(when, id, store.id, Close(Stage.LOST, working.pick(working.LOST, rng)))

    def _appoint(self, scope: Scope, id: int, store: StoreSettings, at: datetime) -> None:
        rng = self._rng
        when = working.appointment_at(store.calendar, at, rng)
        if when is not None:
            self.appoint(scope, id, store, when, at)

    def appoint(self, scope: Scope, id: int, store: StoreSettings, when: datetime, at: datetime) -> None:
        """Set it, and plan what becomes of it."""
        rng = self._rng
        kind = rng.choices(("sales", "test_drive", "appraisal"), (6, 5, 1))[0]
        words = rng.choice(phrases.APPOINTMENT_WORDS)
        made = appointments.set_appointment(scope, id, when, kind=kind, now=at, words=words, insists=True)
        how = keeps(working.ASKED, rng)
        moment = when + timedelta(minutes=rng.uniform(-12, 20))
        if how == "cancelled":
            moment = at + (when - at) * rng.uniform(0.3, 0.95)
        elif how == "no_show":
            moment = when + timedelta(minutes=rng.uniform(25, 100))
        self._plan(moment, id, store.id, Meet(made.appointment_id, how))

    def _meet(
        self, scope: Scope, appointment_id: int, how: str, id: int, store: StoreSettings, at: datetime
    ) -> None:
        rng = self._rng
        if how == "cancelled":
            appointments.cancel(scope, appointment_id, now=at)
        elif how == "no_show":
            appointments.note_no_show(scope, appointment_id, now=at)
        else:
            appointments.show(scope, appointment_id, now=at)
        if rng.random() < LOST_AFTER_VISIT:
            when = working.later(at, rng.uniform(1, 14), store.calendar, rng)
            self._plan(when, id, store.id, Close(Stage.LOST, working.pick(working.LOST, rng)))


def is_here(person: StaffFacts, store: StoreSettings, at: datetime) -> bool:
    return on_shift(person.shifts, person.time_off, store.zone, at, store=store.calendar)
