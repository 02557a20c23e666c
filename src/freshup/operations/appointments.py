"""Appointments: set, moved, cancelled, kept or not. Each outcome is a moment; a new time is a new row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F
from django.db.models.functions import Greatest

from freshup.data.models import Appointment, Credit, Opportunity
from freshup.domain.appointments import outside_hours, unfit
from freshup.domain.events import Event
from freshup.domain.leads import Stage, stage_after
from freshup.domain.leads.outcomes import MEANINGS, Outcome
from freshup.domain.leads.stages import Fact
from freshup.domain.reasons import Reason
from freshup.operations.cadences import happened_to
from freshup.operations.leads import ClosedAlready, UnableToChange, happened, locked
from freshup.operations.ownership import hand_over_at_check_in
from freshup.operations.response import stop_clocks
from freshup.operations.response.alerts import tell_pages
from freshup.operations.response.tasks import close_tasks
from freshup.queries.access import Scope
from freshup.queries.stores import StoreSettings, settings_of

# Whoever bought may still come for a delivery; whoever was given up is opened again first.
GIVEN_UP: Final = frozenset({Stage.LOST, Stage.BAD, Stage.DUPLICATE})


class NoSuchAppointment(UnableToChange):
    """There is none with this id in the person's scope."""


class UnfitTime(UnableToChange):
    """Nobody can come then; `reason` says why, `confirmable` whether insisting helps."""

    def __init__(self, opportunity_id: int, reason: Reason, *, confirmable: bool = False) -> None:
        super().__init__(reason.code)
        self.opportunity_id = opportunity_id
        self.reason = reason
        self.confirmable = confirmable


class SettledAlready(UnableToChange):
    """The customer came, or did not, or it was cancelled: it can't become something else now."""

    def __init__(self, opportunity_id: int, reason: Reason) -> None:
        super().__init__(reason.code)
        self.opportunity_id = opportunity_id
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Set:
    """The appointment that stands now; `replaced` is the one it took the place of."""

    appointment_id: int
    replaced: int | None = None


def set_appointment(
    scope: Scope,
    opportunity_id: int,
    at: datetime,
    *,
    kind: str = "sales",
    now: datetime,
    words: str = "",
    insists: bool = False,
) -> Set:
    """Agree on a visit; one that stood is moved to the new time. The same twice is one.

    `insists`: although the store is closed then. Raises NoSuchOpportunity, ClosedAlready, UnfitTime.
    """
    opportunity = locked(scope, opportunity_id)
    if Stage(opportunity.stage) in GIVEN_UP:
        raise ClosedAlready
    store = _store(opportunity)
    problem = unfit(at, kind, now)
    if problem is not None:
        raise UnfitTime(opportunity.id, problem)
    closed = outside_hours(at, store.calendar)
    if closed is not None and not insists:
        raise UnfitTime(opportunity.id, closed, confirmable=True)
    standing = _standing(opportunity)
    if standing is not None and (standing.at, standing.kind) == (at, kind):
        return Set(standing.id)
    if standing is not None:
        standing.cancelled_at = now
        standing.save(update_fields=["cancelled_at"])
    made = Appointment.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        person_id=opportunity.person_id,
        staff_id=opportunity.owner_id,
        kind=kind,
        at=at,
        words=words.strip(),
        set_at=now,
        set_by_id=scope.user_id,
        replaces=standing,
    )
    if standing is None:
        _credit("set", opportunity, scope, now)
    data = {"appointment": made.id, "kind": kind, "at": at.isoformat()}
    if standing is not None:
        data["replaces"] = standing.id
    _moved(opportunity, Fact.APPOINTMENT_SET, now)
    happened(opportunity, Event.APPOINTMENT_SET, scope, now, data, words)
    happened_to(opportunity, "appointment", now=now, store=store, by=scope.user_id)
    _tell(opportunity)
    return Set(made.id, standing.id if standing else None)


def cancel(scope: Scope, appointment_id: int, *, now: datetime) -> int:
    """The visit will not take place; the opportunity's id comes back. Cancelling twice is cancelling once.

    Raises NoSuchAppointment, SettledAlready.
    """
    opportunity, one, again = _taken(scope, appointment_id, "cancelled")
    if again:
        return opportunity.id
    one.cancelled_at = now
    one.save(update_fields=["cancelled_at"])
    _moved(opportunity, Fact.APPOINTMENT_CANCELLED, now)
    close_tasks(opportunity.id, ["appointment"], now=now, by=scope.user_id, result="stopped")
    happened(opportunity, Event.APPOINTMENT_CANCELLED, scope, now, {"appointment": one.id})
    _tell(opportunity)
    return opportunity.id


def show(scope: Scope, appointment_id: int, *, now: datetime) -> int:
    """The customer is here: contact for every clock, a visit for the stage. Returns the opportunity's id.

    Raises NoSuchAppointment, SettledAlready.
    """
    opportunity, one, again = _taken(scope, appointment_id, "shown")
    if again:
        return opportunity.id
    store = _store(opportunity)
    one.shown_at = now
    one.save(update_fields=["shown_at"])
    stop_clocks(opportunity, MEANINGS[Outcome.CAME_IN], store, now=now)
    _moved(opportunity, Fact.VISITED, now, "due_at")
    close_tasks(opportunity.id, ["appointment"], now=now, by=scope.user_id)
    happened(opportunity, Event.CHECKED_IN, scope, now, {"appointment": one.id})
    mine = scope.places.get(opportunity.rooftop_id)
    if mine is not None:
        hand_over_at_check_in(opportunity, to_staff=mine, now=now, by_user=scope.user_id)
    happened_to(opportunity, "visit", now=now, store=store, by=scope.user_id)
    _tell(opportunity)
    return opportunity.id


def note_no_show(scope: Scope, appointment_id: int, *, now: datetime) -> int:
    """The time has come and the customer has not. Returns the opportunity's id.

    Raises NoSuchAppointment, SettledAlready, UnfitTime before its time.
    """
    opportunity, one, again = _taken(scope, appointment_id, "no_show")
    if again:
        return opportunity.id
    if one.at > now:
        raise UnfitTime(opportunity.id, Reason("appointment.early"))
    store = _store(opportunity)
    one.no_show_at = now
    one.save(update_fields=["no_show_at"])
    _moved(opportunity, Fact.APPOINTMENT_CANCELLED, now)
    close_tasks(opportunity.id, ["appointment"], now=now, by=scope.user_id)
    happened(opportunity, Event.NO_SHOW, scope, now, {"appointment": one.id})
    happened_to(opportunity, "no_show", now=now, store=store, by=scope.user_id)
    _tell(opportunity)
    return opportunity.id


def _taken(scope: Scope, appointment_id: int, to: str) -> tuple[Opportunity, Appointment, bool]:
    """The opportunity, held, its appointment, and whether that is settled like this already."""
    opportunity_id = (
        Appointment.objects.filter(id=appointment_id).values_list("opportunity_id", flat=True).first()
    )
    if opportunity_id is None:
        raise NoSuchAppointment
    opportunity = locked(scope, opportunity_id)
    one = Appointment.objects.get(id=appointment_id)
    how = _settled(one)
    if how and how != to:
        raise SettledAlready(opportunity.id, Reason(f"appointment.how.{how}"))
    return opportunity, one, bool(how)


def _settled(one: Appointment) -> str:
    if one.shown_at is not None:
        return "shown"
    if one.no_show_at is not None:
        return "no_show"
    return "cancelled" if one.cancelled_at is not None else ""


def _standing(opportunity: Opportunity) -> Appointment | None:
    return (
        Appointment.objects.filter(opportunity=opportunity, cancelled_at=None, shown_at=None, no_show_at=None)
        .order_by("-at", "-id")
        .first()
    )


def _store(opportunity: Opportunity) -> StoreSettings:
    return settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]


def _moved(opportunity: Opportunity, fact: Fact, now: datetime, *columns: str) -> None:
    opportunity.stage = str(stage_after(fact, Stage(opportunity.stage)))
    changed: dict[str, Any] = {name: getattr(opportunity, name) for name in ("stage", *columns)}
    Opportunity.objects.filter(id=opportunity.id).update(
        **changed, last_activity_at=Greatest(F("last_activity_at"), now)
    )


def _credit(part: str, opportunity: Opportunity, scope: Scope, now: datetime) -> None:
    """What pay and disputes go by later: who did this part, for whoever has a place at this store."""
    mine = scope.places.get(opportunity.rooftop_id)
    if mine is not None:
        Credit.objects.create(
            rooftop_id=opportunity.rooftop_id,
            opportunity=opportunity,
            part=part,
            staff_id=mine,
            at=now,
            by_user_id=scope.user_id,
        )


def _tell(opportunity: Opportunity) -> None:
    tell_pages(opportunity.rooftop_id, [opportunity.id], "task")
