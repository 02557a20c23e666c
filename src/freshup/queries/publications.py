"""What a store published of its own cadences and texts, version by version, and who runs on which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Max

from freshup.data.models import CadenceVersion, TemplateVersion
from freshup.data.sql import rows
from freshup.domain.cadences import Cadence
from freshup.domain.conversations import Template
from freshup.domain.rulesets import from_json
from freshup.queries.access import Scope, opportunities

VERSIONS_SHOWN: Final = 20
# No index leads from a cadence to who runs on it, so who is counted are the store's most recent open leads.
RUNNING_COUNTED: Final = 1_000
RECENT_LEADS: Final = 20
# Walks the store's open leads along `opportunity_open`, then one probe of `one_running_cadence` each.
RUNNING: Final = """
SELECT e.key, v.version, v.rooftop_id IS NOT NULL, count(*)
FROM (SELECT id FROM opportunity WHERE rooftop_id = %s AND closed_at IS NULL
      ORDER BY last_activity_at DESC, id DESC LIMIT %s) o
JOIN enrolment e ON e.opportunity_id = o.id AND e.ended_at IS NULL
JOIN cadence_version v ON v.id = e.version_id
GROUP BY 1, 2, 3 ORDER BY 1, 3, 2
"""


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One version of the store's own; `current` is in force."""

    version: int
    published_at: datetime
    by: str
    current: bool


@dataclass(frozen=True, slots=True)
class Running:
    """Leads on one version of a cadence; `own`: published by the store and not shipped."""

    version: int
    own: bool
    count: int


@dataclass(frozen=True, slots=True)
class RecentLead:
    id: int
    name: str
    wanted: str
    language: str


def running_on(rooftop_id: int) -> Mapping[str, Sequence[Running]]:
    """By cadence, how many of the store's thousand most recent open leads run on which version; one statement."""
    found: dict[str, list[Running]] = defaultdict(list)
    for key, version, own, count in rows(RUNNING, [rooftop_id, RUNNING_COUNTED]):
        found[key].append(Running(version, own, count))
    return found


def own_cadences(rooftop_id: int) -> dict[str, int]:
    """The latest version the store published of each cadence."""
    found = CadenceVersion.objects.filter(rooftop_id=rooftop_id).values_list("key").annotate(Max("version"))
    return dict(found.order_by("key"))


def own_texts(rooftop_id: int) -> dict[tuple[str, str], int]:
    """The latest version the store published of each text and language."""
    found = TemplateVersion.objects.filter(rooftop_id=rooftop_id).values_list("key", "language")
    latest = found.annotate(latest=Max("version")).order_by("key", "language")
    return {(key, language): version for key, language, version in latest}


def cadence_versions(rooftop_id: int, key: str) -> list[PublishedVersion]:
    """The store's own versions of a cadence, newest first; one statement."""
    return _versions(CadenceVersion.objects.filter(rooftop_id=rooftop_id, key=key))


def text_versions(rooftop_id: int, key: str, language: str) -> list[PublishedVersion]:
    """The store's own versions of a text, newest first; one statement."""
    return _versions(TemplateVersion.objects.filter(rooftop_id=rooftop_id, key=key, language=language))


def cadence_of_version(rooftop_id: int, key: str, version: int) -> Cadence | None:
    """What one version of the store says; version 0 is the shipped one that holds now."""
    body = _body(CadenceVersion.objects.filter(key=key), rooftop_id, version)
    return None if body is None else from_json(Cadence, body)


def text_of_version(rooftop_id: int, key: str, language: str, version: int) -> Template | None:
    """What one version of the store says; version 0 is the shipped one that holds now."""
    body = _body(TemplateVersion.objects.filter(key=key, language=language), rooftop_id, version)
    return None if body is None else from_json(Template, body)


def recent_leads(scope: Scope, rooftop_id: int) -> list[RecentLead]:
    """The store's latest open leads, to try words on; along `opportunity_open`, one statement."""
    found = (
        opportunities(scope)
        .filter(rooftop_id=rooftop_id, closed_at=None)
        .order_by("-last_activity_at", "-id")
        .values_list(
            "id", "person__first_name", "person__last_name", "person__company", "wanted", "person__language"
        )[:RECENT_LEADS]
    )
    return [
        RecentLead(id, f"{first} {last}".strip() or company, wanted, language)
        for id, first, last, company, wanted, language in found
    ]


def _versions(found: Any) -> list[PublishedVersion]:
    latest = found.select_related("by_user").defer("body").order_by("-version")[:VERSIONS_SHOWN]
    return [
        PublishedVersion(row.version, row.published_at, row.by_user.name if row.by_user else "", at == 0)
        for at, row in enumerate(latest)
    ]


def _body(found: Any, rooftop_id: int, version: int) -> Any:
    if version:
        return found.filter(rooftop_id=rooftop_id, version=version).values_list("body", flat=True).first()
    return found.filter(rooftop_id=None).order_by("-version").values_list("body", flat=True).first()
