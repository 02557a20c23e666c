"""Rulings and credits of an opportunity, and what a transfer to another store would do."""

from dataclasses import dataclass
from datetime import datetime

from freshup.data.models import Credit, Opportunity, Rooftop, Ruling
from freshup.domain.routing.credits import Recorded, Share, standing
from freshup.queries import access
from freshup.queries.access import Scope


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruling, with its words as the manager wrote them."""

    id: int
    kind: str
    at: datetime
    by: str
    words: str
    staff_id: int | None


def standing_credits(opportunity_id: int) -> dict[str, tuple[Share, ...]]:
    """Who earned which part, as it counts for pay; one statement."""
    rows = Credit.objects.filter(opportunity=opportunity_id).order_by("id")
    return standing(
        Recorded(part, staff, share, at, ruling, id)
        for part, staff, share, at, ruling, id in rows.values_list(
            "part", "staff_id", "share", "at", "ruling_id", "id"
        )
    )


def rulings_of(opportunity_id: int) -> list[Ruled]:
    """Newest first; one statement."""
    rows = Ruling.objects.filter(opportunity=opportunity_id).select_related("by_user").order_by("-at", "-id")
    return [
        Ruled(row.pk, row.kind, row.at, row.by_user.name, row.words, row.data.get("staff")) for row in rows
    ]


def transferable(scope: Scope, opportunity_id: int) -> Opportunity | None:
    """The opportunity, for somebody who manages its store; None for everybody else."""
    found = access.opportunities(scope).select_related("person", "rooftop").filter(id=opportunity_id).first()
    return found if found is not None and scope.manages(found.rooftop_id) else None


def other_stores(scope: Scope, rooftop: Rooftop) -> list[Rooftop]:
    """Where it could go: the stores of the same group that this person manages and sees whole."""
    managed = [id for id in scope.rooftops if scope.manages(id) and id != rooftop.pk]
    stores = Rooftop.objects.filter(id__in=managed, group_id=rooftop.group_id, archived_at=None)
    return list(stores.order_by("name"))
