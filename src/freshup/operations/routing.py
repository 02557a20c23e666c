"""Give an opportunity to somebody else. Ownership is a timeline: every change is a row of its own."""

from dataclasses import dataclass
from datetime import datetime

from freshup.data.models import Opportunity, Staff
from freshup.operations.leads import NeedsManager, UnableToChange, locked
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.response.giving import Given, give
from freshup.queries.access import Scope
from freshup.queries.stores import settings_of


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
    before = opportunity.owner_id
    given = Given(
        opportunity.rooftop_id, opportunity.pk, how, to.staff_id, desk, slot=slot, by_user=scope.user_id
    )
    give([given], now=now)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    users = [user for one in (before, to.staff_id) if (user := store.user_of(one)) is not None]
    told = store.user_of(to.staff_id)
    if told is not None and told != scope.user_id:
        raise_alerts([NewAlert(opportunity.rooftop_id, opportunity.pk, told, "reassigned")], now=now)
    tell_pages(opportunity.rooftop_id, [opportunity.pk], "owner", users)


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
