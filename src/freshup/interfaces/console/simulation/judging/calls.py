"""Every call that is due stands on somebody's list, and prices equal what was done to them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from freshup.interfaces.console.simulation.judging.known import Known
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks

# The two are looked up at one moment; a second later they no longer belong together.
SAME_MOMENT: Final = timedelta(seconds=1)


class DueCalls:
    """Call tasks that are due, and what is shown at the same moment, in either order."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._shown: dict[int, tuple[datetime, frozenset[int]]] = {}
        self._asked: dict[int, tuple[datetime, list[Line]]] = {}
        self.looks: Mapping[str, Looks] = {"due_call": self._due, "shown": self._show, "end": self._end}

    def _due(self, line: Line, at: datetime) -> None:
        when, asked = self._asked.get(line["store"], (None, []))
        if when != at:
            asked = []
            self._asked[line["store"]] = (at, asked)
            self._known.agenda.add(at + SAME_MOMENT, partial(self._compare, line["store"], at))
        asked.append(line)

    def _show(self, line: Line, at: datetime) -> None:
        when, before = self._shown.get(line["store"], (None, frozenset()))
        tasks = frozenset(line["tasks"])
        self._shown[line["store"]] = (at, tasks | before if when == at else tasks)

    def _compare(self, store: int, at: datetime, by: datetime) -> None:
        since, asked = self._asked.get(store, (None, []))
        if since != at:
            return
        del self._asked[store]
        when, tasks = self._shown.get(store, (None, frozenset()))
        seen = tasks if when == at else frozenset()
        if self._known.faults.excused_until(at, at, store) > at:
            return
        for line in asked:
            if line["task"] not in seen:
                self._known.wrong("due_call_not_shown", line)

    def _end(self, line: Line, at: datetime) -> None:
        for store, (since, _) in list(self._asked.items()):
            self._compare(store, since, at)


class Prices:
    """Money adds up: what a vehicle costs is its first price and all changes."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.looks: Mapping[str, Looks] = {"price": self._price}

    def _price(self, line: Line, at: datetime) -> None:
        if line["price_cents"] != line["history_cents"]:
            self._known.wrong("price_unlike_history", line)
