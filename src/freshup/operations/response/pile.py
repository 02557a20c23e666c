"""The morning pile: what came at night lies on the desk until somebody comes on shift, and is then dealt out."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from freshup.data.models import Rooftop
from freshup.domain.reasons import Reason
from freshup.domain.stores import on_shift
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_all_pages
from freshup.operations.response.dealing import Dealer
from freshup.operations.response.giving import give
from freshup.queries.response.untouched import claim_pile, inquiries_of
from freshup.queries.stores import StoreSettings, settings_of

A_STORE_MAX: Final = 50


def deal_the_pile(*, now: datetime) -> int:
    """Give what lies on the stores' desks to the people at work, by routing; how many got an owner.

    Only what lies on the store's own desk: a pool of the routing rules is claimed, not dealt. A constant number of
    statements; the caller opens the transaction.
    """
    everywhere = settings_of(Rooftop.objects.filter(archived_at=None).values_list("id", flat=True))
    awake = {id: store for id, store in everywhere.items() if _somebody_is_here(store, now)}
    if not awake:
        return 0
    pile = claim_pile(sorted(awake), now=now, limit=A_STORE_MAX)
    if not pile:
        return 0
    stores = {id: awake[id] for id in {one.rooftop_id for one in pile}}
    dealer = Dealer(stores, inquiries_of([one.id for one in pile]), now=now)
    given, alerts = [], []
    told: dict[int, list[int]] = defaultdict(list)
    for one in pile:
        decision = dealer.deal(one)
        if decision.staff_id is None:
            continue
        given.append(dealer.given(one, decision, "morning", Reason("routing.morning")))
        user = stores[one.rooftop_id].user_of(decision.staff_id)
        if user is not None:
            alerts.append(NewAlert(one.rooftop_id, one.id, user, "new_lead", {"morning": True}))
        told[one.rooftop_id].append(one.id)
    give(given, now=now, tallies=dealer.tallies)
    raise_alerts(alerts, now=now)
    tell_all_pages(told, "owner")
    return len(given)


def _somebody_is_here(store: StoreSettings, now: datetime) -> bool:
    return any(
        on_shift(one.shifts, one.time_off, store.zone, now, store=store.calendar) for one in store.staff
    )
