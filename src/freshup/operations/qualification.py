"""Score an opportunity anew when its customer did something (QUA-5): lines are added, the tier may rise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from freshup.data.models import Opportunity, ScorePoint
from freshup.domain.events import Event
from freshup.domain.qualification import TIERS, Behaviour, Case, qualify
from freshup.domain.qualification.ledger import lines_to_add
from freshup.domain.qualification.stored import read_facts, stored_facts
from freshup.domain.response import band_of
from freshup.operations.response.alerts import NewAlert, raise_alerts
from freshup.operations.timeline import note
from freshup.queries.intake import ledgers
from freshup.queries.stores import StoreSettings

Change = Callable[[Behaviour], Behaviour]


def replied(did: Behaviour) -> Behaviour:
    return replace(did, replies=did.replies + 1)


def called_in(did: Behaviour) -> Behaviour:
    return replace(did, calls_in=did.calls_in + 1)


def visited(did: Behaviour) -> Behaviour:
    return replace(did, showroom_visits=did.showroom_visits + 1)


def rescore(opportunity: Opportunity, change: Change, store: StoreSettings, *, now: datetime) -> bool:
    """Count what the customer did and score anew; whether the tier rose comes back.

    The opportunity is locked by the caller and saved here as far as the score goes. A tier that rises tells the
    owner at once and moves what they have to do up the line; what the cadence does then is decided by its steps.
    """
    told, distance, behaviour = read_facts(opportunity.facts)
    behaviour = change(behaviour)
    case = Case(opportunity.pk, told, distance, store.local_radius_miles, behaviour)
    score = qualify(case, store.qualification).score
    lines, _ = lines_to_add(score, ledgers([opportunity.pk]).get(opportunity.pk, {}))
    ScorePoint.objects.bulk_create(
        ScorePoint(
            rooftop_id=opportunity.rooftop_id,
            opportunity=opportunity,
            at=now,
            rules_version=store.qualification_version,
            dimension=line.dimension,
            code=line.code,
            points=line.points,
            reason=line.reason,
        )
        for line in lines
    )
    before = opportunity.tier
    opportunity.facts = stored_facts(told, distance, behaviour)
    opportunity.score, opportunity.tier = score.total, score.tier
    opportunity.save(update_fields=["facts", "score", "tier"])
    if before == score.tier:
        return False
    rose = TIERS.index(score.tier) > TIERS.index(before)
    note(opportunity, Event.TIER_CHANGED, {"before": before, "tier": score.tier}, now=now)
    _move_up_the_line(opportunity)
    if rose and (user := store.user_of(opportunity.owner_id)) is not None:
        raise_alerts(
            [NewAlert(opportunity.rooftop_id, opportunity.pk, user, "tier_up", {"tier": score.tier})], now=now
        )
    return rose


def _move_up_the_line(opportunity: Opportunity) -> None:
    for task in opportunity.tasks.filter(done_at=None, band__gt=1):
        task.band = band_of(task.kind, opportunity.tier)
        task.save(update_fields=["band"])
