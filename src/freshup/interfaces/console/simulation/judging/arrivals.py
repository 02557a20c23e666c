"""Nothing received is lost, nothing is worked twice, and nobody's inquiry becomes somebody else's (MSG-6, CAP-11)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from freshup.interfaces.console.simulation.judging.known import INQUIRIES_REMEMBERED, Inquiry, Known, plain
from freshup.interfaces.console.simulation.judging.memory import Recent
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks

TAKEN_WITHIN: Final = timedelta(minutes=15)
SHOPPER, COPY = "shopper", "copy"
# Hiring, vendors and spam (docs/adr/0005): kept and closed by rule.
NO_SHOPPER: Final = "D"
# Where a person sees what the product could make nothing of.
SET_ASIDE: Final = "quarantined"


class Arrivals:
    """What was handed in at a door, and what became of it."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._waiting: dict[str, datetime] = {}
        self._by_lead: Recent[int, str] = Recent(INQUIRIES_REMEMBERED)
        self._by_document: Recent[str, int] = Recent(INQUIRIES_REMEMBERED)
        self._shoppers: dict[int, int] = {}
        self._count = 0
        self.looks: Mapping[str, Looks] = {
            "store": self._store,
            "person": self._person,
            "inquiry": self._inquiry,
            "taken": self._taken,
            "opportunity": self._stands,
            "end": self._end,
        }

    def _store(self, line: Line, at: datetime) -> None:
        group = line.get("group")
        self._known.groups[line["store"]] = line["store"] if group is None else group

    def _person(self, line: Line, at: datetime) -> None:
        phones, emails = tuple(map(plain, line["phones"])), tuple(map(plain, line["emails"]))
        self._known.meet(line["person"], line["region"] or "", line["postal_code"] or "", phones, emails)

    def _inquiry(self, line: Line, at: datetime) -> None:
        known, id = self._known, line["inquiry"]
        self._count += 1
        known.inquiries.note(id, Inquiry(line, at), at)
        self._waiting[id] = at
        known.agenda.add(at + TAKEN_WITHIN, partial(self._overdue, id))

    def _overdue(self, id: str, by: datetime) -> None:
        """By its deadline: was it understood, or was something broken meanwhile?"""
        at = self._waiting.get(id)
        inquiry = self._known.inquiries.get(id)
        if at is None or inquiry is None:
            return
        excused = self._known.faults.excused_until(at, by, inquiry.line["store"])
        if excused > by:
            self._known.agenda.add(excused, partial(self._overdue, id))
            return
        del self._waiting[id]
        self._known.wrong("lost_inquiry", inquiry.line)

    def _taken(self, line: Line, at: datetime) -> None:
        known, id = self._known, line["inquiry"]
        self._waiting.pop(id, None)
        inquiry = known.inquiries.get(id)
        if inquiry is None:
            known.wrong("taken_from_nothing", line)
            return
        handed = inquiry.line
        if line["store"] != handed["store"]:
            known.wrong("wrong_store", line)
        if handed["sense"] == SHOPPER and not self._is_visible(line):
            known.wrong("lost_inquiry", handed)
        if handed["sense"] == SHOPPER and line["grade"] == NO_SHOPPER:
            known.wrong("shopper_taken_for_junk", line)
        if line["lead"] is not None:
            self._leads(line, inquiry, at)
        inquiry.taken = line

    @staticmethod
    def _is_visible(line: Line) -> bool:
        return line["lead"] is not None or line["repeat_of"] is not None or line["state"] == SET_ASIDE

    def _leads(self, line: Line, inquiry: Inquiry, at: datetime) -> None:
        """A lead was made or found: is it this inquiry's own, in its store, of its person?"""
        known, lead, handed = self._known, line["lead"], inquiry.line
        # The lead of the document itself, however often it came: whichever was understood first.
        document = handed["copy_of"] or line["inquiry"]
        if self._by_document.get(document) not in (None, lead):
            known.wrong("doubled_lead", line)
        else:
            self._by_document.note(document, lead, at)
        holder = self._by_lead.get(lead)
        if holder not in (None, line["inquiry"]) and handed["sense"] != COPY:
            known.wrong("swallowed_inquiry", line, also=holder)
        self._by_lead.note(lead, line["inquiry"], at)
        if line["opportunity"] is not None:
            self._joins(line, handed)

    def _joins(self, line: Line, handed: Line) -> None:
        effort = self._known.effort(line["opportunity"], line["person"])
        if effort.store not in (None, handed["store"]):
            self._known.wrong("wrong_store", line)
        if effort.person not in (None, line["person"]):
            self._known.wrong("wrong_person", line)
        effort.store, effort.person = handed["store"], line["person"]
        if line["person"] is not None and handed["shopper"] is not None:
            before = self._shoppers.setdefault(line["person"], handed["shopper"])
            if before != handed["shopper"]:
                self._known.wrong("two_shoppers_as_one", line, shoppers=[before, handed["shopper"]])
        # Whoever asks again begins again; only a person lifts what a person has stopped.
        effort.closed_at = None

    def _stands(self, line: Line, at: datetime) -> None:
        effort = self._known.efforts.get(line["opportunity"])
        if effort is not None and effort.store not in (None, line["store"]):
            self._known.wrong("wrong_store", line)

    def _end(self, line: Line, at: datetime) -> None:
        """What came in the last minutes must have been taken too, unless something is still broken."""
        if line["leads"] != self._count:
            self._known.wrong("counts_differ", line, seen=self._count)
        for id, since in self._waiting.items():
            inquiry = self._known.inquiries.get(id)
            if (
                inquiry is not None
                and self._known.faults.excused_until(since, at, inquiry.line["store"]) <= at
            ):
                self._known.wrong("lost_inquiry", inquiry.line)
        self._waiting.clear()
