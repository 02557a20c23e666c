"""Every open lead has exactly one who is accountable and something to come; steps don't stick; scores add up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from freshup.interfaces.console.simulation.judging.known import Known
from freshup.interfaces.console.simulation.judging.reading import Line, moment_if_any
from freshup.interfaces.console.simulation.judging.watching import Looks

OVERDUE_AFTER: Final = timedelta(hours=1)
SCORE_MAX: Final = 100


class Efforts:
    """Opportunities as the product shows them at midnight and at the end."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.looks: Mapping[str, Looks] = {"opportunity": self._stands}

    def _stands(self, line: Line, at: datetime) -> None:
        known = self._known
        if line["open"]:
            if line["owners"] != 1:
                known.wrong("nobody_or_two_accountable", line)
            if line["due_at"] is None and line["next_at"] is None and not line["waits"]:
                known.wrong("nothing_to_come", line)
        next_at = moment_if_any(line, "next_at")
        if line["open"] and next_at is not None and next_at < at - OVERDUE_AFTER:
            by = next_at + OVERDUE_AFTER
            if known.faults.excused_until(next_at, by, line["store"]) < at:
                known.wrong("overdue_step", line)
        self._score(line)

    def _score(self, line: Line) -> None:
        score, ledger = line["score"], line["ledger"]
        if score is None:
            return
        if not 0 <= score <= SCORE_MAX:
            self._known.wrong("score_out_of_range", line)
        if ledger is None or score != max(0, min(SCORE_MAX, ledger)):
            self._known.wrong("score_unlike_ledger", line)
