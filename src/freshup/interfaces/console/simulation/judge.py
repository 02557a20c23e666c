"""The judge: reads a simulation's log and nothing else, knows the rules by itself, and never calls what it judges.

Hours, caps and places are typed once more from the product's own sources, on purpose: a wrong figure there must not be
wrong here too by being the same figure. docs/simulation.md names every violation and the rule behind it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from freshup.interfaces.console.simulation.judging.acknowledgements import Acknowledgements
from freshup.interfaces.console.simulation.judging.arrivals import Arrivals
from freshup.interfaces.console.simulation.judging.calls import DueCalls, Prices
from freshup.interfaces.console.simulation.judging.causes import Causes
from freshup.interfaces.console.simulation.judging.clocks import Clocks
from freshup.interfaces.console.simulation.judging.efforts import Efforts
from freshup.interfaces.console.simulation.judging.endings import Endings
from freshup.interfaces.console.simulation.judging.known import Known
from freshup.interfaces.console.simulation.judging.known import Violation as Violation
from freshup.interfaces.console.simulation.judging.limits import Limits
from freshup.interfaces.console.simulation.judging.outbox import Outbox
from freshup.interfaces.console.simulation.judging.reading import Line, checked, moment
from freshup.interfaces.console.simulation.judging.reading import Unreadable as Unreadable
from freshup.interfaces.console.simulation.judging.recipients import Recipients
from freshup.interfaces.console.simulation.judging.refusals import Refusals
from freshup.interfaces.console.simulation.judging.unheard import Unheard
from freshup.interfaces.console.simulation.judging.watching import Looks, Watcher

FIRST: Final = "begin"
LAST: Final = "end"
GRAIN_SECONDS_MAX: Final = 3_600


class Judge:
    """Looks at the lines one by one; what it found wrong is in `violations`, how many were messages in `judged`."""

    def __init__(self) -> None:
        self._known = Known()
        self._outbox, watchers = _watchers(self._known)
        self._looks: dict[str, list[Looks]] = defaultdict(list)
        for watcher in watchers:
            for kind, look in watcher.looks.items():
                self._looks[kind].append(look)
        self._written = ""
        self._ended = False

    @property
    def violations(self) -> list[Violation]:
        return self._known.found

    @property
    def judged(self) -> int:
        return self._outbox.count

    @property
    def lines(self) -> int:
        return self._known.number

    def look(self, line: object) -> None:
        """Raises Unreadable, with the line's number, for what is no line of a simulation."""
        self._known.number += 1
        try:
            self._look(checked(line))
        except Unreadable as error:
            raise Unreadable(f"line {self._known.number} {error}") from error

    def _look(self, line: Line) -> None:
        kind = line["kind"]
        if (kind == FIRST) != (self._known.number == 1):
            raise Unreadable(f"is {kind}: a log has one {FIRST}, its first line")
        if self._ended:
            raise Unreadable(f"is {kind}, after the {LAST}")
        at = self._moment(line)
        if kind == FIRST:
            self._known.grain = _grain(line)
        elif kind == "fault":
            since = moment(line, "since") if "since" in line else at
            self._known.faults.note(line["what"], since, moment(line, "until"), line["store"], now=at)
        for look in self._looks[kind]:
            look(line, at)
        self._ended = kind == LAST

    def _moment(self, line: Line) -> datetime:
        """When it happened, after everything that should have happened before. Time that runs back is a violation."""
        known = self._known
        if line.get("at") == self._written and known.now is not None:
            return known.now
        at = moment(line, "at")
        if known.now is not None and at < known.now:
            known.wrong("clock_backwards", line, before=known.now.isoformat())
            return known.now
        self._written, known.now = line["at"], at
        known.agenda.pass_to(at)
        return at

    def finish(self) -> None:
        """No further line comes. A log that stops before its end leaves open what was still owed."""
        if not self._ended:
            self._known.wrong("log_unfinished", {"lines": self._known.number})


def _grain(line: Line) -> timedelta:
    """What shares a moment is in doubt; too much of that, and nothing would be judged any more."""
    if not 0 <= line["grain_seconds"] <= GRAIN_SECONDS_MAX:
        raise Unreadable(f"has a grain of {line['grain_seconds']} seconds: from 0 to {GRAIN_SECONDS_MAX}")
    return timedelta(seconds=line["grain_seconds"])


def _watchers(known: Known) -> tuple[Outbox, list[Watcher]]:
    """In the order in which each line is shown to them: who people are before what is done to them."""
    refusals, limits, causes = Refusals(known), Limits(known), Causes(known)
    outbox, clocks = Outbox(known, limits, causes), Clocks(known)
    return outbox, [
        Arrivals(known),
        Endings(known),
        causes,
        outbox,
        Recipients(known),
        refusals,
        limits,
        Acknowledgements(known, refusals, causes),
        clocks,
        Unheard(known, clocks),
        Efforts(known),
        DueCalls(known),
        Prices(known),
    ]


def judged(lines: Iterable[object]) -> Judge:
    """A whole log, from its beginning to its end. Raises Unreadable."""
    judge = Judge()
    for line in lines:
        judge.look(line)
    judge.finish()
    return judge
