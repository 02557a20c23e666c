"""What is over is left alone by machines: bought, closed by a person, stopped by a person (MSG-8)."""

from collections.abc import Mapping
from datetime import datetime

from freshup.interfaces.console.simulation.judging.known import FOLLOWS_UP, Known
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks


class Endings:
    """By person for a purchase, by effort for what its store ended; a new inquiry begins anew."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._bought: dict[int, datetime] = {}
        self.looks: Mapping[str, Looks] = {
            "bought": self._buys,
            "closed": self._closed,
            "stopped": self._stopped,
            "sent": self._sent,
            "opportunity": self._stands,
            "taken": self._asks_again,
        }

    def _buys(self, line: Line, at: datetime) -> None:
        self._bought.setdefault(line["person"], at)
        self._known.effort(line["opportunity"]).bought_at = at

    def _closed(self, line: Line, at: datetime) -> None:
        self._known.effort(line["opportunity"]).closed_at = at

    def _stopped(self, line: Line, at: datetime) -> None:
        self._known.effort(line["opportunity"]).stopped_at = at

    def _asks_again(self, line: Line, at: datetime) -> None:
        """Whoever bought and asks again is a shopper once more for that effort, but not for being followed up."""
        if line["opportunity"] is not None:
            self._known.effort(line["opportunity"]).bought_at = None

    def _sent(self, line: Line, at: datetime) -> None:
        if not line["automatic"]:
            return
        effort = None if line["opportunity"] is None else self._known.efforts.get(line["opportunity"])
        follows_up = line["purpose"] in FOLLOWS_UP
        if follows_up and (line["person"] in self._bought or (effort and effort.bought_at is not None)):
            self._known.wrong("sent_after_purchase", line)
        if effort is None or line["purpose"] == "confirmation":
            return
        if effort.stopped_at is not None or (follows_up and effort.closed_at is not None):
            self._known.wrong("sent_after_the_end", line)

    def _stands(self, line: Line, at: datetime) -> None:
        effort = self._known.efforts.get(line["opportunity"])
        if effort is not None and line["open"] and effort.bought_at is not None:
            self._known.wrong("open_for_a_purchaser", line)
