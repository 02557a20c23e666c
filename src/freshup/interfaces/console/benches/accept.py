"""`freshup bench accept`: how many inquiries a second are taken in, and how long each sender waits."""

from datetime import UTC, datetime
from typing import Any, Final

from freshup.interfaces.console.benches.load import Plan, Report, post
from freshup.interfaces.console.benches.processes import start_web, start_workers
from freshup.interfaces.console.benches.report import machine, percentile
from freshup.interfaces.console.benches.seeding import open_stores, posts
from freshup.interfaces.console.benches.sending import send, store_requests
from freshup.interfaces.console.benches.stage import Stage

SECONDS_MAX: Final = 225.0
CONNECTIONS: Final = (1, 8, 64)
# What the two figures at the top are measured with: a handful of sources sending at the same moment.
HEADLINE: Final = 8
DOCUMENTS: Final = {"full": 20_000, "small": 200}
SECONDS_EACH: Final = {"full": 8.0, "small": 0.5}
WORKERS: Final = 2


def run(stage: Stage) -> dict[str, Any]:
    size = "small" if stage.small else "full"
    conditions = machine()
    now = datetime.now(UTC)
    stage.say("opening 50 stores")
    stores = open_stores(now=now)
    requests = [post(key, body) for key, body in posts(DOCUMENTS[size], stores, now=now)]
    path = str(store_requests(stage, requests))
    stage.collect_static_files()
    web = start_web(stage)

    def measure(connections: int, seconds: float) -> dict[str, Any]:
        report = send(stage, Plan(web.port, path, seconds, connections), [web.running])
        figures = _figures(report)
        stage.say(
            f"{connections:2} connections: {figures['per_s']:,.0f} per s, p99 {figures['p99_ms']:.1f} ms"
        )
        return figures

    measure(HEADLINE, SECONDS_EACH[size] / 4)
    taken_before = _taken(stage)
    by_connections = {str(n): measure(n, SECONDS_EACH[size]) for n in CONNECTIONS}
    answered = sum(figures["accepted"] for figures in by_connections.values())
    written = _taken(stage) - taken_before
    stage.say(f"{answered:,} answered 202, {written:,} on disk; now with {WORKERS} workers at their side")
    start_workers(stage, WORKERS)
    beside_workers = measure(HEADLINE, SECONDS_EACH[size])
    return {
        "per_s": by_connections[str(HEADLINE)]["per_s"],
        "p99_ms": by_connections[str(HEADLINE)]["p99_ms"],
        "at_connections": HEADLINE,
        "by_connections": by_connections,
        "beside_busy_workers": beside_workers,
        "accepted": answered,
        "written": written,
        "lost": answered - written,
        "body_kb_mean": round(sum(map(len, requests)) / len(requests) / 1000, 2),
        "web_mb_max": round(web.running.memory_mb_max(), 1),
        "machine": conditions,
        "settings": stage.settings,
    }


def _figures(report: Report) -> dict[str, Any]:
    times = report.milliseconds
    accepted = report.statuses.get("202", 0)
    return {
        "per_s": round(accepted / report.seconds, 1),
        "p50_ms": round(percentile(times, 0.5), 2),
        "p95_ms": round(percentile(times, 0.95), 2),
        "p99_ms": round(percentile(times, 0.99), 2),
        "accepted": accepted,
        "others": {status: n for status, n in report.statuses.items() if status != "202"},
    }


def _taken(stage: Stage) -> int:
    with stage.connect() as outside:
        row = outside.execute("SELECT count(*) FROM submission").fetchone()
    return int(row[0]) if row else 0
