"""Opt-outs: effective at once for the whole group on every channel they name, lifted only by the customer's own word.

Each leaves a line in the ledger with the words as evidence (LAW-3, LAW-4). The same opt-out again changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection

from freshup.data.bulk import Table, insert
from freshup.data.sql import rows
from freshup.operations.tables import CONSENT_EVENT

EVERYTHING: Final = ""
CHANNELS_OF_KIND: Final = {"phone": ("text", "call"), "email": ("email",)}
WORDS_LENGTH_MAX: Final = 4_000
SUPPRESSION: Final = Table(
    "suppression",
    {
        "group_id": "bigint",
        "kind": "text",
        "value": "text",
        "channel": "text",
        "reason": "text",
        "since": "timestamptz",
        "by_user_id": "bigint",
    },
)
# Two workers who read the same STOP take turns; the second finds it done.
TAKE_TURNS: Final = """
SELECT pg_advisory_xact_lock(hashtextextended(key, 41003))
FROM unnest(%s::text[]) AS key ORDER BY key
"""
STANDING: Final = """
SELECT id, kind, value, channel, reason, since FROM suppression
WHERE group_id = %s AND value = ANY (%s) AND lifted_at IS NULL ORDER BY id
"""
LIFT: Final = (
    "UPDATE suppression SET lifted_at = %s, lifted_by_id = %s WHERE id = ANY (%s) AND lifted_at IS NULL"
)
POINTS_OF: Final = "SELECT id, kind, value FROM contact_point WHERE person_id = %s AND value = ANY (%s)"


class Reach(NamedTuple):
    """An address or number: `kind` is email or phone, `value` its key; the contact point, where there is one."""

    kind: str
    value: str
    contact_point_id: int | None = None


def opt_out(
    group_id: int,
    points: Sequence[tuple[str, str, int | None]],
    *,
    channels: Sequence[str],
    how: str,
    words: str,
    person_id: int | None,
    rooftop_id: int,
    lead_id: int | None = None,
    by_user: int | None = None,
    now: datetime,
    remote_address: str | None = None,
) -> int:
    """Nothing more to these on these channels ("" means all of them); how many channels this closed anew comes back.

    `how` says what it was read from: keyword, free_text, by_hand, one_click, spoken.
    """
    asked = [(Reach(*point), channel) for point in points for channel in _narrowed(point[0], channels)]
    if not asked:
        return 0
    closed = _standing(group_id, [reach.value for reach, _ in asked])
    shut = {(value, channel) for _, _, value, channel, *_ in closed}
    new = [
        (reach, channel)
        for reach, channel in dict.fromkeys(asked)
        if (reach.value, EVERYTHING) not in shut and (reach.value, channel) not in shut
    ]
    if not new:
        return 0
    insert(
        SUPPRESSION,
        [(group_id, reach.kind, reach.value, channel, how[:40], now, by_user) for reach, channel in new],
    )
    if person_id is not None:
        evidence = _Evidence(rooftop_id, person_id, lead_id, "revoked", how, words, now, remote_address)
        insert(CONSENT_EVENT, [evidence.row(reach, channel) for reach, channel in new])
    return len(new)


def lift(
    group_id: int,
    values: Sequence[str],
    *,
    channels: Sequence[str],
    words: str,
    person_id: int | None,
    rooftop_id: int,
    by_user: int | None,
    now: datetime,
    how: str = "",
    lead_id: int | None = None,
) -> int:
    """The customer agreed to be reached again on these channels ("" means all); how many opt-outs this ended.

    What closed every channel is narrowed to those the customer did not name: START re-joins texts, not calls.
    Of somebody nobody knows (no `person_id`) the ledger has no page to write on.
    """
    standing = _standing(group_id, values)
    ended = [row for row in standing if EVERYTHING in channels or row[3] == EVERYTHING or row[3] in channels]
    ended = [row for row in ended if _opened(row, channels)]
    if not ended:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(LIFT, [now, by_user, [row[0] for row in ended]])
    kept = [
        (group_id, kind, value, channel, reason, since, by_user)
        for _, kind, value, was, reason, since in ended
        if was == EVERYTHING and EVERYTHING not in channels
        for channel in CHANNELS_OF_KIND[kind]
        if channel not in channels
    ]
    if kept:
        insert(SUPPRESSION, kept)
    if person_id is None:
        return len(ended)
    points = {row[2]: Reach(row[1], row[2], row[0]) for row in rows(POINTS_OF, [person_id, list(values)])}
    evidence = _Evidence(
        rooftop_id,
        person_id,
        lead_id,
        "express",
        how or ("by_hand" if by_user else "keyword"),
        words,
        now,
        None,
    )
    agreed = {
        (value, channel): kind
        for _, kind, value, was, *_ in ended
        for channel in _opened((0, kind, value, was), channels)
    }
    insert(
        CONSENT_EVENT,
        [
            evidence.row(points.get(value, Reach(kind, value)), channel)
            for (value, channel), kind in sorted(agreed.items())
        ],
    )
    return len(ended)


class _Evidence(NamedTuple):
    """What is the same in every line the ledger gets of one opt-out."""

    rooftop_id: int
    person_id: int
    lead_id: int | None
    level: str
    how: str
    words: str
    now: datetime
    remote_address: str | None

    def row(self, reach: Reach, channel: str) -> tuple[Any, ...]:
        return (
            self.rooftop_id, self.person_id, reach.contact_point_id, self.lead_id, channel or reach.kind, "all",
            self.level, self.now, self.how[:40], self.words[:WORDS_LENGTH_MAX], None, self.remote_address,
        )  # fmt: skip


def _narrowed(kind: str, channels: Sequence[str]) -> Sequence[str]:
    """The channels that concern an address of this kind."""
    if EVERYTHING in channels:
        return (EVERYTHING,)
    return [channel for channel in channels if channel in CHANNELS_OF_KIND[kind]]


def _opened(row: Sequence[Any], channels: Sequence[str]) -> Sequence[str]:
    """The channels of one standing opt-out that are open again."""
    kind, was = row[1], row[3]
    closed = CHANNELS_OF_KIND[kind] if was == EVERYTHING else (was,)
    return closed if EVERYTHING in channels else [channel for channel in closed if channel in channels]


def _standing(group_id: int, values: Sequence[str]) -> list[tuple[Any, ...]]:
    """The opt-outs on these values, held against everybody else who would change them until the commit."""
    unique = sorted(set(values))
    rows(TAKE_TURNS, [[f"{group_id}:{value}" for value in unique]])
    return rows(STANDING, [group_id, unique])
