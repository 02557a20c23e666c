"""The numbers an installation is watched by, and from where on each of them is bad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from freshup.domain.platform.findings import Finding, judged, ok, warning, wrong

# Counted to here and no further: a backlog ten times as long is no worse news, and the look must cost the same.
COUNTED_MAX: Final = 1_000
AREA: Final = "queue"


@dataclass(frozen=True, slots=True)
class Lag:
    """What waits of one kind: since how many seconds the oldest, and how many (to COUNTED_MAX)."""

    seconds: float = 0.0
    count: int = 0

    @property
    def many(self) -> str:
        return f"{self.count:,}{' or more' if self.count >= COUNTED_MAX else ''}"


@dataclass(frozen=True, slots=True)
class Gauges:
    """One look over the installation. Seconds are None where this log-in is not told."""

    lags: Mapping[str, Lag]
    leads_past_due: Lag = Lag()
    failed_messages: int = 0
    workers: int = 0
    heartbeat_seconds: float = 0.0
    stuck_jobs: int = 0
    oldest_transaction_seconds: float | None = None
    oldest_snapshot_transactions: int = 0
    connections: int = 0
    connections_max: int = 0
    database_bytes: int = 0
    connectors_failing: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of waiting work: its name, from how many seconds on it is worth a look or bad, and where to look."""

    what: str
    seconds: tuple[float, float]
    advice: str


# A lead has five minutes in all (RSP-1), of which the machine may take seconds; the others are swept every 5 to 60 s.
WORKS: Final = "is `freshup worker` running and keeping up? See its log"
WAITING: Final[Mapping[str, Waiting]] = {
    "intake": Waiting("inquiries not yet understood", (20, 60), WORKS),
    "steps": Waiting("steps of follow-up that are due", (60, 300), WORKS),
    "outbox": Waiting(
        "messages that may go out", (60, 300), f"{WORKS}; a provider that is down holds its own up"
    ),
    "sending": Waiting(
        "messages in a sender's hands", (120, 600), "a sender died; the sweep settles them each minute"
    ),
    "reports": Waiting("reports of providers not yet taken", (120, 600), WORKS),
    "alerts": Waiting("alerts not yet delivered", (60, 300), WORKS),
    "files": Waiting("files still to be fetched from providers", (900, 7200), "see Settings, Connectors"),
    "ladder": Waiting("rungs of unanswered leads that are due", (120, 600), WORKS),
}


def judge_queue(gauges: Gauges) -> list[Finding]:
    """Is work being done, and does any kind of it wait too long?"""
    found = [_workers(gauges)]
    for kind, lag in gauges.lags.items():
        rule = WAITING[kind]
        says = f"{lag.many} {rule.what}" + (f", the oldest for {duration(lag.seconds)}" if lag.count else "")
        found.append(judged(AREA, lag.seconds, rule.seconds, says, rule.advice))
    if gauges.stuck_jobs:
        says = f"{gauges.stuck_jobs} jobs belong to workers that are gone"
        found.append(warning(AREA, says, "a running worker puts them back within a minute: is one running?"))
    return found + [_failed(gauges), _unanswered(gauges)]


def _workers(gauges: Gauges) -> Finding:
    if gauges.workers:
        return ok(AREA, f"{gauges.workers} queue workers alive (a worker process has one for each queue)")
    return wrong(
        AREA,
        "no worker is alive: nothing is understood or sent",
        "start `freshup worker` (or `freshup serve`)",
    )


def _failed(gauges: Gauges) -> Finding:
    says = f"{gauges.failed_messages} messages could not be sent within the last hour"
    return judged(
        AREA, gauges.failed_messages, (10, 100), says, "see Settings, Connectors, or `freshup connectors`"
    )


def _unanswered(gauges: Gauges) -> Finding:
    """People's work, not ours: worth a look however long it is."""
    lag = gauges.leads_past_due
    if not lag.count:
        return ok(AREA, "no lead waits past its due time")
    says = f"{lag.many} leads wait past their due time, the longest for {duration(lag.seconds)}"
    return warning(AREA, says, "the board shows whose they are")


def duration(seconds: float) -> str:
    """In the largest unit that leaves a whole number: 45 s, 12 min, 5 h, 3 days."""
    for size, unit in ((86_400, " days"), (3_600, " h"), (60, " min")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)} s"
