"""A store's sources and intake keys with what they brought, for the settings screens."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from freshup.data.models import IntakeKey, Source, SourceAlias
from freshup.queries.access import Scope

COUNTED_DAYS: Final = 30


class SourceNotFound(LookupError):
    """No such source in this scope."""


class KeyNotFound(LookupError):
    """No such intake key in this scope."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a source brought in the last COUNTED_DAYS days."""

    leads: int = 0
    last_lead_at: datetime | None = None
    repaired: int = 0
    quarantined: int = 0

    def __add__(self, other: "Harvest") -> "Harvest":
        moments = [at for at in (self.last_lead_at, other.last_lead_at) if at is not None]
        return Harvest(
            self.leads + other.leads,
            max(moments, default=None),
            self.repaired + other.repaired,
            self.quarantined + other.quarantined,
        )

    @property
    def repaired_percent(self) -> int | None:
        return round(100 * self.repaired / self.leads) if self.leads else None

    @property
    def quarantined_percent(self) -> int | None:
        """Of the documents that came with the keys of this source."""
        documents = self.leads + self.quarantined
        return round(100 * self.quarantined / documents) if documents else None


@dataclass(frozen=True, slots=True)
class SourceLine:
    id: int
    rooftop_id: int
    name: str
    kind: str
    parent_id: int | None
    parent: str
    monthly_cost_cents: int | None
    discovered_at: datetime | None
    reviewed_at: datetime | None
    archived_at: datetime | None
    aliases: tuple[tuple[int, str], ...]
    harvest: Harvest

    @property
    def needs_review(self) -> bool:
        return self.discovered_at is not None and self.reviewed_at is None and self.archived_at is None

    @property
    def cost_per_lead_cents(self) -> int | None:
        if not self.monthly_cost_cents or not self.harvest.leads:
            return None
        return round(self.monthly_cost_cents / self.harvest.leads)


@dataclass(frozen=True, slots=True)
class KeyLine:
    id: int
    rooftop_id: int
    kind: str
    label: str
    department: str
    prefix: str
    public_value: str
    source_id: int | None
    source: str
    allowed_origins: tuple[str, ...]
    consent_text: str
    consent_version: int
    created_at: datetime
    expires_at: datetime | None
    disabled_at: datetime | None
    replaces_id: int | None
    last_used_at: datetime | None = None

    def state(self, now: datetime) -> str:
        """`disabled`, `expired`, `expiring` or `active`."""
        if self.disabled_at is not None and self.disabled_at <= now:
            return "disabled"
        if self.expires_at is None:
            return "active"
        return "expired" if self.expires_at <= now else "expiring"


def managed(scope: Scope, stores: Sequence[int]) -> tuple[int, ...]:
    """Those of the stores whose settings somebody may change."""
    return tuple(store for store in stores if scope.manages(store))


def sources(scope: Scope, stores: Sequence[int], *, now: datetime) -> list[SourceLine]:
    """The sources of these stores, sub-sources after their parents; three statements.

    What a merged source brought counts for the one that took its place.
    """
    mine = [store for store in stores if store in scope.stores]
    rows = list(Source.objects.filter(rooftop_id__in=mine).select_related("parent"))
    aliases: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for alias in SourceAlias.objects.filter(rooftop_id__in=mine).order_by("alias"):
        aliases[alias.source_id].append((alias.id, alias.alias))
    brought = _harvests(mine, since=now - timedelta(days=COUNTED_DAYS))
    for row in rows:
        if row.archived_at is not None and row.parent_id is not None and row.id in brought:
            brought[row.parent_id] = brought.get(row.parent_id, Harvest()) + brought[row.id]
    lines = [
        SourceLine(
            id=row.id,
            rooftop_id=row.rooftop_id,
            name=row.name,
            kind=row.kind,
            parent_id=row.parent_id,
            parent=row.parent.name if row.parent else "",
            monthly_cost_cents=row.monthly_cost_cents,
            discovered_at=row.discovered_at,
            reviewed_at=row.reviewed_at,
            archived_at=row.archived_at,
            aliases=tuple(aliases[row.id]),
            harvest=brought.get(row.id, Harvest()),
        )
        for row in rows
    ]
    return sorted(lines, key=_family)


def _family(line: SourceLine) -> tuple[int, str, bool, str]:
    head = line.parent if line.parent_id is not None else line.name
    return (line.rooftop_id, head.casefold(), line.parent_id is not None, line.name.casefold())


def source(scope: Scope, source_id: int, *, now: datetime) -> tuple[SourceLine, list[SourceLine]]:
    """One source with the other sources of its store. Raises `SourceNotFound`."""
    mine = Source.objects.filter(id=source_id, rooftop_id__in=scope.stores)
    rooftop = mine.values_list("rooftop_id", flat=True).first()
    if rooftop is None:
        raise SourceNotFound(source_id)
    family = sources(scope, [rooftop], now=now)
    found = next(line for line in family if line.id == source_id)
    return found, [line for line in family if line.id != source_id]


def _harvests(stores: Sequence[int], *, since: datetime) -> dict[int, Harvest]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT source_id, sum(lead)::int, max(at), sum(repaired)::int, sum(quarantined)::int FROM (
                SELECT l.source_id, 1 AS lead, l.received_at AS at, (s.state = 'repaired')::int AS repaired,
                       0 AS quarantined
                FROM lead l JOIN submission s ON s.id = l.submission_id
                WHERE l.rooftop_id = ANY (%(stores)s) AND l.received_at >= %(since)s
                  AND l.source_id IS NOT NULL
                UNION ALL
                SELECT k.source_id, 0, NULL, 0, 1
                FROM submission s JOIN intake_key k ON k.id = s.key_id
                WHERE s.rooftop_id = ANY (%(stores)s) AND s.received_at >= %(since)s
                  AND s.state = 'quarantined' AND k.source_id IS NOT NULL) f
            GROUP BY source_id
            """,
            {"stores": list(stores), "since": since},
        )
        return {row[0]: Harvest(*row[1:]) for row in cursor.fetchall()}


def keys(scope: Scope, stores: Sequence[int]) -> list[KeyLine]:
    """The intake keys of these stores, newest first, with when each was last used; two statements."""
    rows = list(
        IntakeKey.objects.filter(rooftop_id__in=managed(scope, stores))
        .select_related("source")
        .order_by("rooftop_id", "-id")
    )
    used = _last_used([row.id for row in rows])
    return [_line(row, used.get(row.id)) for row in rows]


def key(scope: Scope, key_id: int) -> KeyLine:
    """One intake key. Raises `KeyNotFound`."""
    row = IntakeKey.objects.filter(id=key_id, rooftop_id__in=scope.stores).select_related("source").first()
    if row is None:
        raise KeyNotFound(key_id)
    return _line(row, _last_used([row.id]).get(row.id))


def _line(row: IntakeKey, last_used_at: datetime | None) -> KeyLine:
    return KeyLine(
        id=row.id,
        rooftop_id=row.rooftop_id,
        kind=row.kind,
        label=row.label,
        department=row.department,
        prefix=row.prefix,
        public_value=row.public_value,
        source_id=row.source_id,
        source=row.source.name if row.source else "",
        allowed_origins=tuple(row.allowed_origins),
        consent_text=row.consent_text,
        consent_version=row.consent_version,
        created_at=row.created_at,
        expires_at=row.expires_at,
        disabled_at=row.disabled_at,
        replaces_id=row.replaces_id,
        last_used_at=last_used_at,
    )


def _last_used(key_ids: Sequence[int]) -> dict[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.id, s.received_at FROM unnest(%s::bigint[]) AS k(id), LATERAL ("
            " SELECT received_at FROM submission WHERE key_id = k.id ORDER BY received_at DESC LIMIT 1) s",
            [list(key_ids)],
        )
        return dict(cursor.fetchall())
