"""Publishing a store's own cadences and texts: every version stays, the latest holds, who runs finishes on theirs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max

from freshup.data.models import CadenceVersion, Rooftop, TemplateVersion
from freshup.domain.cadences import Cadence, problems
from freshup.domain.conversations import LANGUAGES, Template, template_problems
from freshup.domain.reasons import Reason
from freshup.domain.rulesets import Problem, to_json
from freshup.operations.platform import record_change
from freshup.operations.rules import PublishedMeanwhile, UnfitRules
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope
from freshup.queries.stores import StoreSettings, settings_of


def publish_cadence(
    scope: Scope,
    rooftop_id: int,
    cadence: Cadence,
    *,
    based_on: int,
    now: datetime,
    restores: int | None = None,
    ip: str | None = None,
) -> int:
    """Make this the store's cadence of that key; the new version comes back. Leads that run finish on their own.

    `based_on` is the version the editor started from (0: the shipped one). Raises UnfitRules, PublishedMeanwhile.
    """
    must_manage(scope, rooftop_id)
    if found := cadence_problems(_store(rooftop_id), cadence):
        raise UnfitRules(found)
    of_key = {"rooftop_id": rooftop_id, "key": cadence.key}
    version = _next_version(CadenceVersion, of_key, based_on)
    CadenceVersion.objects.create(
        **of_key, version=version, body=to_json(cadence), published_at=now, by_user_id=scope.user_id
    )
    _record(scope, rooftop_id, "cadence", {"key": cadence.key}, version, restores, now, ip)
    return version


def publish_template(
    scope: Scope,
    rooftop_id: int,
    template: Template,
    *,
    based_on: int,
    now: datetime,
    restores: int | None = None,
    ip: str | None = None,
) -> int:
    """Make this the store's text of that key and language; every step that sends it has the new words at once.

    Raises UnfitRules, PublishedMeanwhile.
    """
    must_manage(scope, rooftop_id)
    if found := text_problems(_store(rooftop_id), template):
        raise UnfitRules(found)
    named = {"key": template.key, "language": template.language}
    of_key = {"rooftop_id": rooftop_id, **named}
    version = _next_version(TemplateVersion, of_key, based_on)
    TemplateVersion.objects.create(
        **of_key, version=version, body=to_json(template), published_at=now, by_user_id=scope.user_id
    )
    _record(scope, rooftop_id, "template", named, version, restores, now, ip)
    return version


def cadence_problems(store: StoreSettings, cadence: Cadence) -> list[Problem]:
    """Everything that keeps a cadence from being published in this store, asked in each language it writes in."""
    found: list[Problem] = []
    for language in LANGUAGES:
        texts = _texts(store, language)
        found += [
            one for one in problems(cadence, templates=texts, others=store.cadence_bodies) if one not in found
        ]
    return found


def text_problems(store: StoreSettings, template: Template) -> list[Problem]:
    """Everything that keeps a text from being published: its own mistakes, and what they do to its cadences."""
    before = store.template(template.key, template.language)
    users = cadences_using(store, template.key)
    if before is not None and before.channel != template.channel and users:
        names = ", ".join(one.name for one in users.values())
        return [Problem("channel", Reason("template.channel_used", {"cadences": names}))]
    found = template_problems(template)
    if found:
        return found
    texts = {**_texts(store, template.language), template.key: template}
    for cadence in users.values():
        paths = {
            f"steps[{at}].template" for at, step in enumerate(cadence.steps) if step.template == template.key
        }
        for one in problems(cadence, templates=texts, others=store.cadence_bodies):
            moved = replace(one, path="body")
            if one.path in paths and moved not in found:
                found.append(moved)
    return found


def cadences_using(store: StoreSettings, template_key: str) -> Mapping[str, Cadence]:
    """The store's cadences that send this text."""
    return {
        key: one
        for key, one in store.cadence_bodies.items()
        if any(step.template == template_key for step in one.steps)
    }


def _store(rooftop_id: int) -> StoreSettings:
    """The store, held until the end of the transaction: two managers publish one after the other."""
    list(Rooftop.objects.select_for_update().filter(id=rooftop_id).values_list("id"))
    return settings_of([rooftop_id])[rooftop_id]


def _texts(store: StoreSettings, language: str) -> dict[str, Template]:
    """Every text as a customer of this language gets it."""
    keys = {key for key, _ in store.templates}
    return {key: one for key in keys if (one := store.template(key, language)) is not None}


def _next_version(
    table: type[CadenceVersion | TemplateVersion], of_key: Mapping[str, Any], based_on: int
) -> int:
    latest: int = table._default_manager.filter(**of_key).aggregate(latest=Max("version"))["latest"] or 0
    if latest != based_on:
        raise PublishedMeanwhile(latest)
    return latest + 1


def _record(
    scope: Scope,
    rooftop_id: int,
    what: str,
    named: Mapping[str, str],
    version: int,
    restores: int | None,
    now: datetime,
    ip: str | None,
) -> None:
    restored = {} if restores is None else {"restores": restores}
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=f"{what}.published",
        target=f"{what}_version",
        target_id=version,
        changes={**named, "version": [version - 1, version], **restored},
        ip=ip,
    )
