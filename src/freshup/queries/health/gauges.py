"""The numbers of `freshup check` and of the metrics endpoint: two statements, whatever the number of stores.

They look over all stores through functions that say numbers and times only (data/migrations/0007_gauges.py), so that
the role pages run as may ask too, and row-level security stays as it is.
"""

from datetime import datetime
from typing import Final

from freshup.data.sql import rows
from freshup.domain.connectors.health import health
from freshup.domain.platform.gauges import COUNTED_MAX, Gauges, Lag

GAUGES: Final = "SELECT gauge, kind, seconds, amount FROM installation_gauges(%s, %s)"
TROUBLED: Final = """
SELECT created_at, last_in_at, last_out_at, last_error_at, tried, failed FROM troubled_connectors(%s, %s)
"""


def gauges(*, now: datetime) -> Gauges:
    """One look; raises what the database raises."""
    found = {
        (gauge, kind): (seconds, int(amount or 0))
        for gauge, kind, seconds, amount in rows(GAUGES, [now, COUNTED_MAX])
    }
    single = {gauge: value for (gauge, kind), value in found.items() if not kind}
    return Gauges(
        lags={kind: Lag(*value) for (gauge, kind), value in found.items() if gauge == "lag"},
        leads_past_due=Lag(*single["leads_past_due"]),
        failed_messages=single["failed_messages"][1],
        workers=single["workers"][1],
        heartbeat_seconds=single["workers"][0],
        stuck_jobs=single["stuck_jobs"][1],
        oldest_transaction_seconds=single["oldest_transaction"][0],
        oldest_snapshot_transactions=single["oldest_transaction"][1],
        connections=single["connections"][1],
        connections_max=single["connections_max"][1],
        database_bytes=single["database_bytes"][1],
        connectors_failing=_failing(now),
    )


def _failing(now: datetime) -> int:
    found = [
        health(
            disabled=False,
            created_at=created_at,
            last_in_at=last_in_at,
            last_out_at=last_out_at,
            last_error_at=last_error_at,
            tried=tried,
            failed=failed,
            now=now,
        )
        for created_at, last_in_at, last_out_at, last_error_at, tried, failed in rows(
            TROUBLED, [now, COUNTED_MAX]
        )
    ]
    return sum(one.state == "failing" for one in found)
