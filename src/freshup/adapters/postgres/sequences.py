"""The counters ids come from: read, and set beyond whatever was given out before."""

from collections.abc import Mapping
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[Any]

READ: Final = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
# A sequence of a small type keeps room above it: half of what is left is the most it leaps.
LEAP: Final = """
SELECT setval(format('public.%%I', u.name)::regclass, u.got + least(%(leap)s, (u.max - u.got) / 2))
FROM (SELECT s.sequencename AS name, s.max_value AS max, greatest(coalesce(s.last_value, 1), coalesce(f.seen, 1)) AS got
      FROM pg_sequences s LEFT JOIN unnest(%(names)s::text[], %(values)s::bigint[]) AS f(name, seen)
           ON f.name = s.sequencename
      WHERE s.schemaname = 'public') AS u
"""


def last_values(connection: Connection) -> dict[str, int]:
    """The last number each sequence gave out; those that never gave one are left out."""
    return {name: value for name, value in connection.execute(READ).fetchall() if value is not None}


def leap(connection: Connection, *, beyond: Mapping[str, int], by: int) -> None:
    """Set every sequence `by` further than it is, and than `beyond` says another one got."""
    connection.execute(LEAP, {"leap": by, "names": list(beyond), "values": list(beyond.values())})
