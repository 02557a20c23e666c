"""Pages of long tables by position: the newest first, over several stores, without counting or skipping rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from django.db import connection

# How many rows of a store one page looks at when no index knows the wanted state.
SCAN_MAX: Final = 2_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """One row's place in the order of time; written `microseconds-id` in an address."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.id}"

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """The position an address names; None for whatever is none."""
        at, _, id = (text or "").partition("-")
        if not (at.isascii() and at.isdigit() and id.isascii() and id.isdigit() and len(at + id) < 36):
            return None
        microseconds = int(at)
        if microseconds * _MICROSECOND > _LAST - _EPOCH or int(id) >= 2**63:
            return None
        return cls(_EPOCH + microseconds * _MICROSECOND, int(id))


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page is asked for: the one before or after a position, or the newest."""

    before: Position | None = None
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of one page, newest first, and where the pages beside it begin."""

    ids: tuple[int, ...]
    newer: Position | None = None
    older: Position | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table that lies in the order of time in every store: its name, its column of time, its states.

    `only` is a condition in SQL that most of its rows meet; the others are no part of the shelf.
    """

    table: str
    at: str
    # States that an index of their own finds; the others are looked for among the newest SCAN_MAX rows.
    indexed_states: frozenset[str] = frozenset()
    only: str = "true"


def find(shelf: Shelf, stores: tuple[int, ...], turn: Turn, *, state: str | None, size: int) -> Found:
    """One page of a shelf over these stores; one statement, whatever their number and size."""
    forward = turn.after is not None
    indexed = state is None or state in shelf.indexed_states
    limit = size + 1 if indexed else SCAN_MAX
    start = turn.after or turn.before or Position(_LAST, 0)
    rows = _rows(shelf, stores, start, state if indexed else None, state, limit, forward=forward)
    places = [Position(at, id) for id, at, _, wanted in rows if wanted]
    # A store that was not read to its end says nothing about what lies beyond its last row.
    ends = [Position(at, id) for id, at, n, _ in rows if n == limit]
    if forward:
        return upward(places, min(ends, default=None), size)
    return downward(places, max(ends, default=None), size, came_from=turn.before)


def downward(places: list[Position], end: Position | None, size: int, *, came_from: Position | None) -> Found:
    kept = sorted((one for one in places if end is None or one >= end), reverse=True)
    page = kept[:size]
    older = page[-1] if len(kept) > size else end
    newer = (page[0] if page else came_from) if came_from is not None else None
    return Found(tuple(one.id for one in page), newer, older)


def upward(places: list[Position], end: Position | None, size: int) -> Found:
    kept = sorted(one for one in places if end is None or one <= end)
    page = kept[:size]
    newer = page[-1] if len(kept) > size else end
    older = page[0] if page else Position(_FIRST, 0) if end is None else None
    return Found(tuple(one.id for one in reversed(page)), newer, older)


def _rows(
    shelf: Shelf,
    stores: tuple[int, ...],
    start: Position,
    indexed_state: str | None,
    state: str | None,
    limit: int,
    *,
    forward: bool,
) -> list[tuple[Any, ...]]:
    order, beyond = ("ASC", ">") if forward else ("DESC", "<")
    filtered = "AND state = %(indexed)s" if indexed_state else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT r.id, r.at, r.n, r.wanted FROM unnest(%(stores)s::bigint[]) AS store(id), LATERAL (
                SELECT id, at, row_number() OVER (ORDER BY at {order}, id {order}) AS n,
                       %(state)s::text IS NULL OR state = %(state)s AS wanted
                FROM (
                    SELECT id, {shelf.at} AS at, state FROM {shelf.table}
                    WHERE rooftop_id = store.id AND ({shelf.at}, id) {beyond} (%(at)s, %(id)s)
                      AND {shelf.only} {filtered}
                    ORDER BY {shelf.at} {order}, id {order} LIMIT %(limit)s) w) r
            WHERE r.wanted OR r.n = %(limit)s
            """,
            {
                "stores": list(stores),
                "state": state,
                "indexed": indexed_state,
                "at": start.at,
                "id": start.id,
                "limit": limit,
            },
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
