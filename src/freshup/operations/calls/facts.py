"""The store as a call finds it at this moment: open or not, who is here, whose phone rings where."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from freshup.domain.calls import CallPlan, StoreFacts, recording_consent
from freshup.domain.consent import places_of
from freshup.domain.stores import is_open, on_shift
from freshup.queries.calls import phones_of
from freshup.queries.stores import StoreSettings

# Whose work a line's calls are.
SLOTS: Final[Mapping[str, frozenset[str]]] = {
    "sales": frozenset({"sales", "bdc", "manager"}),
    "service": frozenset({"service"}),
    "parts": frozenset({"service"}),
}


def store_facts(
    store: StoreSettings, plan: CallPlan, department: str, region: str, caller: str, *, now: datetime
) -> StoreFacts:
    """One statement, for the phones. `region`: the store's state; `caller`: the customer's number."""
    here = people_here(store, department, now=now)
    rung = {*here, *plan.group}
    users = {one: user for one in rung if (user := store.user_of(one)) is not None}
    numbers = phones_of(users.values())
    return StoreFacts(
        name=store.name,
        is_open=is_open(store.calendar, now),
        here=here,
        phones={one: numbers[user] for one, user in users.items() if user in numbers},
        consent=consent_of(plan, region, caller),
    )


def people_here(store: StoreSettings, department: str, *, now: datetime) -> tuple[int, ...]:
    """Staff ids of the department on shift."""
    slots = SLOTS.get(department, SLOTS["sales"])
    return tuple(
        one.id
        for one in store.staff
        if one.slot in slots and on_shift(one.shifts, one.time_off, store.zone, now, store=store.calendar)
    )


def consent_of(plan: CallPlan, region: str, customer: str) -> str:
    """On what a recording of a call between this store and this number rests; "" where there is none."""
    return recording_consent(record=plan.record, announce=plan.announce, states=[region, *_states(customer)])


def _states(number: str) -> Iterable[str]:
    """Where the number may be; a number without a place may be anywhere."""
    return [place.state for place in places_of("", "", number or None)] or [""]
