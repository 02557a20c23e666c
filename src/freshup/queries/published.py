"""The cadences and templates that hold in a store: what it published itself, else what is shipped."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from freshup.data.models import CadenceVersion, TemplateVersion
from freshup.data.sql import rows
from freshup.domain.cadences import Cadence
from freshup.domain.conversations import Template
from freshup.domain.rulesets import from_json

VERSIONS_IN_MEMORY: Final = 20_000


class Published(NamedTuple):
    """One version of a cadence: the id of its row, which never changes, its number, and what it says."""

    id: int
    version: int
    cadence: Cadence


# The latest version of each key, of these stores and of nobody (shipped); the bodies are read once for each version.
CADENCES: Final = """
SELECT DISTINCT ON (rooftop_id, key) rooftop_id, key, id, version FROM cadence_version
WHERE rooftop_id IS NULL OR rooftop_id = ANY (%s) ORDER BY rooftop_id, key, version DESC
"""
TEMPLATES: Final = """
SELECT DISTINCT ON (rooftop_id, key, language) rooftop_id, key, language, id FROM template_version
WHERE rooftop_id IS NULL OR rooftop_id = ANY (%s) ORDER BY rooftop_id, key, language, version DESC
"""


def cadences_of(rooftop_ids: Iterable[int]) -> dict[int, dict[str, Published]]:
    """By store and key; the order is that of the shipped ones, a store's own additions after them."""
    ids = sorted(set(rooftop_ids))
    found = rows(CADENCES, [ids])
    bodies = _cadences(row[2] for row in found)
    by_store: dict[int | None, dict[str, Published]] = defaultdict(dict)
    for rooftop, key, id, version in sorted(found, key=lambda row: row[2]):
        by_store[rooftop][key] = Published(id, version, bodies[id])
    return {id: {**by_store[None], **by_store[id]} for id in ids}


def templates_of(rooftop_ids: Iterable[int]) -> dict[int, dict[tuple[str, str], Template]]:
    """By store, then by key and language."""
    ids = sorted(set(rooftop_ids))
    found = rows(TEMPLATES, [ids])
    bodies = _templates(row[3] for row in found)
    by_store: dict[int | None, dict[tuple[str, str], Template]] = defaultdict(dict)
    for rooftop, key, language, id in sorted(found, key=lambda row: row[3]):
        by_store[rooftop][key, language] = bodies[id]
    return {id: {**by_store[None], **by_store[id]} for id in ids}


def cadences_by_version(version_ids: Iterable[int]) -> dict[int, Cadence]:
    """What these versions say; one statement for those nobody has asked for before, none else."""
    return _cadences(version_ids)


_cadence_kept: dict[int, Cadence] = {}
_template_kept: dict[int, Template] = {}


def _cadences(ids: Iterable[int]) -> dict[int, Cadence]:
    wanted = set(ids)
    if missing := wanted - _cadence_kept.keys():
        _make_room(_cadence_kept)
        for id, body in CadenceVersion.objects.filter(id__in=missing).values_list("id", "body"):
            _cadence_kept[id] = from_json(Cadence, body)
    return {id: _cadence_kept[id] for id in wanted if id in _cadence_kept}


def _templates(ids: Iterable[int]) -> dict[int, Template]:
    wanted = set(ids)
    if missing := wanted - _template_kept.keys():
        _make_room(_template_kept)
        for id, body in TemplateVersion.objects.filter(id__in=missing).values_list("id", "body"):
            _template_kept[id] = from_json(Template, body)
    return {id: _template_kept[id] for id in wanted if id in _template_kept}


def _make_room(kept: dict[int, Any]) -> None:
    if len(kept) > VERSIONS_IN_MEMORY:
        kept.clear()


def forget_published() -> None:
    """Drop what is in memory (for tests, whose rows come and go with their ids)."""
    _cadence_kept.clear()
    _template_kept.clear()
