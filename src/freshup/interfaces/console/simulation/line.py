"""The lines of the stores' people: they look at them, take up most of it, and leave some lying."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.rehearsal.people import is_here
from freshup.interfaces.console.simulation import counter
from freshup.interfaces.console.simulation.acts import Planned, Work
from freshup.interfaces.console.simulation.counter import Task
from freshup.interfaces.console.simulation.happenings import Happenings
from freshup.interfaces.console.simulation.town import Agent, Store
from freshup.queries.stores import StoreSettings, settings_of

LUNCH: Final = (11.0, 14.0)
LOOKED_AT_AGAIN: Final = timedelta(hours=20)


class Line:
    """What stands in line at all stores; `plan` takes what somebody will do about it, and when."""

    def __init__(
        self, stores: Mapping[int, Store], asked: Parameters, rng: Random, plan: Happenings[Planned]
    ) -> None:
        self._stores = stores
        self._asked = asked
        self._rng = rng
        self._plan = plan
        # What nobody has taken up: not before a moment, in order.
        self._waiting: dict[int, list[tuple[datetime, Task]]] = {id: [] for id in stores}
        self._looked_at: datetime | None = None
        self.settings: Mapping[int, StoreSettings] = {}
        self.read_settings()

    def read_settings(self) -> None:
        self.settings = settings_of(sorted(self._stores))

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
        here = self.here(store, now)
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

    def here(self, store: Store, now: datetime) -> dict[int, Agent]:
        settings = self.settings[store.rooftop_id]
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
