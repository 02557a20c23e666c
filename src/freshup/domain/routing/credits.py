"""Who earned which part of a sale: set by, confirmed by, shown to, sold by; halves and other splits (ROU-5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

PARTS: Final = ("set", "confirmed", "shown", "sold")
RULINGS: Final = ("owner", "credit")
WHOLE: Final = 100

CREDIT_SENTENCES: dict[str, str] = {
    "credit.part": _("Choose what was done."),
    "credit.nobody": _("Choose at least one person."),
    "credit.twice": _("Each person can be named once for a part."),
    "credit.sum": _("The shares add to %(sum)s percent; they must add to 100."),
    "credit.set": _("Appointment set by"),
    "credit.confirmed": _("Confirmed by"),
    "credit.shown": _("Shown to"),
    "credit.sold": _("Sold by"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What part of 100 percent somebody earned."""

    staff_id: int
    percent: int = WHOLE


@dataclass(frozen=True, slots=True)
class Recorded:
    """One row of the record, as it was written; rows written together bear the same moment and ruling."""

    part: str
    staff_id: int
    percent: int
    at: datetime
    ruling_id: int | None = None
    id: int = 0


def credit_problem(part: str, shares: Sequence[Share]) -> Reason | None:
    """Why a credit can't be recorded like this: a split must add to 100 percent."""
    if part not in PARTS:
        return Reason("credit.part")
    if not shares or any(one.percent <= 0 for one in shares):
        return Reason("credit.nobody")
    if len({one.staff_id for one in shares}) < len(shares):
        return Reason("credit.twice")
    total = sum(one.percent for one in shares)
    return None if total == WHOLE else Reason("credit.sum", {"sum": total})


def standing(rows: Iterable[Recorded]) -> dict[str, tuple[Share, ...]]:
    """What counts for pay: for each part the latest ruling, without one the latest record, whole."""
    by_part: dict[str, list[Recorded]] = {}
    for row in rows:
        by_part.setdefault(row.part, []).append(row)
    found = {}
    for part in PARTS:
        recorded = by_part.get(part, [])
        ruled = [row for row in recorded if row.ruling_id is not None]
        latest = max(ruled or recorded, key=lambda row: (row.at, row.id), default=None)
        if latest is not None:
            found[part] = tuple(
                Share(row.staff_id, row.percent)
                for row in sorted(recorded, key=lambda row: row.id)
                if (row.at, row.ruling_id) == (latest.at, latest.ruling_id)
            )
    return found
