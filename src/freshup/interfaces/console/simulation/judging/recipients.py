"""A message goes to an address of the person it is for, from a store that is theirs, and by hand only by somebody."""

from collections.abc import Mapping
from datetime import datetime

from freshup.interfaces.console.simulation.judging.known import Known, plain
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks


class Recipients:
    """To whom each message went."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.looks: Mapping[str, Looks] = {"sent": self._sent}

    def _sent(self, line: Line, at: datetime) -> None:
        known, address = self._known, plain(line["address"])
        person = None if line["person"] is None else known.people.get(line["person"])
        is_mail = "@" in address
        if person is None or address not in person.ever or is_mail != (line["channel"] == "email"):
            known.wrong("sent_to_a_stranger", line)
        effort = None if line["opportunity"] is None else known.efforts.get(line["opportunity"])
        if effort is not None and effort.store not in (None, line["store"]):
            known.wrong("wrong_store", line)
        if not line["automatic"] and line["by"] is None:
            known.wrong("sent_by_nobody", line)
