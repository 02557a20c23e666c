"""Who does what stands in line, and when: people look at their line, do most of it soon, and leave some lying."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from freshup.domain.response import FIRST_CALL_BAND, WAITING_BAND
from freshup.interfaces.console.rehearsal import looking
from freshup.interfaces.console.rehearsal.looking import OpenTask
from freshup.interfaces.console.rehearsal.people import Act, PutOff, Work, is_here
from freshup.interfaces.console.rehearsal.working import once_open
from freshup.queries.stores import StoreSettings

DOES_IT: Final = 0.9
ANSWERS_IT: Final = 0.97
# Much of what came up in the last days lies there still, or was put off: a visitor's people have something to do.
LATELY: Final = timedelta(days=6)
DOES_IT_LATELY: Final = 0.12
PUTS_IT_OFF: Final = 0.5
LEFT_FOR: Final = timedelta(hours=20)
PUT_OFF_HOURS: Final = (2, 30)
MANAGER_HOURS: Final = (9, 18)


class Line:
    """The open tasks of these stores as their people see them. `plan` takes what they will do."""

    def __init__(
        self,
        stores: Mapping[int, StoreSettings],
        plan: Callable[[datetime, int, int, Act], None],
        rng: Random,
        *,
        until: datetime,
    ) -> None:
        self._stores = stores
        self._plan = plan
        self._rng = rng
        self._until = until
        self._people = {one.id: one for store in stores.values() for one in store.staff}
        self._planned: set[int] = set()
        self._left: dict[int, datetime] = {}
        # Opportunities whose first attempt has a time of its own.
        self._expected: set[int] = set()

    def expect(self, opportunity_id: int, first: datetime | None) -> None:
        """The first attempt is planned already; without a moment it is forgotten until somebody stumbles over it."""
        if first is not None:
            self._expected.add(opportunity_id)

    def began(self, opportunity_id: int) -> None:
        self._expected.discard(opportunity_id)

    def forget_done(self) -> None:
        """What was done needs no place in memory."""
        self._planned = looking.still_open(sorted(self._planned))

    def look(self, at: datetime) -> None:
        """Everybody at work picks up what is new in their line."""
        self._left = {id: until for id, until in self._left.items() if until > at}
        known = sorted(self._planned | self._left.keys())
        for task in looking.open_tasks(list(self._stores), known, now=at):
            store = self._stores[task.rooftop_id]
            first = task.kind == "call" and task.band == FIRST_CALL_BAND
            if not (first and task.opportunity_id in self._expected) and self._somebody_is_here(
                task, store, at
            ):
                self._pick_up(task, store, at)

    def _pick_up(self, task: OpenTask, store: StoreSettings, at: datetime) -> None:
        willing = ANSWERS_IT if task.band == WAITING_BAND else DOES_IT
        if at > self._until - LATELY and task.band > FIRST_CALL_BAND:
            willing = DOES_IT_LATELY
        if self._rng.random() > willing:
            self._leave(task, store, at)
            return
        self._planned.add(task.id)
        when = once_open(self._done_at(task, at), store.calendar, self._rng)
        self._plan(when, task.opportunity_id, task.rooftop_id, Work(task.id, task.kind, task.slot))

    def _leave(self, task: OpenTask, store: StoreSettings, at: datetime) -> None:
        """It lies there, or it is put off for some hours; then it is looked at again."""
        self._left[task.id] = at + LEFT_FOR
        if self._rng.random() < PUTS_IT_OFF:
            until = once_open(
                at + timedelta(hours=self._rng.uniform(*PUT_OFF_HOURS)), store.calendar, self._rng
            )
            when = at + timedelta(minutes=self._rng.uniform(4, 50))
            self._left[task.id] = until
            self._plan(when, task.opportunity_id, task.rooftop_id, PutOff(task.id, until))

    def _done_at(self, task: OpenTask, at: datetime) -> datetime:
        """A call back at its hour, an answer in a quarter of an hour, everything else in its turn."""
        if task.kind == "callback":
            return max(at, task.due_at) + timedelta(minutes=self._rng.uniform(-2, 9))
        if task.kind == "reply":
            return at + timedelta(minutes=min(90, 2 + self._rng.lognormvariate(2.2, 0.9)))
        return at + timedelta(minutes=self._rng.uniform(4, 90))

    def _somebody_is_here(self, task: OpenTask, store: StoreSettings, at: datetime) -> bool:
        if task.slot == "manager":
            return MANAGER_HOURS[0] <= at.astimezone(store.zone).hour < MANAGER_HOURS[1]
        if (person := self._people.get(task.staff_id or 0)) is not None:
            return is_here(person, store, at)
        return any(is_here(one, store, at) for one in store.staff)
