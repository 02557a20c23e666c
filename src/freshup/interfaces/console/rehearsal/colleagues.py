"""Colleagues at work while the demo runs: everybody of its stores but those whom a visitor may be.

What comes up in their lines from now on is called and answered as in the ninety days before, only sooner: a visitor
has no afternoon to wait. What lay there at the start goes on lying there, and nobody works while the store is closed.
"""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Final

from django.contrib.auth import get_user_model
from django.db import transaction

from freshup.interfaces.console.rehearsal import looking
from freshup.interfaces.console.rehearsal.dealership import LOGINS
from freshup.interfaces.console.rehearsal.looking import OpenTask
from freshup.interfaces.console.rehearsal.people import Act, People, Work, is_here
from freshup.operations.leads import UnableToChange
from freshup.queries.access import Scope
from freshup.queries.stores import StaffFacts, StoreSettings, settings_of

# Of what comes up, how much they do; the rest is late, and the board has something to tell.
DOES_IT: Final = 0.85
SECONDS_TO_PICK_UP: Final = (15.0, 240.0)
ACTS_A_LOOK_MAX: Final = 8
WORDS: Final = {
    "call": "calls",
    "callback": "calls back",
    "reply": "replies",
    "text": "writes",
    "email": "writes",
}
OTHERWISE: Final = "works on"


@dataclass(order=True, slots=True)
class _Planned:
    at: datetime
    order: int
    act: Act = field(compare=False)
    opportunity_id: int = field(compare=False)
    rooftop_id: int = field(compare=False)


class Colleagues:
    """Those who see to the leads of a running demo. `managers` are the scopes of each store's manager."""

    def __init__(self, managers: dict[int, Scope], rng: Random) -> None:
        self._managers = managers
        self._rng = rng
        self._planned: list[_Planned] = []
        self._order = count()
        self._known: set[int] = set()
        self._theirs: dict[int, StaffFacts] = {}
        self._stores: dict[int, StoreSettings] = {}

    def begin(self, *, now: datetime) -> None:
        self._stores = dict(settings_of(list(self._managers)))
        visitors = set(
            get_user_model()
            .objects.filter(email__in=[one.email for one in LOGINS])
            .values_list("pk", flat=True)
        )
        self._theirs = {
            one.id: one
            for store in self._stores.values()
            for one in store.staff
            if one.user_id not in visitors
        }
        self._people = People(
            self._stores,
            self._managers,
            self._rng,
            self._plan,
            _nothing,
            _nothing,
            # They say by hand what came of a call: the sandbox would let the customer decide a second time.
            dialling_from=datetime.max.replace(tzinfo=now.tzinfo),
            at_once=True,
        )
        self._known = {one.id for one in looking.open_tasks(list(self._stores), [], now=now)}

    def look(self, *, now: datetime) -> list[str]:
        """Everybody looks at their line and does what they have come to; a line for each."""
        for task in looking.open_tasks(list(self._stores), sorted(self._known), now=now):
            self._known.add(task.id)
            if self._takes(task, now):
                when = now + timedelta(seconds=self._rng.uniform(*SECONDS_TO_PICK_UP))
                self._plan(when, task.opportunity_id, task.rooftop_id, Work(task.id, task.kind, task.slot))
        said: list[str] = []
        while self._planned and self._planned[0].at <= now and len(said) < ACTS_A_LOOK_MAX:
            planned = heapq.heappop(self._planned)
            try:
                with transaction.atomic():
                    self._people.do(planned.act, planned.opportunity_id, planned.rooftop_id, now)
            except UnableToChange:
                # Closed, done or handed over meanwhile: as in life, the plan is dropped.
                continue
            said.append(self._line(planned, now))
        self._known &= looking.still_open(sorted(self._known))
        return said

    def _takes(self, task: OpenTask, now: datetime) -> bool:
        """Only what is a colleague's own: the desk and the manager's line are the visitor's to look at."""
        person = self._theirs.get(task.staff_id or 0)
        if person is None or task.slot == "manager":
            return False
        return is_here(person, self._stores[task.rooftop_id], now) and self._rng.random() < DOES_IT

    def _line(self, done: _Planned, now: datetime) -> str:
        store = self._stores[done.rooftop_id]
        what = WORDS.get(done.act.kind, OTHERWISE) if isinstance(done.act, Work) else OTHERWISE
        clock = now.astimezone(store.zone).strftime("%H:%M:%S")
        return f"{clock}  staff {store.name:16}  {what:20}  lead {done.opportunity_id}"

    def _plan(self, at: datetime, opportunity_id: int, rooftop_id: int, act: Act) -> None:
        heapq.heappush(self._planned, _Planned(at, next(self._order), act, opportunity_id, rooftop_id))


def _nothing(at: datetime) -> None:
    """Workers of their own see to texts and to what a call releases."""
