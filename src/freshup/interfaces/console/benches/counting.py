"""What came out: rows by table, the promises they must keep, and how many statements a batch takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import psycopg
from django.db import connection, transaction
from psycopg import sql

from freshup.bootstrap.intake import decoder, storage
from freshup.interfaces.console.benches.seeding import hand_in
from freshup.operations.intake.drain import claim, process
from freshup.operations.intake.receive import Delivery
from freshup.operations.tables import ORDER

# Fewest rows a batch has in production, near enough, and the most.
BATCHES: Final = (50, 500)
LANES: Final = 64
COUNTED: Final = ("submission", *(table.name for table in ORDER))
# Each must find nothing: how many leads break a promise of intake.
PROMISES: Final = {
    "submissions_unaccounted": """
        SELECT count(*) FROM submission s WHERE state IN ('parsed', 'repaired')
            AND NOT EXISTS (SELECT FROM lead l WHERE l.submission_id = s.id)
            AND NOT EXISTS (SELECT FROM lead_repeat r WHERE r.submission_id = s.id)""",
    "submissions_not_understood":
        "SELECT count(*) FROM submission WHERE state NOT IN ('parsed', 'repaired')",
    "opportunities_without_assignment": """
        SELECT count(*) FROM opportunity o
        WHERE NOT EXISTS (SELECT FROM assignment a WHERE a.opportunity_id = o.id)""",
    "opportunities_without_clock": """
        SELECT count(*) FROM opportunity o
        WHERE closed_at IS NULL AND NOT EXISTS (SELECT FROM response_clock c WHERE c.opportunity_id = o.id)""",
    "scores_unlike_their_ledger": """
        SELECT count(*) FROM opportunity o LEFT JOIN (
            SELECT opportunity_id, sum(points) AS points FROM score_point GROUP BY 1) p ON p.opportunity_id = o.id
        WHERE o.score IS DISTINCT FROM coalesce(p.points, 0)""",
    "leads_without_timeline": """
        SELECT count(*) FROM lead l WHERE NOT EXISTS (
            SELECT FROM activity a WHERE a.opportunity_id = l.opportunity_id AND a.lead_id = l.id)""",
}  # fmt: skip


def row_counts(outside: "psycopg.Connection[Any]") -> dict[str, int]:
    return {
        name: _one(outside, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        for name in COUNTED
    }


def broken_promises(outside: "psycopg.Connection[Any]") -> dict[str, int]:
    """Only those that are broken."""
    found = {name: _one(outside, sql.SQL(question)) for name, question in PROMISES.items()}
    return {name: count for name, count in found.items() if count}


def _one(outside: "psycopg.Connection[Any]", question: sql.SQL | sql.Composed) -> int:
    row = outside.execute(question).fetchone()
    return int(row[0]) if row else 0


def statements_of_batches(deliveries: Sequence[Delivery], *, now: datetime) -> dict[int, int]:
    """How many statements a batch of each size takes, claim and all; nothing of it is kept.

    The first batch reads the stores' settings, which workers keep in memory; it is not counted.
    """
    counts: dict[int, int] = {}
    with transaction.atomic():
        hand_in(deliveries)
        for size in (BATCHES[0], *BATCHES):
            counts[size] = _statements(size, now)
        transaction.set_rollback(True)
    return counts


def _statements(size: int, now: datetime) -> int:
    asked = 0

    def count(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(statement, params, many, context)

    with connection.execute_wrapper(count):
        claimed = claim(lanes=LANES, batch=size)
        process(claimed, decode=decoder(), storage=storage(), now=now)
    return asked
