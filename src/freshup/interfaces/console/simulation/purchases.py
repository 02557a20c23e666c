"""A store is told that a customer bought.

The product has no such operation yet (SHO-6): this does, with the product's own parts, what it will have to do.
"""

from datetime import datetime

from freshup.domain.leads import Fact, Stage, stage_after
from freshup.operations.cadences.exits import happened_to
from freshup.operations.cadences.stopping import withdraw_tasks
from freshup.operations.conversations.talks import nothing_to_answer
from freshup.operations.opportunities import locked
from freshup.queries.access import Scope
from freshup.queries.stores import settings_of


def note_purchase(scope: Scope, opportunity_id: int, *, now: datetime) -> None:
    """Raises NoSuchOpportunity. The caller opens the transaction."""
    opportunity = locked(scope, opportunity_id)
    store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
    opportunity.stage = str(stage_after(Fact.SOLD, Stage(opportunity.stage)))
    opportunity.closed_at, opportunity.due_at, opportunity.escalates_at = now, None, None
    opportunity.save(update_fields=["stage", "closed_at", "due_at", "escalates_at"])
    happened_to(opportunity, "sold", now=now, store=store, by=scope.user_id)
    withdraw_tasks(opportunity, now=now)
    nothing_to_answer(opportunity.pk)
