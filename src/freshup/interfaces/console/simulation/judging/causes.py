"""Why a message that was allowed may not go out after all: something must have happened to the person it is for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from freshup.interfaces.console.simulation.judging.known import Known, plain
from freshup.interfaces.console.simulation.judging.law import ACKNOWLEDGED_ONCE_WITHIN
from freshup.interfaces.console.simulation.judging.memory import Recent
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks

# Providers report on a message within days.
REPORTED_WITHIN: Final = timedelta(days=7)


class Causes:
    """What happened to whom: for good (an ending, a dead or closed address), and last."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._for_good: set[int] = set()
        self._dead: set[str] = set()
        self._closed: set[str] = set()
        # By person, the number of the line that last told something of them.
        self._last: dict[int, int] = {}
        self._sent_to: Recent[str, str] = Recent(REPORTED_WITHIN)
        self._told: dict[str, datetime] = {}
        self.looks: Mapping[str, Looks] = {
            **dict.fromkeys(("closed", "stopped", "bought"), self._ended),
            **dict.fromkeys(("taken", "call", "contact", "person"), self._moved),
            "opt_out": self._refused,
            "sent": self._sent,
            "failed": self._failed,
        }

    def _ended(self, line: Line, at: datetime) -> None:
        self._for_good.add(line["person"])

    def _moved(self, line: Line, at: datetime) -> None:
        if line["person"] is not None:
            self._last[line["person"]] = self._known.number

    def _refused(self, line: Line, at: datetime) -> None:
        self._closed.add(plain(line["address"]))
        if isinstance(line.get("person"), int):
            self._for_good.add(line["person"])

    def _sent(self, line: Line, at: datetime) -> None:
        address = plain(line["address"])
        self._sent_to.note(line["key"], address, at)
        if line["purpose"] == "acknowledgement":
            self._told[address] = at

    def _failed(self, line: Line, at: datetime) -> None:
        if address := self._sent_to.get(line["key"]):
            self._dead.add(address)

    def is_dead(self, address: str) -> bool:
        """Whether something to it never arrived."""
        return address in self._dead

    def behind(self, queued: Line, number: int, now: datetime) -> bool:
        """Whether anything explains that this message, allowed in line `number`, is taken back now."""
        blur = self._known.blur
        person = self._known.people.get(queued["person"])
        addresses = person.ever if person else set()
        if queued["person"] in self._for_good or addresses & (self._dead | self._closed):
            return True
        if self._last.get(queued["person"], 0) > number:
            return True
        told = [self._told[one] for one in addresses if one in self._told]
        again = any(now - one < ACKNOWLEDGED_ONCE_WITHIN + blur for one in told)
        return queued["purpose"] == "acknowledgement" and again
