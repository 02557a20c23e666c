"""One worker of `bench dispatch`: does what is due at the moment it is told, until nothing is left.

`python -m …benches.stepping` says "ready", reads the moment as a line, and prints what it did as JSON.
"""

import gc
import json
import resource
import sys
from datetime import datetime

import django
from django.db import connection

django.setup()

# Django must be set up before anything that has models is imported.
from freshup.domain.consent import places_of  # noqa: E402
from freshup.domain.stores import holidays_of  # noqa: E402
from freshup.operations.cadences import run_due  # noqa: E402

# As the worker process sets it, see interfaces/tasks/worker.py.
COLLECTOR_THRESHOLDS = (100_000, 50, 100)


def main() -> None:
    places_of("FL", "33901", "+12395550100")
    holidays_of("US", "FL", 2026)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    connection.ensure_connection()
    print("ready", flush=True)
    now = datetime.fromisoformat(sys.stdin.readline().strip())
    before = resource.getrusage(resource.RUSAGE_SELF)
    steps = batches = 0
    while done := run_due(now=now):
        steps, batches = steps + done, batches + 1
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    json.dump(
        {
            "steps": steps,
            "batches": batches,
            "cpu_ms_per_step": round(seconds * 1000 / max(steps, 1), 3),
            "mb_max": round(used.ru_maxrss / 1024, 1),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
