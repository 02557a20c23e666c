"""Recording who earned a part of a sale. Append-only: a correction is a later row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from freshup.data.bulk import Table, insert
from freshup.data.models import Opportunity, Staff
from freshup.domain.events import Event
from freshup.domain.reasons import Reason
from freshup.domain.routing.credits import Share, credit_problem
from freshup.operations.leads import NeedsManager
from freshup.operations.opportunities import UnableToChange, locked
from freshup.operations.response.giving import Happened, write_down
from freshup.operations.routing import UnknownOwner
from freshup.queries.access import Scope

CREDIT: Final = Table(
    "credit",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "part": "text",
        "staff_id": "bigint",
        "share": "smallint",
        "at": "timestamptz",
        "by_user_id": "bigint",
        "ruling_id": "bigint",
    },
)


class CreditRefused(UnableToChange):
    """The shares make no whole; `reason` says what is wrong."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def record_credit(
    scope: Scope, opportunity_id: int, part: str, shares: Sequence[Share], *, now: datetime
) -> None:
    """A manager writes down who did a part. Raises NoSuchOpportunity, NeedsManager, CreditRefused, UnknownOwner."""
    opportunity = locked(scope, opportunity_id)
    if not scope.manages(opportunity.rooftop_id):
        raise NeedsManager
    write_credit(opportunity, part, shares, by_user=scope.user_id, now=now)


def write_credit(
    opportunity: Opportunity,
    part: str,
    shares: Sequence[Share],
    *,
    by_user: int | None,
    now: datetime,
    ruling_id: int | None = None,
) -> None:
    """The rows and the line on the timeline, for an opportunity that is held."""
    problem = credit_problem(part, shares)
    if problem is not None:
        raise CreditRefused(problem)
    must_work_here(opportunity.rooftop_id, [one.staff_id for one in shares])
    insert(
        CREDIT,
        [
            (
                opportunity.rooftop_id,
                opportunity.id,
                part,
                one.staff_id,
                one.percent,
                now,
                by_user,
                ruling_id,
            )
            for one in shares
        ],
    )
    data = {"part": part, "shares": [[one.staff_id, one.percent] for one in shares]}
    write_down([Happened(opportunity.rooftop_id, opportunity.id, Event.CREDITED, data, by_user)], now=now)


def must_work_here(rooftop_id: int, staff_ids: Sequence[int]) -> None:
    """Raises UnknownOwner for anybody who has no place at this store; who has left may still have earned it."""
    wanted = set(staff_ids)
    here = Staff.objects.filter(id__in=wanted, rooftop_id=rooftop_id).count()
    of_group = Staff.objects.filter(id__in=wanted, rooftop__isnull=True, group__rooftops=rooftop_id).count()
    if here + of_group < len(wanted):
        raise UnknownOwner
