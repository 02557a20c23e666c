"""Publishing a store's rules: every version stays, the latest one holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from freshup.data.models import Rooftop, RuleSet
from freshup.domain.consent import Law
from freshup.domain.qualification import QualificationRules
from freshup.domain.routing import RoutingRules
from freshup.domain.rulesets import Problem
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope

TOPICS: Final[dict[type, str]] = {QualificationRules: "qualification", RoutingRules: "routing", Law: "law"}


class UnfitRules(Exception):
    """These rules would misbehave; each problem has the path of its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.path for problem in problems))
        self.problems = tuple(problems)


class PublishedMeanwhile(Exception):
    """Somebody else has published since these rules were opened; `version` is theirs."""

    def __init__(self, version: int) -> None:
        super().__init__(f"version {version}")
        self.version = version


def publish(
    scope: Scope,
    rooftop_id: int,
    rules: QualificationRules | RoutingRules | Law,
    *,
    based_on: int,
    now: datetime,
    restores: int | None = None,
    ip: str | None = None,
) -> int:
    """Make these rules the store's; the new version comes back. Leads already here keep what they got.

    `based_on` is the version the editor started from (0: the shipped rules). Raises UnfitRules,
    PublishedMeanwhile.
    """
    must_manage(scope, rooftop_id)
    if problems := rules.validate():
        raise UnfitRules(problems)
    topic = TOPICS[type(rules)]
    list(Rooftop.objects.select_for_update().filter(id=rooftop_id).values_list("id"))
    latest = (
        RuleSet.objects.filter(rooftop_id=rooftop_id, topic=topic)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
        or 0
    )
    if latest != based_on:
        raise PublishedMeanwhile(latest)
    RuleSet.objects.create(
        rooftop_id=rooftop_id,
        topic=topic,
        version=latest + 1,
        body=rules.to_json(),
        published_at=now,
        by_user_id=scope.user_id,
    )
    changes = {"version": [latest, latest + 1]} | ({} if restores is None else {"restores": restores})
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=f"{topic}.published",
        target="rule_set",
        target_id=latest + 1,
        changes=changes,
        ip=ip,
    )
    return latest + 1
