"""A row of the list: what it shows, and the joins that dress the few rows of one page with names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from freshup.queries.leads.filters import Cursor, microseconds

# What is read of an opportunity while looking for a page; everything else is joined to the rows of the page.
COLUMNS: Final = (
    "id, rooftop_id, person_id, source_id, owner_id, desk, stage, grade, score, tier, kind, wanted, lead_count,"
    " last_lead_at, last_activity_at, due_at, closed_at"
)

DRESSED: Final = """
SELECT page.*, p.first_name, p.last_name, p.company, a.name, src.name,
       k.starts_at, k.due_at, k.attempted_at, k.attempt_claimed, k.attempt_business_seconds
FROM page
LEFT JOIN person p ON p.id = page.person_id
LEFT JOIN staff st ON st.id = page.owner_id
LEFT JOIN account a ON a.id = st.user_id
LEFT JOIN source src ON src.id = page.source_id
LEFT JOIN LATERAL (
    SELECT c.starts_at, c.due_at, c.attempted_at, c.attempt_claimed, c.attempt_business_seconds
    FROM response_clock c WHERE c.opportunity_id = page.id ORDER BY c.lead_id DESC LIMIT 1) k ON true
"""


@dataclass(frozen=True, slots=True)
class LastClock:
    """The clock of the latest inquiry that started one."""

    starts_at: datetime
    due_at: datetime
    attempted_at: datetime | None
    claimed: bool | None
    business_seconds: int | None


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One opportunity in the list. `name` is empty when the customer gave none."""

    id: int
    rooftop_id: int
    desk: str
    stage: str
    grade: str
    score: int
    tier: str
    wanted: str
    lead_count: int
    last_lead_at: datetime
    last_activity_at: datetime
    due_at: datetime | None
    name: str
    owner: str
    source: str
    clock: LastClock | None

    @property
    def place(self) -> str:
        """Where it stands in the list by activity, as a cursor."""
        return str(Cursor((microseconds(self.last_activity_at), self.id)))


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and cursors to both sides (None: the list ends there).

    `stopped`: what is asked for is so rare that looking for more rows ended with the budget of work; `older`
    goes on from there.
    """

    rows: tuple[LeadRow, ...]
    newer: str | None = None
    older: str | None = None
    stopped: bool = False


def lead_row(row: Sequence[Any]) -> LeadRow:
    """A row of `COLUMNS` with what `DRESSED` joins to it."""
    first, last, company, owner, source, *clock = row[17:]
    return LeadRow(
        id=row[0],
        rooftop_id=row[1],
        desk=row[5],
        stage=row[6],
        grade=row[7],
        score=row[8],
        tier=row[9],
        wanted=row[11],
        lead_count=row[12],
        last_lead_at=row[13],
        last_activity_at=row[14],
        due_at=row[15],
        name=full_name(first, last, company),
        owner=owner or row[5],
        source=source or "",
        clock=LastClock(*clock) if clock[0] is not None else None,
    )


def full_name(first: str | None, last: str | None, company: str | None = "") -> str:
    return " ".join(part for part in (first, last) if part) or company or ""


def fetched(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that must walk an index in order and stop early.

    Under row-level security the planner guesses far too few rows and would rather collect a bitmap of a
    quarter of the store and sort it: 50 ms instead of 2 for a rare filter. Lasts until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
