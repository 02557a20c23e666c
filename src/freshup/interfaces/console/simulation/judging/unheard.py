"""At the end: what people did, and what customers said, stands on every clock that was running then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from freshup.interfaces.console.simulation.judging.clocks import BY_PHONE, Clocks, Read, explained
from freshup.interfaces.console.simulation.judging.known import Effort, Known
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks

HEARD_WITHIN: Final = timedelta(minutes=15)


class Unheard:
    """Calls, letters and answers that no clock knows of; one of a kind for each effort is enough to tell."""

    def __init__(self, known: Known, clocks: Clocks) -> None:
        self._known = known
        self._clocks = clocks
        self.looks: Mapping[str, Looks] = {"end": self._end}

    def _end(self, line: Line, at: datetime) -> None:
        for id, effort in self._known.efforts.items():
            for what, lines in (
                ("contact_unheard", self._contacts(id, effort, at)),
                ("attempt_unheard", self._attempts(id, effort, at)),
                ("acknowledgement_unheard", self._acknowledgements(id, effort, at)),
            ):
                if (first := next(lines, None)) is not None:
                    self._known.wrong(what, first)

    def _contacts(self, id: int, effort: Effort, end: datetime) -> Iterator[Line]:
        for when, said in effort.contacts:
            missed = self._misses(self._clocks.of(id), "contacted_at", effort, when, end)
            if missed and not self._heard_elsewhere(effort, said, when):
                yield said

    def _attempts(self, id: int, effort: Effort, end: datetime) -> Iterator[Line]:
        for when in effort.attempts:
            if self._misses(self._clocks.of(id), "attempted_at", effort, when, end):
                yield {"opportunity": id, "at": when.isoformat()}

    def _acknowledgements(self, id: int, effort: Effort, end: datetime) -> Iterator[Line]:
        """Each answers the newest inquiry; an older one that a machine wrote is never answered."""
        for when in effort.acknowledged:
            running = [one for one in self._clocks.of(id) if one.received_at <= when]
            newest = sorted(running, key=lambda one: one.received_at)[-1:]
            if self._misses(newest, "acknowledged_at", effort, when, end):
                yield {"opportunity": id, "at": when.isoformat()}

    def _misses(
        self, clocks: Sequence[Read], name: str, effort: Effort, when: datetime, end: datetime
    ) -> bool:
        """Whether one of these clocks ran at that moment and did not stop soon after it at the latest."""
        soon = when + HEARD_WITHIN + self._known.blur_at(when)
        by = self._known.faults.excused_until(when, soon, effort.store)
        if by > end:
            return False
        shown = [(one.received_at, getattr(one, name)) for one in clocks]
        return any(received <= when and (stopped is None or stopped > by) for received, stopped in shown)

    def _heard_elsewhere(self, effort: Effort, said: Line, when: datetime) -> bool:
        """Of a couple with one phone: whether the other one's clock heard it."""
        if said["how"] not in BY_PHONE:
            return False
        others = [id for id in self._known.of_the_same_phone(said["person"]) if id != said["opportunity"]]
        heard = [one.contacted_at for id in others for one in self._clocks.of(id)]
        return any(explained(self._known, one, [when], effort.store) for one in heard if one is not None)
