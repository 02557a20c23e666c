"""Who said no is not written to or called any more; the one answer allowed is one confirmation, at once (LAW-3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from freshup.interfaces.console.simulation.judging.known import Known, plain
from freshup.interfaces.console.simulation.judging.law import CONFIRMED_WITHIN
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks

EVERY_CHANNEL: Final = ""
NOBODY: Final = -1


class Refusals:
    """By group, address and channel, since when; address-wide, and for every store of the group."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._since: dict[tuple[int, str, str], datetime] = {}
        self._unconfirmed: dict[tuple[int, str], datetime] = {}
        self.looks: Mapping[str, Looks] = {"opt_out": self._opt_out, "sent": self._sent, "call": self._call}

    def since(self, group: int, address: str, channel: str) -> datetime | None:
        """Since when this address is closed for the channel."""
        closed = [self._since.get((group, address, one)) for one in (channel, EVERY_CHANNEL)]
        return min((one for one in closed if one is not None), default=None)

    def _opt_out(self, line: Line, at: datetime) -> None:
        group, address = self._known.group(line["store"]), plain(line["address"])
        closed = {address}
        person = self._known.people.get(line.get("person", NOBODY))
        if person is not None and EVERY_CHANNEL in line["channels"] and "@" not in address:
            # Who texts STOP wants no mail either; who reports a mail as spam has said nothing of their phone.
            closed.update(person.phones, person.emails)
        for channel in line["channels"]:
            for one in closed:
                self._since.setdefault((group, one, channel), at)
        self._unconfirmed[group, address] = at

    def _sent(self, line: Line, at: datetime) -> None:
        group, address = self._known.group(line["store"]), plain(line["address"])
        if line["purpose"] == "confirmation":
            said = self._unconfirmed.pop((group, address), None)
            in_time = said is not None and at - said <= CONFIRMED_WITHIN + self._known.blur
            if line["channel"] != "text" or not in_time:
                self._known.wrong("confirmation_out_of_place", line)
        elif self.since(group, address, line["channel"]) is not None:
            self._known.wrong("sent_after_opt_out", line)

    def _call(self, line: Line, at: datetime) -> None:
        """Through the store's provider the product dials, and dials nobody who closed every number of theirs."""
        person = self._known.people.get(line["person"])
        if not line["verified"] or person is None or not person.phones:
            return
        group = self._known.group(line["store"])
        if all(self.since(group, phone, "call") is not None for phone in person.phones):
            self._known.wrong("called_after_opt_out", line)
