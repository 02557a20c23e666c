"""`freshup bench intake`: mails that wait raw become leads, by real workers; and what the bare rows would cost."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from freshup.adapters.postgres.roles import LOGINS
from freshup.interfaces.console.benches import counting
from freshup.interfaces.console.benches.limit import measure_limit
from freshup.interfaces.console.benches.processes import Running, cpu_seconds, start_workers
from freshup.interfaces.console.benches.report import machine
from freshup.interfaces.console.benches.seeding import hand_in, mails, open_stores
from freshup.interfaces.console.benches.stage import Stage
from freshup.jobs import INTAKE_QUEUE

SECONDS_MAX: Final = 225.0
# Two decode and decide while the database writes for the one or the other; a third only takes their cores.
WORKERS: Final = 2
SECONDS_BETWEEN_LOOKS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Size:
    mails: int
    groups: int
    stores_a_group: int


SIZES: Final = {"full": Size(20_000, 10, 5), "small": Size(600, 2, 2)}


@dataclass(slots=True)
class Drained:
    seconds: float
    memory_mb: list[float]
    worker_cpu_seconds: float
    database_cpu_seconds: float


def run(stage: Stage) -> dict[str, Any]:
    size = SIZES["small" if stage.small else "full"]
    conditions = machine()
    now = datetime.now(UTC)
    stage.say(f"opening {size.groups * size.stores_a_group} stores")
    stores = open_stores(now=now, groups=size.groups, stores=size.stores_a_group)
    stage.say(f"writing {size.mails:,} mails")
    waiting = mails(size.mails, stores, now=now)
    spare = mails(sum(counting.BATCHES) + counting.BATCHES[0], stores, now=now)
    statements = counting.statements_of_batches(spare, now=now)
    stage.say(f"statements: {', '.join(f'{n} for {size}' for size, n in statements.items())}")
    workers = start_workers(stage, WORKERS, [INTAKE_QUEUE])
    with stage.connect() as outside:
        stage.checkpoint()
        hand_in(waiting)
        stage.say("waiting raw, one commit; the workers are awake")
        drained = _await_empty(stage, outside, workers, size.mails)
        for worker in workers:
            worker.stop()
        rows, broken = counting.row_counts(outside), counting.broken_promises(outside)
    stage.say(f"{rows['lead']:,} leads and {rows['lead_repeat']:,} repeats in {drained.seconds:.2f} s")
    limit = measure_limit(stage, connections=WORKERS)
    leads_per_s = rows["lead"] / drained.seconds
    return {
        "leads_per_s": round(leads_per_s, 1),
        "limit_leads_per_s": round(limit.leads_per_s, 1),
        "ratio_to_limit": round(leads_per_s / limit.leads_per_s, 3),
        "statements_per_batch": max(statements.values()),
        "worker_mb_max": round(max(drained.memory_mb), 1),
        "workers": WORKERS,
        "mails": size.mails,
        "mail_kb_mean": round(sum(len(one.body) for one in waiting) / len(waiting) / 1000, 2),
        "seconds": round(drained.seconds, 2),
        "limit_seconds": round(limit.seconds, 2),
        "rows_per_lead": round(limit.rows / max(rows["lead"], 1), 1),
        "worker_cpu_ms_per_lead": round(drained.worker_cpu_seconds / max(rows["lead"], 1) * 1000, 3),
        "database_cpu_ms_per_lead": round(drained.database_cpu_seconds / max(rows["lead"], 1) * 1000, 3),
        "worker_mb_as_backlog_shrank": drained.memory_mb,
        "statements_by_batch_size": {str(size): n for size, n in statements.items()},
        "rows": rows,
        "broken_promises": broken,
        "machine": conditions,
        "settings": stage.settings,
    }


def _await_empty(
    stage: Stage, outside: "psycopg.Connection[Any]", workers: list[Running], total: int
) -> Drained:
    """Until nothing waits; memory is noted at each quarter of the way."""
    began = time.perf_counter()
    cpu_before, database_before = _cpu(workers), _database_cpu(outside)
    memory: list[float] = []
    looked = 0.0
    while True:
        waits = outside.execute("SELECT EXISTS (SELECT FROM submission WHERE state = 'waiting')").fetchone()
        passed = time.perf_counter() - began
        if not (waits and waits[0]):
            break
        if passed - looked >= 1.0:
            looked = passed
            left = outside.execute("SELECT count(*) FROM submission WHERE state = 'waiting'").fetchone()
            done = total - (left[0] if left else 0)
            stage.say(f"{done:,} of {total:,}, {done / passed:,.0f} per s")
            if done >= total * (len(memory) + 1) / 4:
                memory.append(_memory(workers))
            for worker in workers:
                worker.check()
        time.sleep(SECONDS_BETWEEN_LOOKS)
    memory.append(_memory(workers))
    return Drained(passed, memory, _cpu(workers) - cpu_before, _database_cpu(outside) - database_before)


def _cpu(workers: list[Running]) -> float:
    return sum(worker.cpu_seconds() for worker in workers)


def _database_cpu(outside: "psycopg.Connection[Any]") -> float:
    """Of the sessions the workers have now; they keep theirs while they drain."""
    found = outside.execute(
        "SELECT pid FROM pg_stat_activity WHERE usename = %s", [LOGINS["worker"]]
    ).fetchall()
    return sum(cpu_seconds(row[0]) for row in found)


def _memory(workers: list[Running]) -> float:
    return round(max(worker.memory_mb_max() for worker in workers), 1)
