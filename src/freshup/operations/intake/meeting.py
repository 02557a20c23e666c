"""Whoever has asked before and now calls or walks in is reached by that: clocks stop, the follow-up as well (RSP-3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from freshup.data.models import Opportunity
from freshup.domain.leads import Stage, stage_after
from freshup.domain.leads.outcomes import CADENCE_EVENTS, DONE_BY, MEANINGS, MET_BY
from freshup.operations.cadences.exits import happened_to
from freshup.operations.response.clocks import stop_clocks
from freshup.operations.response.tasks import close_tasks
from freshup.queries.stores import StoreSettings


def meet(met: Sequence[tuple[int, str, datetime]], stores: Mapping[int, StoreSettings]) -> None:
    """(opportunity, channel, when) of each. One by one: people come one at a time, also to the largest store."""
    for opportunity_id, channel, at in met:
        outcome = MET_BY[channel]
        opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(id=opportunity_id)
        store = stores[opportunity.rooftop_id]
        stop_clocks(opportunity, MEANINGS[outcome], store, now=at)
        opportunity.stage = str(stage_after(MEANINGS[outcome].fact, Stage(opportunity.stage)))
        opportunity.save(update_fields=["stage", "due_at", "escalates_at"])
        close_tasks(opportunity_id, DONE_BY[outcome], now=at)
        happened_to(opportunity, CADENCE_EVENTS[outcome], now=at, store=store)
