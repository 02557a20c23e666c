"""The log of the gate: every answer it gave, in bulk (LAW-1)."""

from collections.abc import Sequence
from typing import Any, Final

from freshup.data.bulk import Table, insert

GATE_DECISION: Final = Table(
    "gate_decision",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "message_id": "bigint",
        "enrolment_id": "bigint",
        "at": "timestamptz",
        "asked": "text",
        "channel": "text",
        "purpose": "text",
        "automatic": "boolean",
        "verdict": "text",
        "rule": "text",
        "reason": "jsonb",
        "until": "timestamptz",
        "states": "text",
        "law_version": "integer",
        "by_user_id": "bigint",
    },
)


def record_decisions(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write them down, columns in the order of GATE_DECISION; one statement for any number."""
    if rows:
        insert(GATE_DECISION, rows)
