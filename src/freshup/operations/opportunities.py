"""An opportunity in hand: found in somebody's scope and held until the transaction ends."""

from freshup.data.models import Opportunity
from freshup.queries.access import Scope, opportunities


class UnableToChange(Exception):
    """An opportunity can't be changed like this. Nothing was written."""


class NoSuchOpportunity(UnableToChange):
    """There is none with this id in the person's scope."""


class NothingSaid(UnableToChange):
    """A note without words."""


def locked(scope: Scope, opportunity_id: int) -> Opportunity:
    """The opportunity, held until the transaction ends. Raises NoSuchOpportunity.

    Held without its key: rows that merely point to it, such as a step a worker is taking, need not wait.
    """
    found = (
        opportunities(scope).select_for_update(of=("self",), no_key=True).filter(id=opportunity_id).first()
    )
    if found is None:
        raise NoSuchOpportunity
    return found
