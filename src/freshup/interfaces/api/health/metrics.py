"""The gauges of the installation as Prometheus reads them (text format, by prometheus-client)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from freshup.domain.platform.gauges import Gauges
from freshup.interfaces.api.health.counting import registry


def metrics(gauges: Gauges | None, *, backup_at: datetime | None, now: datetime) -> bytes:
    """Without gauges the database did not answer: what this process counts itself is told all the same."""
    seen = CollectorRegistry()
    seen.register(_Seen(gauges, backup_at, now))
    return generate_latest(registry) + generate_latest(seen)


class _Seen(Collector):
    def __init__(self, gauges: Gauges | None, backup_at: datetime | None, now: datetime) -> None:
        self._gauges, self._backup_at, self._now = gauges, backup_at, now

    def collect(self) -> Iterator[Metric]:
        yield _one("freshup_database_up", "Whether the database answered this look", self._gauges is not None)
        if self._backup_at is not None:
            age = (self._now - self._backup_at).total_seconds()
            yield _one("freshup_backup_age_seconds", "Since the newest known backup", max(0.0, age))
        if self._gauges is not None:
            yield from _waiting(self._gauges)
            yield from _singles(self._gauges)


def _waiting(seen: Gauges) -> Iterator[Metric]:
    seconds = GaugeMetricFamily(
        "freshup_lag_seconds", "Since when the oldest of a kind waits", labels=["kind"]
    )
    waiting = GaugeMetricFamily(
        "freshup_lag_waiting", "How many of a kind wait, counted to 1,000", labels=["kind"]
    )
    for kind, lag in seen.lags.items():
        seconds.add_metric([kind], lag.seconds)
        waiting.add_metric([kind], lag.count)
    yield seconds
    yield waiting
    yield _one(
        "freshup_leads_past_due", "Leads past their due time, counted to 1,000", seen.leads_past_due.count
    )
    yield _one("freshup_leads_past_due_seconds", "The longest of them", seen.leads_past_due.seconds)


def _singles(seen: Gauges) -> Iterable[Metric]:
    yield _one("freshup_queue_workers", "Queue workers with a heartbeat within 30 s", seen.workers)
    yield _one("freshup_stuck_jobs", "Jobs of workers that are gone", seen.stuck_jobs)
    yield _one(
        "freshup_failed_messages", "Messages that failed within an hour, to 1,000", seen.failed_messages
    )
    yield _one("freshup_connectors_failing", "Connectors that fail", seen.connectors_failing)
    yield _one("freshup_database_bytes", "Size of the database", seen.database_bytes)
    yield _one("freshup_database_connections", "Connections to the server", seen.connections)
    yield _one("freshup_database_connections_max", "As many as it takes", seen.connections_max)
    yield _one(
        "freshup_oldest_snapshot_transactions",
        "How far back the oldest snapshot reaches",
        seen.oldest_snapshot_transactions,
    )
    # Absent, not nought, where the log-in is not told.
    if seen.oldest_transaction_seconds is not None:
        yield _one(
            "freshup_oldest_transaction_seconds", "The oldest open one", seen.oldest_transaction_seconds
        )


def _one(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=float(value))
