"""Reports as lines of a list."""

from collections.abc import Iterable
from typing import Any

from freshup.interfaces.web.connectors.words import HOOKS, REPORT_STATES, reason_words
from freshup.queries.reports import ReportLine


def report_lines(lines: Iterable[ReportLine]) -> list[dict[str, Any]]:
    return [report_line(one) for one in lines]


def report_line(one: ReportLine) -> dict[str, Any]:
    return {
        "line": one,
        "kind": HOOKS.get(one.kind, one.kind),
        "state_words": REPORT_STATES.get(one.state, one.state),
        "reason": reason_words(one.reason),
    }
