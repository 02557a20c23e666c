"""Seeing it when somebody works a colleague's customer (ROU-5). The rule is `domain.routing.skating`."""

from datetime import datetime, time

from freshup.data.models import Opportunity
from freshup.domain.events import Event
from freshup.domain.routing.skating import Working, is_skate
from freshup.domain.stores import on_shift
from freshup.operations.response.alerts import NewAlert, raise_alerts
from freshup.operations.response.giving import Happened, write_down
from freshup.queries.access import Scope
from freshup.queries.response.working import owners_deeds
from freshup.queries.stores import settings_of


def noticed(scope: Scope, opportunity: Opportunity, now: datetime) -> bool:
    """Whether this is a skate: then it stands on the timeline, and owner and managers are told.

    Called before the deed itself is written down, with the opportunity held. Once for each actor and day of the
    store. For the owner, a manager or what lies on a desk it costs nothing.
    """
    store_id, owner = opportunity.rooftop_id, opportunity.owner_id
    mine = scope.places.get(store_id)
    if owner is None or mine is None or scope.user_id is None or mine == owner or scope.manages(store_id):
        return False
    store = settings_of([store_id])[store_id]
    midnight = datetime.combine(now.astimezone(store.zone).date(), time(), store.zone)
    deeds = owners_deeds(opportunity.id, owner, scope.user_id, since=midnight)
    if deeds.noticed_already:
        return False
    person = next((one for one in store.staff if one.id == owner), None)
    working = Working(
        mine,
        owner,
        partners=deeds.partners,
        owner_on_shift=person is not None
        and on_shift(person.shifts, person.time_off, store.zone, now, store=store.calendar),
        customer_waits=deeds.customer_waits,
    )
    if not is_skate(working, deeds.owner_last_at, protected_days=store.protected_days, now=now):
        return False
    data = {"owner": owner, "staff": mine}
    write_down([Happened(store_id, opportunity.id, Event.SKATED, data, scope.user_id)], now=now)
    told = dict.fromkeys([*([deeds.owner_user] if deeds.owner_user else []), *store.managers])
    raise_alerts(
        [NewAlert(store_id, opportunity.id, user, "skated", data) for user in told if user != scope.user_id],
        now=now,
    )
    return True
