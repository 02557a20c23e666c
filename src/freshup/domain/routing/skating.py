"""When is working a colleague's customer a skate? (ROU-5; the trade's word for taking a colleague's customer.)

The customer belongs to the owner for the store's `protected_days` from the last thing the owner did for them, or
from the day they got them. Whoever else works the customer in that time is shown to the owner and the managers, except

- a manager: stepping in (a T.O.) is their work;
- the two of a hand-over from BDC to sales: both go on caring for the same appointment;
- whoever covers: the owner is not on shift and the customer waits for an answer.

An alert is no verdict: who owns whom is ruled by a manager.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from freshup.domain.reasons import N_ as _

SKATING_SENTENCES: dict[str, str] = {
    "skate.noticed": _("A colleague worked a customer who belongs to somebody else."),
}


@dataclass(frozen=True, slots=True)
class Working:
    """Who works whose customer. `partners`: everybody this customer was handed over from or to at a check-in."""

    staff_id: int
    owner_id: int
    manages: bool = False
    partners: frozenset[int] = frozenset()
    owner_on_shift: bool = True
    customer_waits: bool = False


def is_skate(working: Working, owner_last_at: datetime | None, *, protected_days: int, now: datetime) -> bool:
    """Whether the owner and the managers should know. `owner_last_at`: the owner's last deed, or getting it."""
    if working.staff_id == working.owner_id or working.manages:
        return False
    if {working.staff_id, working.owner_id} <= working.partners:
        return False
    if working.customer_waits and not working.owner_on_shift:
        return False
    return owner_last_at is not None and now - owner_last_at <= timedelta(days=protected_days)
