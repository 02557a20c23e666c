"""Every lead that may be answered is acknowledged within a minute, once, and never only in the books (MSG-1)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from freshup.interfaces.console.simulation.judging.causes import Causes
from freshup.interfaces.console.simulation.judging.known import Inquiry, Known, plain
from freshup.interfaces.console.simulation.judging.law import ACKNOWLEDGED_ONCE_WITHIN
from freshup.interfaces.console.simulation.judging.memory import Recent
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.refusals import Refusals
from freshup.interfaces.console.simulation.judging.watching import Looks

ACKNOWLEDGED_WITHIN: Final = timedelta(seconds=60)
# Somebody who stands in the store or is on the phone is not written to.
WRITTEN: Final = ("http", "mail")
# Hiring, vendors and spam: kept, closed by rule, and not answered (docs/adr/0005).
NOT_ANSWERED: Final = "D"


class Acknowledgements:
    """Who asked in writing, and when they were told that it has arrived."""

    def __init__(self, known: Known, refusals: Refusals, causes: Causes) -> None:
        self._known = known
        self._refusals = refusals
        self._causes = causes
        self._last: Recent[tuple[int, str], datetime] = Recent(2 * ACKNOWLEDGED_ONCE_WITHIN)
        self.looks: Mapping[str, Looks] = {
            "inquiry": self._inquiry,
            "taken": self._taken,
            "sent": self._sent,
        }

    def _inquiry(self, line: Line, at: datetime) -> None:
        written = line["channel"] in WRITTEN and not line.get("machine", False)
        if line["sense"] == "shopper" and line["email"] and written:
            by = at + ACKNOWLEDGED_WITHIN + self._known.grain
            self._known.agenda.add(by, partial(self._overdue, line["inquiry"]))

    def _overdue(self, id: str, by: datetime) -> None:
        """By its deadline: was it acknowledged, need it not be, or was something broken meanwhile?"""
        inquiry = self._known.inquiries.get(id)
        if inquiry is None or self._is_settled(inquiry, by):
            return
        excused = self._known.faults.excused_until(inquiry.at, by, inquiry.line["store"])
        if excused > by:
            self._known.agenda.add(excused, partial(self._overdue, id))
        elif inquiry.taken is None:
            inquiry.late = True
        else:
            self._known.wrong("not_acknowledged", inquiry.line)

    def _taken(self, line: Line, at: datetime) -> None:
        """Understood after its acknowledgement was due; Arrivals has linked the two."""
        inquiry = self._known.inquiries.get(line["inquiry"])
        if inquiry is not None and inquiry.late:
            inquiry.late = False
            if not self._is_settled(inquiry, at):
                self._known.wrong("not_acknowledged", inquiry.line)

    def _is_settled(self, inquiry: Inquiry, by: datetime) -> bool:
        """Whether it was acknowledged by then, or nobody may or need do so."""
        taken = inquiry.taken
        if taken is None:
            return False
        if taken["lead"] is None or taken["grade"] == NOT_ANSWERED or taken["opportunity"] is None:
            return True
        effort = self._known.effort(taken["opportunity"])
        if any(inquiry.at <= at <= by for at in effort.acknowledged) or effort.stopped_at is not None:
            return True
        return not self._may_be_written_to(inquiry, taken)

    def _may_be_written_to(self, inquiry: Inquiry, taken: Line) -> bool:
        """Whether an address of theirs is neither refused, nor dead, nor told within the day already."""
        group = self._known.group(inquiry.line["store"])
        person = self._known.people.get(taken["person"])
        if person is None or not person.emails:
            return True  # They gave one, and it was lost.
        for address in person.emails:
            last = self._last.get((group, address))
            told = last is not None and abs(inquiry.at - last) <= ACKNOWLEDGED_ONCE_WITHIN + self._known.blur
            refused = self._refusals.since(group, address, "email") is not None
            if not told and not refused and not self._causes.is_dead(address):
                return True
        return False

    def _sent(self, line: Line, at: datetime) -> None:
        address = plain(line["address"])
        if line["purpose"] != "acknowledgement" or not line["automatic"]:
            return
        whose = (self._known.group(line["store"]), address)
        last = self._last.get(whose)
        if last is not None and at - last < ACKNOWLEDGED_ONCE_WITHIN - self._known.blur:
            self._known.wrong("acknowledged_twice", line)
        self._last.note(whose, at, at)
        if line["opportunity"] is not None:
            self._known.effort(line["opportunity"]).acknowledged.append(at)
