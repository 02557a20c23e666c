"""What this web process counts of itself: requests by door, how fast they were answered, what intake took.

Each process counts for itself, and says which it is (`process`): behind one port the next scrape may meet another.
"""

import os
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from freshup.interfaces.api.asking import Receive, Scope, Send

Door = Callable[[Any, Any, Any], Awaitable[None]]

# Up to when the answer began: a stream of events lasts for hours and is no slow page.
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NEVER_ANSWERED: Final = "none"

registry: Final = CollectorRegistry()
ProcessCollector(namespace="freshup_web", registry=registry)
REQUESTS: Final = Counter(
    "freshup_http_requests",
    "Answered requests by door and class of status",
    ("process", "door", "status"),
    registry=registry,
)
SECONDS: Final = Histogram(
    "freshup_http_answer_seconds",
    "Seconds until the answer began",
    ("process", "door"),
    buckets=BUCKETS,
    registry=registry,
)
OPEN: Final = Gauge(
    "freshup_http_open",
    "Requests under way; of the door `live`: open pages",
    ("process", "door"),
    registry=registry,
)
TAKEN: Final = Counter(
    "freshup_intake_taken", "Inquiries written down and answered 202", ("process",), registry=registry
)


async def counted(name: str, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
    """The request goes to its door, and what came of it is counted under the door's name."""
    process, began = str(os.getpid()), time.perf_counter()
    status = 0

    async def noting(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            SECONDS.labels(process, name).observe(time.perf_counter() - began)
        await send(message)

    opened = OPEN.labels(process, name)
    opened.inc()
    try:
        await door(scope, receive, noting)
    finally:
        opened.dec()
        REQUESTS.labels(process, name, f"{status // 100}xx" if status else NEVER_ANSWERED).inc()
        if status == 202 and name == "intake":
            TAKEN.labels(process).inc()
