"""Give an opportunity to somebody else. Ownership is a timeline: every change is a row of its own."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Greatest

from freshup.data.models import Assignment, Opportunity, Staff
from freshup.domain.events import Event
from freshup.operations.leads import NeedsManager, UnableToChange, happened, locked
from freshup.queries.access import Scope


class UnknownOwner(UnableToChange):
    """Nobody of this store has that id, or the desk has no name."""


class TakenAlready(UnableToChange):
    """Somebody else took it a moment ago."""


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Exactly one of the two is accountable."""

    staff_id: int | None = None
    desk: str = ""


def reassign(scope: Scope, opportunity_id: int, to: NewOwner, *, now: datetime) -> None:
    """A manager gives it to a person or a desk. Raises NoSuchOpportunity, NeedsManager, UnknownOwner."""
    opportunity = locked(scope, opportunity_id)
    if not scope.manages(opportunity.rooftop_id):
        raise NeedsManager
    _hand_over(opportunity, to, scope, "given", now)


def claim(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """Somebody of the store takes what lies on a desk. Raises NoSuchOpportunity, UnknownOwner, TakenAlready."""
    opportunity = locked(scope, opportunity_id)
    mine = scope.places.get(opportunity.rooftop_id)
    if mine is None:
        raise UnknownOwner
    if opportunity.owner_id is not None and opportunity.owner_id != mine:
        raise TakenAlready
    _hand_over(opportunity, NewOwner(staff_id=mine), scope, "claimed", now)


def _hand_over(opportunity: Opportunity, to: NewOwner, scope: Scope, how: str, now: datetime) -> None:
    desk = to.desk.strip()[:60]
    if (to.staff_id is None) == (desk == ""):
        raise UnknownOwner
    if (opportunity.owner_id, opportunity.desk) == (to.staff_id, desk):
        return
    slot = "sales" if to.staff_id is None else _slot(opportunity, to.staff_id)
    Opportunity.objects.filter(id=opportunity.id).update(
        owner_id=to.staff_id, desk=desk, last_activity_at=Greatest(F("last_activity_at"), now)
    )
    Assignment.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        staff_id=to.staff_id,
        desk=desk,
        slot=slot,
        at=now,
        how=how,
        by_user_id=scope.user_id,
    )
    happened(opportunity, Event.ASSIGNED, scope, now, {"staff": to.staff_id, "desk": desk, "how": how})


def _slot(opportunity: Opportunity, staff_id: int) -> str:
    """The kind of work the new owner does here. Raises UnknownOwner for anybody not of this store."""
    place = (
        Staff.objects.filter(
            id=staff_id, archived_at=None, user__is_active=True, group__rooftops=opportunity.rooftop_id
        )
        .select_related("team")
        .first()
    )
    if place is None or place.rooftop_id not in (None, opportunity.rooftop_id):
        raise UnknownOwner
    kinds = {"agent": "bdc", "manager": "manager", "principal": "manager"}
    return place.team.kind if place.team else kinds.get(place.role, "sales")
