"""BDC hands the customer to sales when they check in, where the store wants that (ROU-5)."""

from datetime import datetime

from freshup.data.models import Opportunity, Staff
from freshup.domain.reasons import Reason
from freshup.operations.response.alerts import NewAlert, raise_alerts
from freshup.operations.response.giving import Given, give
from freshup.queries.stores import settings_of


def hand_over_at_check_in(
    opportunity: Opportunity, *, to_staff: int, now: datetime, by_user: int | None = None
) -> bool:
    """Make the salesperson who meets the customer the owner; whether it changed hands.

    Only from BDC or the desk, and only to sales: a salesperson's own customer stays theirs, whoever shakes hands. Who
    set and confirmed the appointment keeps that credit. Called with the opportunity held.
    """
    store_id = opportunity.rooftop_id
    store = settings_of([store_id])[store_id]
    if opportunity.owner_id == to_staff or not store.hands_over_at_check_in:
        return False
    slots = {one.id: one.slot for one in store.staff}
    if opportunity.owner_id is not None and slots.get(opportunity.owner_id, "bdc") != "bdc":
        return False
    place = Staff.objects.filter(id=to_staff, rooftop_id=store_id, archived_at=None).first()
    if place is None or slots.get(to_staff, "sales") != "sales":
        return False
    why = Reason("routing.check_in").to_json()
    give(
        [Given(store_id, opportunity.id, "check_in", to_staff, reasons=(why,), by_user=by_user)],
        now=now,
    )
    opportunity.owner_id, opportunity.desk = to_staff, ""
    if place.user_id != by_user:
        raise_alerts(
            [NewAlert(store_id, opportunity.id, place.user_id, "reassigned", {"check_in": True})], now=now
        )
    return True
