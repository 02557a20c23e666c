"""By when must a person answer this inquiry, and why then? (The targets of row RSP-3 of the product.)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason
from freshup.domain.stores import (
    Calendar,
    NeverOpens,
    add_business_minutes,
    business_time_between,
    is_open,
    next_opening,
)

THIRD_PARTY = "third_party"
PHONE = "phone"
WALK_IN = "walk_in"

DUE_SENTENCES: dict[str, str] = {
    "response.in_hours": _("Received in opening hours: a person answers within %(minutes)s minutes."),
    "response.third_party": _(
        "Third-party inquiry in opening hours: a person answers within %(minutes)s minutes."
    ),
    "response.before_closing": _(
        "Received too close to closing: a person answers within %(minutes)s minutes of the next opening."
    ),
    "response.after_hours": _(
        "Received while nobody is here: a person answers within %(minutes)s minutes of the next opening."
    ),
    "response.no_hours": _(
        "This team has no opening hours yet, so the clock runs day and night: %(minutes)s minutes."
    ),
    "response.call_answered": _("The call was answered, so nothing is left waiting."),
    "response.walk_in": _("The customer came in, so nothing is left waiting."),
}


@dataclass(frozen=True, slots=True)
class ResponseTargets:
    """A store's targets, in minutes of the answering team's opening hours."""

    response_minutes: int = 5
    after_hours_minutes: int = 30
    third_party_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When the clock begins to count, and when the first personal attempt is due."""

    clock_starts_at: datetime
    due_at: datetime
    reason: Reason
    met_at_once: bool = False


def due(
    received_at: datetime,
    calendar: Calendar,
    targets: ResponseTargets,
    *,
    source_kind: str,
    channel: str,
    answered: bool = False,
) -> Due:
    """When a person must have tried to reach the customer, by the hours of the team that answers.

    - In opening hours, when the target fits before closing: so many minutes from receipt.
    - In opening hours, when it does not fit: the after-hours target from the next opening. Letting five
      minutes run on would ask for an answer three minutes after opening of a lead two minutes before closing,
      and half an hour of one that came a minute after it. The clock runs from receipt; who answers before
      closing answers in time.
    - After hours: the clock starts at the next opening, the after-hours target from there. That is never
      tighter than the target in hours.
    - A team without any opening (a store still being set up): round the clock. A missing setting may make an
      owner curse, but must not let a customer wait unseen.
    - An answered call (`channel` phone and `answered`) or a walk-in: nothing is due any more.
    """
    if channel == WALK_IN or (channel == PHONE and answered):
        reason = Reason("response.walk_in" if channel == WALK_IN else "response.call_answered")
        return Due(received_at, received_at, reason, met_at_once=True)
    minutes, code = _target(targets, source_kind)
    try:
        return _due_by_hours(received_at, calendar, minutes, code, targets.after_hours_minutes)
    except NeverOpens:
        reason = Reason("response.no_hours", {"minutes": minutes})
        return Due(received_at, received_at + timedelta(minutes=minutes), reason)


def _target(targets: ResponseTargets, source_kind: str) -> tuple[int, str]:
    if source_kind == THIRD_PARTY and targets.third_party_minutes is not None:
        return targets.third_party_minutes, "response.third_party"
    return targets.response_minutes, "response.in_hours"


def _due_by_hours(
    received_at: datetime, calendar: Calendar, minutes: int, code: str, late_minutes: int
) -> Due:
    here = is_open(calendar, received_at)
    in_hours = received_at + timedelta(minutes=minutes)
    if here and business_time_between(calendar, received_at, in_hours) == in_hours - received_at:
        return Due(received_at, in_hours, Reason(code, {"minutes": minutes}))
    opening = next_opening(calendar, received_at)
    minutes = max(minutes, late_minutes)
    reason = Reason("response.before_closing" if here else "response.after_hours", {"minutes": minutes})
    return Due(received_at if here else opening, add_business_minutes(calendar, opening, minutes), reason)
