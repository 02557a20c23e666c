"""Attempts that a provider confirmed: they stop the clocks as verified, whatever anybody claimed before."""

from collections.abc import Sequence
from datetime import datetime

from freshup.data.models import Opportunity
from freshup.domain.leads import Fact, Stage, stage_after
from freshup.domain.leads.outcomes import VERIFIED_MESSAGE
from freshup.operations.response.clocks import stop_clocks
from freshup.operations.response.tasks import close_tasks
from freshup.queries.stores import settings_of


def attempted(made: Sequence[tuple[int, datetime]]) -> None:
    """A person's own message went out, or their call was placed: (opportunity, when). The provider says so.

    One by one: what people write by hand comes one at a time, also in the largest store.
    """
    for opportunity_id, at in made:
        opportunity = Opportunity.objects.select_for_update(no_key=True).get(id=opportunity_id)
        store = settings_of([opportunity.rooftop_id])[opportunity.rooftop_id]
        stop_clocks(opportunity, VERIFIED_MESSAGE, store, now=at, verified=True)
        opportunity.stage = str(stage_after(Fact.ATTEMPTED, Stage(opportunity.stage)))
        opportunity.save(update_fields=["stage", "due_at", "escalates_at"])
        close_tasks(opportunity_id, ["text", "email"], now=at)
