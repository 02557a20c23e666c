"""Stop the clocks of an opportunity when somebody reached out, or was reached."""

from collections.abc import Iterable
from datetime import datetime

from freshup.data.models import Opportunity, ResponseClock
from freshup.domain.leads.outcomes import Meaning
from freshup.domain.response import Clock, worked
from freshup.domain.stores import Calendar, business_seconds_between
from freshup.queries.stores import StoreSettings


def stop_clocks(
    opportunity: Opportunity, meaning: Meaning, store: StoreSettings, *, now: datetime, verified: bool = False
) -> None:
    """Write the fact into every clock that still waits for it, and lift the alert once nothing is due.

    Unless a provider says so too (`verified`) the fact is claimed. A customer's message is contact, but the store
    still owes its answer, so the alert stays. Changes `opportunity.due_at` and `escalates_at` without saving them.
    """
    clocks = list(
        ResponseClock.objects.filter(opportunity=opportunity).select_for_update().order_by("lead_id")
    )
    for row in clocks:
        changed = note_facts(row, meaning, store.calendar_of(row.team_id), now=now, verified=verified)
        if changed:
            row.save(update_fields=changed)
    if opportunity.closed_at is None:
        opportunity.due_at = still_due(clocks)
        if opportunity.due_at is None:
            opportunity.escalates_at = None


def still_due(clocks: Iterable[ResponseClock]) -> datetime | None:
    """When the next first attempt is owed; None when every inquiry had one."""
    return min((row.due_at for row in clocks if row.attempted_at is None), default=None)


def note_facts(
    row: ResponseClock, meaning: Meaning, calendar: Calendar, *, now: datetime, verified: bool = False
) -> list[str]:
    """Set what is known now and was not before; returns the columns that changed."""
    changed = []
    if meaning.is_attempt and row.attempted_at is None:
        clock = clock_of(row)
        row.attempted_at, row.attempt_claimed = now, not verified
        row.attempt_business_seconds = worked(clock, now, calendar).business_seconds
        changed += ["attempted_at", "attempt_claimed", "attempt_business_seconds"]
    if meaning.is_attempt and verified and row.verified_attempt_at is None:
        row.verified_attempt_at = now
        changed.append("verified_attempt_at")
    if meaning.is_contact and row.contacted_at is None:
        row.contacted_at = now
        row.contact_business_seconds = max(0, business_seconds_between(calendar, row.received_at, now))
        changed += ["contacted_at", "contact_business_seconds"]
    if meaning.is_conversation and row.acknowledged_at is None:
        row.acknowledged_at = now
        changed.append("acknowledged_at")
    return changed


def clock_of(row: ResponseClock) -> Clock:
    """The row as the rules see it. What a rule of the gate held is nobody's delay."""
    return Clock(
        row.received_at,
        row.starts_at,
        row.due_at,
        paused_business_seconds=row.paused_business_seconds,
    )
