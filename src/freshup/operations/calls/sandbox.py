"""A customer's call to the store, pretended: it brings the reports a provider's webhooks bring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from freshup.domain.calls import CallPlan
from freshup.domain.intake.phones import canonical_phone
from freshup.operations.calls.arriving import route_pretended
from freshup.operations.calls.facts import consent_of, people_here
from freshup.operations.calls.pretending import take_simulated
from freshup.operations.connectors.accounts import account_of
from freshup.ports.accounts import Account
from freshup.ports.calling import Simulated
from freshup.ports.storage import Storage
from freshup.queries import access
from freshup.queries.access import Scope
from freshup.queries.calls import call_rules, caller_of, line_of_store, region_of
from freshup.queries.connectors import these
from freshup.queries.stores import settings_of


class NoSuchNumber(ValueError):
    """The caller's number can't be dialled back."""


@dataclass(frozen=True, slots=True)
class PretendedCall:
    """Who calls which of the store's numbers, whether somebody answers, and for how long."""

    call_id: str
    sender: str
    line: str
    answered: bool
    seconds: int
    words: str = ""


# Made by an adapter: what the provider would report of it.
Reports = Callable[[PretendedCall, int | None, bool], Sequence[Simulated]]


def sandbox_call(
    rooftop_id: int,
    connector_id: int,
    call: PretendedCall,
    *,
    reports: Reports,
    storage: Storage,
    now: datetime,
    scope: Scope | None = None,
) -> None:
    """As if they had just hung up. `connector_id` is the store's sandbox; `scope` whoever plays the customer, to whom
    the transaction belongs again afterwards. Raises NoSuchNumber.
    """
    sender = canonical_phone(call.sender)[0]
    if sender is None:
        raise NoSuchNumber(call.sender)
    account = _account(connector_id)
    line = line_of_store(rooftop_id, call.line)
    store = settings_of([rooftop_id])[rooftop_id]
    caller = caller_of(rooftop_id, sender)
    here = people_here(store, line.department if line else "sales", now=now)
    owner = caller.owner_id if caller else None
    # Owner first, as a real call would have rung; at night nobody is there to answer.
    staff = (owner if owner in here else next(iter(here), None)) if call.answered else None
    plan = line.plan if line else CallPlan.read(call_rules(rooftop_id))
    region = region_of(rooftop_id)
    consent = consent_of(plan, region, sender)
    if caller is not None:
        route_pretended(
            account, caller, call.call_id, sender, call.line, line, staff, consent=consent, now=now
        )
    take_simulated(account, reports(call, staff, bool(consent)), storage=storage, now=now)
    if scope is not None:
        access.enter(scope)


def _account(connector_id: int) -> Account:
    return account_of(these([connector_id])[connector_id])
