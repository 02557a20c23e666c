"""The shipped cadences and templates as rows: a new version where the programme brings other words than before."""

from typing import Any

from django.db.models import F

from freshup.data.models import CadenceVersion, Rooftop, TemplateVersion
from freshup.domain.cadences import SHIPPED, SHIPPED_ON
from freshup.domain.conversations import SHIPPED_TEMPLATES
from freshup.domain.rulesets import to_json


def install_shipped() -> int:
    """Write what differs from the newest shipped version; how many were written. Once for every upgrade.

    Whoever runs on an older version finishes on it; a store that published its own is not touched.
    """
    written = 0
    for key, cadence in SHIPPED.items():
        written += _install(CadenceVersion, to_json(cadence), key=key)
    for one in SHIPPED_TEMPLATES:
        written += _install(TemplateVersion, to_json(one), key=one.key, language=one.language)
    if written:
        # Processes keep what holds in memory by the version of the store's settings.
        Rooftop.objects.update(settings_version=F("settings_version") + 1)
    return written


def _install(versions: type[CadenceVersion] | type[TemplateVersion], body: Any, **named: str) -> int:
    latest = versions.objects.filter(rooftop=None, **named).order_by("-version").first()
    if latest is not None and latest.body == body:
        return 0
    number = latest.version + 1 if latest else 1
    versions.objects.create(version=number, body=body, published_at=SHIPPED_ON, **named)
    return 1
