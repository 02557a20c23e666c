"""A store's list of sources: named, priced, nested, reviewed, merged, archived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from freshup.data.models import Source, SourceAlias
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope
from freshup.queries.sources import SourceNotFound

NAME_LENGTH_MAX: Final = 80
ALIAS_LENGTH_MAX: Final = 120


class NameTaken(Exception):
    """Another source of the store bears this name, or has it as another name; `name` is that source's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotAParent(Exception):
    """Sub-sources have no sub-sources, and nothing is a part of itself: two floors, no circles."""


class NotIntoItself(Exception):
    """A source can only be merged into another, living source of the same store."""


@dataclass(frozen=True, slots=True)
class SourceWords:
    """What a person says about a source; the cost in cents a month."""

    name: str
    kind: str
    parent_id: int | None = None
    monthly_cost_cents: int | None = None


def add_source(scope: Scope, rooftop_id: int, words: SourceWords, *, now: datetime) -> int:
    """A new source. Raises `NameTaken`, `NotAParent`."""
    must_manage(scope, rooftop_id)
    source = Source(rooftop_id=rooftop_id, reviewed_at=now)
    _describe(source, words)
    _save(source)
    _record(scope, source, "added", now, {"name": [None, words.name], "kind": [None, words.kind]})
    return source.id


def change_source(scope: Scope, source_id: int, words: SourceWords, *, now: datetime) -> tuple[str, ...]:
    """What changed, by name; a source somebody edits counts as reviewed. Raises `NameTaken`, `NotAParent`."""
    source = _source(scope, source_id)
    before = {name: getattr(source, name) for name in ("name", "kind", "parent_id", "monthly_cost_cents")}
    _describe(source, words)
    changes = {
        name: [value, getattr(source, name)]
        for name, value in before.items()
        if value != getattr(source, name)
    }
    if changes:
        source.reviewed_at = source.reviewed_at or now
        _save(source)
        _record(scope, source, "changed", now, changes)
    return tuple(changes)


def review_source(scope: Scope, source_id: int, *, now: datetime) -> None:
    """Somebody looked at a discovered source and lets it stand."""
    source = _source(scope, source_id)
    if source.reviewed_at is None:
        source.reviewed_at = now
        source.save(update_fields=["reviewed_at"])
        _record(scope, source, "reviewed", now, {})


def add_alias(scope: Scope, source_id: int, alias: str, *, now: datetime) -> None:
    """Another name the source goes by. Raises `NameTaken`."""
    source = _source(scope, source_id)
    alias = alias.strip().casefold()
    holder = _holder(source.rooftop_id, alias)
    if holder is not None:
        raise NameTaken(holder.name)
    SourceAlias.objects.create(rooftop_id=source.rooftop_id, source=source, alias=alias)
    _record(scope, source, "alias_added", now, {"alias": [None, alias]})


def remove_alias(scope: Scope, source_id: int, alias_id: int, *, now: datetime) -> None:
    source = _source(scope, source_id)
    alias = SourceAlias.objects.filter(id=alias_id, source=source).first()
    if alias is not None:
        alias.delete()
        _record(scope, source, "alias_removed", now, {"alias": [alias.alias, None]})


def merge_source(scope: Scope, source_id: int, into_id: int, *, now: datetime) -> None:
    """One source under two names: this one's names become aliases of the other, and it is archived.

    Leads it brought keep it; as an archived part of the other they count for the other. Raises `NotIntoItself`.
    """
    source, into = _source(scope, source_id), _source(scope, into_id)
    if source.id == into.id or source.rooftop_id != into.rooftop_id or into.archived_at is not None:
        raise NotIntoItself
    with transaction.atomic():
        SourceAlias.objects.filter(source=source).update(source=into)
        SourceAlias.objects.get_or_create(
            rooftop_id=source.rooftop_id, alias=source.name.casefold(), defaults={"source": into}
        )
        if into.parent_id == source.id:
            into.parent = None
            into.save(update_fields=["parent"])
        parts = Source.objects.filter(parent=source)
        parts.filter(archived_at=None).update(parent=into.parent or into)
        parts.update(parent=into)
        source.parent, source.archived_at, source.reviewed_at = into, now, source.reviewed_at or now
        source.save(update_fields=["parent", "archived_at", "reviewed_at"])
        _record(scope, source, "merged", now, {"into": into.id})


def archive_source(scope: Scope, source_id: int, *, now: datetime) -> None:
    """No longer offered or recognised; what it brought keeps its name."""
    source = _source(scope, source_id)
    if source.archived_at is None:
        source.archived_at = now
        source.save(update_fields=["archived_at"])
        _record(scope, source, "archived", now, {})


def restore_source(scope: Scope, source_id: int, *, now: datetime) -> None:
    """Take the archiving, or the merging, back: the source answers to its own name again."""
    source = _source(scope, source_id)
    if source.archived_at is None:
        return
    given_away = SourceAlias.objects.filter(rooftop_id=source.rooftop_id, alias=source.name.casefold())
    if given_away.delete()[0]:
        source.parent = None
    source.archived_at = None
    source.save(update_fields=["archived_at", "parent"])
    _record(scope, source, "restored", now, {})


def _source(scope: Scope, source_id: int) -> Source:
    source = Source.objects.select_related("parent").filter(id=source_id, rooftop_id__in=scope.stores).first()
    if source is None:
        raise SourceNotFound(source_id)
    must_manage(scope, source.rooftop_id)
    return source


def _describe(source: Source, words: SourceWords) -> None:
    name = words.name.strip()
    holder = _holder(source.rooftop_id, name.casefold(), but=source.id)
    if holder is not None:
        raise NameTaken(holder.name)
    if words.parent_id is not None and words.parent_id != source.parent_id:
        _check_parent(source, words.parent_id)
    source.name, source.kind, source.parent_id = name, words.kind, words.parent_id
    source.monthly_cost_cents = words.monthly_cost_cents


def _check_parent(source: Source, parent_id: int) -> None:
    parent = Source.objects.filter(
        id=parent_id, rooftop_id=source.rooftop_id, parent=None, archived_at=None
    ).first()
    has_parts = (
        source.id is not None and Source.objects.filter(parent_id=source.id, archived_at=None).exists()
    )
    if parent is None or parent.id == source.id or has_parts:
        raise NotAParent


def _holder(rooftop_id: int, name: str, but: int | None = None) -> Source | None:
    """The source that answers to this name, compared as intake compares it."""
    for source in Source.objects.filter(rooftop_id=rooftop_id, name__iexact=name):
        if source.id != but:
            return source
    alias = SourceAlias.objects.filter(rooftop_id=rooftop_id, alias=name).select_related("source").first()
    return alias.source if alias is not None and alias.source_id != but else None


def _save(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as twice:
        raise NameTaken(source.name) from twice


def _record(scope: Scope, source: Source, action: str, now: datetime, changes: Mapping[str, Any]) -> None:
    record_change(
        rooftop_id=source.rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=f"source.{action}",
        target="source",
        target_id=source.id,
        changes=changes,
    )
