"""What somebody owned goes to others at once: to the desk, to one colleague, or dealt out by routing, shown before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied

from freshup.data.models import Staff
from freshup.domain.reasons import Reason
from freshup.domain.routing import Candidate, choose, with_assignment
from freshup.operations.platform import record_change
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_all_pages
from freshup.operations.response.dealing import considered
from freshup.operations.response.giving import Given, give
from freshup.operations.routing import UnknownOwner
from freshup.operations.stores.guard import must_manage
from freshup.queries.access import Scope
from freshup.queries.response.owned import names_of_customers, owned_by
from freshup.queries.response.untouched import Inquiry, Untouched, inquiries_of, routing_facts_of
from freshup.queries.stores import StoreSettings, settings_of

SAMPLE: Final = 12
WAYS: Final = ("desk", "person", "on_shift", "everybody")


@dataclass(frozen=True, slots=True)
class Destination:
    """`way` is one of WAYS; `staff_id` is who gets all of it by `person`."""

    way: str
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class Dealt:
    """How many each would get (staff id, or the name of a desk or pool), and a sample: name, vehicle, receiver."""

    count: int
    shares: tuple[tuple[int | str, int], ...]
    sample: tuple[tuple[str, str, int | str], ...]


def preview_giving(scope: Scope, rooftop_id: int, staff_id: int, to: Destination, *, now: datetime) -> Dealt:
    """What `give_away` would do at this moment. Raises UnknownOwner, PermissionDenied, Staff.DoesNotExist."""
    store, leaving = _checked(scope, rooftop_id, staff_id)
    owned = owned_by(leaving.pk, rooftop_id)
    planned = _plan(store, owned, to, leaving, now)
    receivers = Counter(one.staff_id or one.desk for one in planned)
    shown = planned[:SAMPLE]
    names = names_of_customers([one.opportunity_id for one in shown])
    return Dealt(
        len(planned),
        tuple(receivers.most_common()),
        tuple((*names.get(one.opportunity_id, ("", "")), one.staff_id or one.desk) for one in shown),
    )


def give_away(scope: Scope, rooftop_id: int, staff_id: int, to: Destination, *, now: datetime) -> Dealt:
    """Give all of it away; a constant number of statements, however much it is.

    Safe to repeat: what changed hands is no longer theirs. One alert for each receiver, not one for each lead.
    """
    store, leaving = _checked(scope, rooftop_id, staff_id)
    planned = _plan(store, owned_by(leaving.pk, rooftop_id, hold=True), to, leaving, now)
    planned = [replace(one, by_user=scope.user_id) for one in planned]
    give(planned, now=now)
    receivers = Counter(one.staff_id or one.desk for one in planned)
    users = {one: store.user_of(one) for one in receivers if isinstance(one, int)}
    first = {one.staff_id: one.opportunity_id for one in reversed(planned)}
    raise_alerts(
        [
            NewAlert(rooftop_id, first[staff], user, "reassigned", {"count": receivers[staff]})
            for staff, user in users.items()
            if user is not None
        ],
        now=now,
    )
    if planned:
        tell_all_pages({rooftop_id: [one.opportunity_id for one in planned]}, "owner")
        record_change(
            rooftop_id=rooftop_id,
            user_id=scope.user_id,
            now=now,
            action="staff.leads_given_away",
            target="staff",
            target_id=leaving.pk,
            changes={"opportunities": len(planned), "way": to.way, "receivers": len(receivers)},
        )
    return Dealt(len(planned), tuple(receivers.most_common()), ())


def _checked(scope: Scope, rooftop_id: int, staff_id: int) -> tuple[StoreSettings, Staff]:
    must_manage(scope, rooftop_id)
    if rooftop_id not in scope.rooftops:
        raise PermissionDenied("Only somebody who sees the whole store may do that.")
    leaving = Staff.objects.select_related("user").get(id=staff_id, rooftop_id=rooftop_id)
    return settings_of([rooftop_id])[rooftop_id], leaving


def _plan(
    store: StoreSettings, owned: Sequence[Untouched], to: Destination, leaving: Staff, now: datetime
) -> list[Given]:
    why = Reason("routing.given_away", {"name": leaving.user.name}).to_json()
    inquiries = inquiries_of([one.id for one in owned]) if owned else {}
    if to.way == "desk":
        return [Given(store.id, one.id, "departed", desk=store.desk, reasons=(why,)) for one in owned]
    if to.way == "person":
        slot = _slot_of(store, to.staff_id, leaving.pk)
        return [Given(store.id, one.id, "departed", to.staff_id, slot=slot, reasons=(why,)) for one in owned]
    if to.way not in WAYS:
        raise UnknownOwner
    return _dealt(store, owned, inquiries, leaving.pk, why, now, everybody=to.way == "everybody")


def _slot_of(store: StoreSettings, staff_id: int | None, leaving: int) -> str:
    if staff_id is None or staff_id == leaving or staff_id not in store.user_names:
        raise UnknownOwner
    return next((one.slot for one in store.staff if one.id == staff_id), "manager")


def _dealt(
    store: StoreSettings,
    owned: Sequence[Untouched],
    inquiries: Mapping[int, Inquiry],
    leaving: int,
    why: dict[str, str | int],
    now: datetime,
    *,
    everybody: bool,
) -> list[Given]:
    """From level turns and without anybody's limit: a colleague's old leads are no turns, and all must go."""
    people: dict[int, Candidate] = {
        id: replace(one, capacity=None, on_shift=everybody or one.on_shift)
        for id, one in store.candidates(now, {}, {}).items()
        if id != leaving
    }
    slots = {one.id: one.slot for one in store.staff}
    given = []
    for one in owned:
        facts = routing_facts_of(one, inquiries.get(one.id), store, now=now)
        decision = choose(facts, store.routing, list(people.values()), desk=store.desk)
        if decision.staff_id is not None:
            people[decision.staff_id] = with_assignment(
                people[decision.staff_id], one.grade, decision.received_after
            )
        inquiry = inquiries.get(one.id)
        given.append(
            Given(
                store.id,
                one.id,
                "departed",
                decision.staff_id,
                decision.desk or "",
                slots.get(decision.staff_id or 0, "sales"),
                rule=decision.rule,
                rules_version=store.routing_version,
                reasons=(why, *(reason.to_json() for reason in decision.reasons)),
                considered=considered(decision),
                lead_id=inquiry.lead_id if inquiry else None,
            )
        )
    return given
