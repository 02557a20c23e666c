"""A manager decides whose a customer is, or who gets the credit; the words are kept, the decision stands on record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from freshup.data.models import Opportunity, Ruling
from freshup.domain.events import Event
from freshup.domain.reasons import Reason
from freshup.domain.routing.credits import Share
from freshup.operations.leads import NeedsManager
from freshup.operations.opportunities import NothingSaid, locked
from freshup.operations.ownership.credits import write_credit
from freshup.operations.response.alerts import NewAlert, raise_alerts
from freshup.operations.response.giving import Given, Happened, give, write_down
from freshup.operations.routing import UnknownOwner
from freshup.queries.access import Scope
from freshup.queries.stores import settings_of


def rule(
    scope: Scope,
    opportunity_id: int,
    words: str,
    *,
    now: datetime,
    owner_id: int | None = None,
    part: str = "",
    shares: Sequence[Share] = (),
) -> int:
    """Rule on the owner (`owner_id`), or on a credit (`part` and `shares`); the ruling's id comes back.

    Raises NoSuchOpportunity, NeedsManager, NothingSaid (a ruling needs words), UnknownOwner, CreditRefused.
    """
    opportunity = locked(scope, opportunity_id)
    if not scope.manages(opportunity.rooftop_id) or scope.user_id is None:
        raise NeedsManager
    words = words.strip()
    if not words:
        raise NothingSaid
    if owner_id is None and not part:
        raise UnknownOwner
    data: dict[str, Any] = (
        {"part": part, "shares": [[one.staff_id, one.percent] for one in shares]}
        if part
        else {"staff": owner_id, "before": opportunity.owner_id}
    )
    kind = "credit" if part else "owner"
    ruling = Ruling.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        kind=kind,
        at=now,
        by_user_id=scope.user_id,
        data=data,
        words=words,
    )
    # The words stand in the ruling alone, where erasure finds them.
    write_down(
        [
            Happened(
                opportunity.rooftop_id,
                opportunity.id,
                Event.RULED,
                {**data, "kind": kind, "ruling": ruling.pk},
                scope.user_id,
            )
        ],
        now=now,
    )
    if part:
        write_credit(opportunity, part, shares, by_user=scope.user_id, now=now, ruling_id=ruling.pk)
    elif owner_id is not None:
        _give_to(scope, opportunity, owner_id, now)
    return int(ruling.pk)


def _give_to(scope: Scope, opportunity: Opportunity, owner_id: int, now: datetime) -> None:
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    before, user = opportunity.owner_id, store.user_of(owner_id)
    if user is None:
        raise UnknownOwner
    if before == owner_id:
        return
    why = Reason("routing.ruled").to_json()
    slot = next((one.slot for one in store.staff if one.id == owner_id), "manager")
    give(
        [
            Given(
                store.id, opportunity.id, "ruled", owner_id, slot=slot, reasons=(why,), by_user=scope.user_id
            )
        ],
        now=now,
    )
    told = dict.fromkeys(one for one in (user, store.user_of(before)) if one not in (None, scope.user_id))
    raise_alerts(
        [
            NewAlert(store.id, opportunity.id, one, "reassigned", {"ruled": True})
            for one in told
            if one is not None
        ],
        now=now,
    )
