"""Write what was planned: one statement a table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from freshup.data.bulk import insert, params_of, rows_of, sending_apart
from freshup.operations import tables
from freshup.operations.intake.plan import Planned, Waiting, left_out
from freshup.operations.intake.said import said
from freshup.operations.intake.state import Effort
from freshup.operations.response.alerts import ALERT
from freshup.operations.response.tasks import open_tasks

CHANGED_EFFORT = {
    "id": "bigint",
    "stage": "text",
    "grade": "text",
    "score": "smallint",
    "tier": "text",
    "wanted": "text",
    "facts": "jsonb",
    "lead_count": "integer",
    "last_lead_at": "timestamptz",
    "last_activity_at": "timestamptz",
    "due_at": "timestamptz",
    "escalates_at": "timestamptz",
}
UPDATE_EFFORTS = f"""
UPDATE opportunity o SET stage = u.stage, grade = u.grade, score = u.score, tier = u.tier, wanted = u.wanted,
    facts = u.facts, lead_count = u.lead_count, last_lead_at = u.last_lead_at,
    last_activity_at = greatest(o.last_activity_at, u.last_activity_at), due_at = u.due_at,
    escalates_at = u.escalates_at
FROM {rows_of(CHANGED_EFFORT)} AS u({", ".join(CHANGED_EFFORT)})
WHERE o.id = u.id
"""
OUTCOME = {"id": "bigint", "state": "text", "reason": "text", "repairs": "jsonb", "understood": "jsonb"}
UPDATE_SUBMISSIONS = f"""
UPDATE submission s SET state = u.state, reason = u.reason, repairs = u.repairs, understood = u.understood,
    processed_at = %s::timestamptz
FROM {rows_of(OUTCOME)} AS u({", ".join(OUTCOME)})
WHERE s.id = u.id
"""
# A word may belong to a person already, from an earlier name or address.
SUFFIXES = {tables.SEARCH_KEY.name: "ON CONFLICT DO NOTHING"}
# Tallies are kept by nobody but routing, one group at a time, so the last word is the right one.
TALLY_SUFFIX = "ON CONFLICT (staff_id, grade) DO UPDATE SET received = EXCLUDED.received"


def write(planned: Planned, batch: Sequence[Waiting], *, now: datetime) -> None:
    """Every row of the batch, and the outcome of every submission in it."""
    new = [effort for effort in planned.efforts if effort.is_new]
    planned.rows[tables.OPPORTUNITY.name] = [_opportunity(effort) for effort in new]
    for table in (*tables.ORDER, ALERT):
        insert(table, planned.rows.get(table.name, ()), suffix=SUFFIXES.get(table.name, ""))
    insert(
        tables.ROUTING_TALLY,
        [(store, staff, grade, received) for (store, staff, grade), received in planned.tallies.items()],
        suffix=TALLY_SUFFIX,
    )
    open_tasks(planned.tasks, now=now)
    _update_efforts([effort for effort in planned.efforts if not effort.is_new])
    _conclude(batch, now)


def _opportunity(effort: Effort) -> tuple[Any, ...]:
    return (
        effort.id,
        effort.rooftop_id,
        effort.person_id,
        effort.previous_id,
        effort.source_id,
        effort.owner_id,
        effort.desk,
        effort.stage,
        effort.grade,
        effort.score,
        effort.tier,
        effort.kind,
        effort.wanted,
        effort.facts,
        effort.lead_count,
        effort.opened_at,
        effort.last_lead_at,
        effort.last_activity_at,
        effort.due_at,
        effort.closed_at,
        effort.escalates_at,
    )


def _update_efforts(efforts: Sequence[Effort]) -> None:
    if not efforts:
        return
    rows = [
        (
            one.id,
            one.stage,
            one.grade,
            one.score,
            one.tier,
            one.wanted,
            one.facts,
            one.lead_count,
            one.last_lead_at,
            one.last_activity_at,
            one.due_at,
            one.escalates_at,
        )
        for one in efforts
    ]
    with sending_apart() as cursor:
        cursor.execute(UPDATE_EFFORTS, params_of(CHANGED_EFFORT, rows))


def _conclude(batch: Sequence[Waiting], now: datetime) -> None:
    rows = [
        (
            one.id,
            one.decoded.outcome,
            (one.decoded.reason or "")[:200],
            one.decoded.repairs,
            [said(prospect) for prospect in left_out(one.decoded)],
        )
        for one in batch
    ]
    with sending_apart() as cursor:
        cursor.execute(UPDATE_SUBMISSIONS, [now, *params_of(OUTCOME, rows)])
