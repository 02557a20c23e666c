"""`freshup bench latency`: from an inquiry accepted to its acknowledgement handed over, under steady load."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from freshup.interfaces.console.benches.load import Plan, Report, post
from freshup.interfaces.console.benches.processes import start_web, start_workers
from freshup.interfaces.console.benches.report import machine, percentile
from freshup.interfaces.console.benches.seeding import open_stores, posts
from freshup.interfaces.console.benches.sending import send, store_requests
from freshup.interfaces.console.benches.stage import Stage

SECONDS_MAX: Final = 225.0
PER_S: Final = 50.0
SECONDS: Final = {"full": 60.0, "small": 3.0}
WARM_UP_S: Final = 2.0
WORKERS: Final = 2
SECONDS_TO_ACKNOWLEDGE_MAX: Final = 20.0
ACKNOWLEDGED: Final = """
SELECT s.receipt::text, extract(epoch FROM s.received_at)::float8, extract(epoch FROM s.processed_at)::float8,
       extract(epoch FROM m.sent_at)::float8
FROM submission s
LEFT JOIN lead l ON l.submission_id = s.id
LEFT JOIN message m ON m.lead_id = l.id AND m.purpose = 'acknowledgement' AND m.state = 'sent'
"""
Times = tuple[float, float | None, float | None]


def run(stage: Stage) -> dict[str, Any]:
    seconds = SECONDS["small" if stage.small else "full"]
    conditions = machine()
    now = datetime.now(UTC)
    stage.say("opening 50 stores")
    stores = open_stores(now=now)
    expected = int((seconds + WARM_UP_S) * PER_S * 1.3) + 50
    requests = [post(key, body) for key, body in posts(expected, stores, now=now)]
    first = int(WARM_UP_S * PER_S)
    stage.collect_static_files()
    workers = start_workers(stage, WORKERS)
    web = start_web(stage)
    needed = [web.running, *workers]
    # Settings are read and plans are made once in the life of a process.
    warm = str(store_requests(stage, requests[:first]))
    warmed = send(stage, Plan(web.port, warm, WARM_UP_S * 2, per_s=PER_S), needed)
    path = str(store_requests(stage, requests[first:]))
    stage.say(f"{PER_S:.0f} inquiries a second for {seconds:.0f} s")
    report = send(stage, Plan(web.port, path, seconds, per_s=PER_S, seed=2), needed)
    stage.say(f"answered: {report.statuses}; waiting for the last acknowledgements")
    times = _await_acknowledged(stage, [one for one in report.receipts if one])
    return _result(stage, report, times) | {
        "warmed_up_with": warmed.statuses.get("202", 0),
        "worker_mb_max": round(max(worker.memory_mb_max() for worker in workers), 1),
        "web_mb_max": round(web.running.memory_mb_max(), 1),
        "machine": conditions,
        "settings": stage.settings,
    }


def _result(stage: Stage, report: Report, times: Mapping[str, Times]) -> dict[str, Any]:
    accepted = [one for one in report.receipts if one]
    sent = [(times[one][0], times[one][1], times[one][2]) for one in accepted if one in times]
    done = [(at, processed, gone) for at, processed, gone in sent if gone is not None]
    whole = [(gone - at) * 1000 for at, _, gone in done]
    due = dict(zip(report.receipts, report.due_at, strict=True))
    from_due = [(gone - due[one]) * 1000 for one in accepted if (gone := times.get(one, (0, 0, None))[2])]
    claimed = [(processed - at) * 1000 for at, processed, _ in done if processed is not None]
    files = sum(1 for _ in (stage.home / "outbox").glob("*.eml"))
    return {
        "p50_ms": round(percentile(whole, 0.5), 1),
        "p95_ms": round(percentile(whole, 0.95), 1),
        "p99_ms": round(percentile(whole, 0.99), 1),
        "lost": len(accepted) - len(done) + report.unanswered,
        "max_ms": round(max(whole, default=0.0), 1),
        "per_s": round(len(accepted) / report.seconds, 1),
        "accepted": len(accepted),
        "acknowledged": len(done),
        "outbox_files": files,
        "others": {status: n for status, n in report.statuses.items() if status != "202"},
        "from_the_moment_it_was_due": _percentiles(from_due),
        "answered_202": _percentiles(report.milliseconds),
        "taken_up_by_a_worker": _percentiles(claimed),
    }


def _percentiles(values: list[float]) -> dict[str, float]:
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    return {name: round(percentile(values, share), 1) for name, share in shares.items()}


def _await_acknowledged(stage: Stage, receipts: list[str]) -> dict[str, Times]:
    """When each was received, taken up and acknowledged; gives up on the last ones after a while."""
    until = time.monotonic() + SECONDS_TO_ACKNOWLEDGE_MAX
    with stage.connect() as outside:
        while True:
            found = {row[0]: (row[1], row[2], row[3]) for row in outside.execute(ACKNOWLEDGED).fetchall()}
            missing = sum(1 for one in receipts if found.get(one, (0.0, None, None))[2] is None)
            if not missing or time.monotonic() > until:
                return found
            time.sleep(0.5)
