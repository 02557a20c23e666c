"""When a customer can be asked to come, and what each appointment is for (APT-1, first form)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason
from freshup.domain.stores import Calendar, HoursError, is_open, next_open_moment

KINDS: Final = ("sales", "test_drive", "appraisal", "delivery", "service")
# Nobody plans a visit further ahead: whatever says so is a slip of the finger in the year.
AHEAD_MAX: Final = timedelta(days=366)
# A walk-in who stands at the desk is written down as an appointment of just now, not as one of the past.
BEHIND_MAX: Final = timedelta(minutes=10)

SENTENCES: dict[str, str] = {
    "appointment.past": _("That time is over already"),
    "appointment.too_far": _("That is more than a year ahead"),
    "appointment.kind": _("There is no appointment of the kind “%(kind)s”"),
    "appointment.closed": _("The store is closed at that time"),
    "appointment.early": _("Its time has not come yet"),
    "appointment.how.shown": _("the customer came"),
    "appointment.how.no_show": _("the customer did not come"),
    "appointment.how.cancelled": _("cancelled"),
}


def unfit(at: datetime, kind: str, now: datetime) -> Reason | None:
    """Why nobody can be asked to come then, for whatever reason they give; None when they can."""
    if kind not in KINDS:
        return Reason("appointment.kind", {"kind": kind[:20]})
    if at < now - BEHIND_MAX:
        return Reason("appointment.past")
    return Reason("appointment.too_far") if at > now + AHEAD_MAX else None


def outside_hours(at: datetime, calendar: Calendar) -> Reason | None:
    """The store is closed then: allowed to whoever insists (a delivery after closing), None in its hours.

    A store without any hours on record is taken at the word of whoever sets the time.
    """
    try:
        if is_open(calendar, at):
            return None
        next_open_moment(calendar, at)
    except HoursError:
        return None
    return Reason("appointment.closed")
