"""One sender host of `bench deliver`: empties the outbox by the stores' own providers.

`python -m …benches.handing` says "ready", reads the moment as a line, and prints what it did as JSON.
"""

import json
import resource
import sys
import time
from datetime import datetime, timedelta

import django
from django.db import connection

django.setup()

# Django must be set up before anything that has models is imported.
from freshup.bootstrap.sending import senders  # noqa: E402
from freshup.domain.consent import places_of  # noqa: E402
from freshup.operations.conversations import send_batch  # noqa: E402


def main() -> None:
    places_of("FL", "33901", "+12395550100")
    connection.ensure_connection()
    by = senders()
    print("ready", flush=True)
    now, began = datetime.fromisoformat(sys.stdin.readline().strip()), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF)
    messages = batches = 0
    # The hours of the law are open, whenever the bench is run.
    while done := send_batch(by, clock=lambda: now + timedelta(seconds=time.monotonic() - began)):
        messages, batches = messages + done, batches + 1
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    json.dump(
        {
            "messages": messages,
            "batches": batches,
            "lanes": by.lanes,
            "cpu_ms_per_message": round(seconds * 1000 / max(messages, 1), 3),
            "mb_max": round(used.ru_maxrss / 1024, 1),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
