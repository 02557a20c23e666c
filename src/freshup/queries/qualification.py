"""A store's own recent leads as the qualifying rules see them, and the versions of its rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from freshup.data.models import Opportunity, RuleSet
from freshup.domain.qualification import (
    Case,
    Change,
    Comparison,
    QualificationRules,
    compare,
    qualify,
)
from freshup.domain.qualification.stored import read_facts
from freshup.queries import access
from freshup.queries.access import Scope

RECENT_OPPORTUNITIES = 200
VERSIONS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class RecentOpportunity:
    """One opportunity to try rules on, with the words it is recognised by."""

    case: Case
    name: str
    wanted: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules would make of the store's recent leads; `moved` shows the first of those that change."""

    looked_at: int
    comparison: Comparison
    moved: tuple[tuple[RecentOpportunity, Change], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of a rule set."""

    version: int
    published_at: datetime
    by: str
    current: bool


def recent_opportunities(scope: Scope, rooftop_id: int, *, radius_miles: int) -> list[RecentOpportunity]:
    """The store's latest opportunities with the facts their score was made of; one statement."""
    rows = (
        access.opportunities(scope)
        .filter(rooftop_id=rooftop_id)
        .select_related("person")
        .only("id", "facts", "wanted", "last_lead_at", "person__first_name", "person__last_name")
        .order_by("-last_activity_at", "-id")[:RECENT_OPPORTUNITIES]
    )
    return [_recent(row, radius_miles) for row in rows]


def _recent(row: Opportunity, radius_miles: int) -> RecentOpportunity:
    inquiry, distance_miles, behaviour = read_facts(row.facts)
    case = Case(row.pk, inquiry, distance_miles, radius_miles, behaviour)
    name = f"{row.person.first_name} {row.person.last_name}".strip()
    return RecentOpportunity(case, name, row.wanted, row.last_lead_at)


def try_rules(
    before: QualificationRules,
    after: QualificationRules,
    recent: Sequence[RecentOpportunity],
    *,
    shown: int = 25,
) -> Trial:
    """What would change on these leads if `after` were published? Those that change grade come first."""
    comparison = compare(before, after, [one.case for one in recent])
    by_id = {one.case.id: one for one in recent}
    moved = sorted(
        comparison.changed,
        key=lambda one: (
            one.grade_before == one.grade_after,
            one.tier_before == one.tier_after,
            -abs(one.total_after - one.total_before),
        ),
    )
    return Trial(len(recent), comparison, tuple((by_id[change.case_id], change) for change in moved[:shown]))


def try_radius(rules: QualificationRules, recent: Sequence[RecentOpportunity], radius_miles: int) -> int:
    """How many of these leads would have another score with this radius around the store."""
    return sum(
        qualify(one.case, rules).score.total
        != qualify(replace(one.case, radius_miles=radius_miles), rules).score.total
        for one in recent
    )


def versions(rooftop_id: int, topic: str) -> list[Version]:
    """The latest published versions, newest first; one statement."""
    rows = (
        RuleSet.objects.filter(rooftop_id=rooftop_id, topic=topic)
        .select_related("by_user")
        .defer("body")
        .order_by("-version")[:VERSIONS_SHOWN]
    )
    return [
        Version(row.version, row.published_at, row.by_user.name if row.by_user else "", at == 0)
        for at, row in enumerate(rows)
    ]


def rules_of_version(rooftop_id: int, topic: str, version: int) -> dict[str, Any] | None:
    """The rules as one version had them; None when there is no such version."""
    row = RuleSet.objects.filter(rooftop_id=rooftop_id, topic=topic, version=version).first()
    return row.body if row else None
