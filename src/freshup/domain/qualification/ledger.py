"""What a new score adds to a ledger that was written before: lines are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from freshup.domain.qualification.scoring import Score
from freshup.domain.reasons import Reason

# Points by code, each with its dimension.
Ledger = Mapping[str, tuple[str, int]]


class Line(NamedTuple):
    """One line to append; `reason` is JSON."""

    dimension: str
    code: str
    points: int
    reason: dict[str, str | int]


def lines_to_add(score: Score, ledger: Ledger) -> tuple[list[Line], dict[str, tuple[str, int]]]:
    """The lines that turn the ledger's sum into this score, and what the ledger then says by code."""
    lines: list[Line] = []
    given: dict[str, tuple[str, int]] = {}
    nothing = ("", 0)
    for point in score.points:
        given[point.code] = point.dimension, given.get(point.code, nothing)[1] + point.points
        change = point.points - ledger.get(point.code, nothing)[1]
        if change:
            reason = point.reason.to_json()
            if point.limit is not None:
                reason["limit"] = json.dumps(point.limit.to_json())
            lines.append(Line(point.dimension, point.code, change, reason))
    for code, (dimension, points) in ledger.items():
        if code not in given and points:
            lines.append(Line(dimension, code, -points, Reason("points.no_longer", {"code": code}).to_json()))
    return lines, given
