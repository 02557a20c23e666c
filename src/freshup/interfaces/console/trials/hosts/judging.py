"""The judge: compares what the sources were told, what lies in the database and what the provider took.

It asks no code of Freshup's, only tables; that nothing was lost is counted from outside.
"""

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from freshup.interfaces.console.benches.load import HEAD_END, read_requests
from freshup.interfaces.console.benches.report import percentile
from freshup.interfaces.console.trials.hosts.course import Seen
from freshup.interfaces.console.trials.hosts.installation import Installation
from freshup.interfaces.console.trials.hosts.reading import Told

UNSETTLED: Final = """
SELECT (SELECT count(*) FROM submission WHERE state = 'waiting')
     + (SELECT count(*) FROM message WHERE purpose = 'acknowledgement' AND state IN ('queued', 'sending'))
"""
SUBMISSIONS: Final = """
SELECT s.receipt::text, s.body, s.state, extract(epoch FROM s.received_at)::float8,
       extract(epoch FROM s.processed_at)::float8, l.id, l.opportunity_id
FROM submission s LEFT JOIN lead l ON l.submission_id = s.id
"""
MESSAGES: Final = """
SELECT id, state, replace(step_key, ':', '.') || '.' || rooftop_id, lead_id, opportunity_id, recipient FROM message
WHERE purpose = 'acknowledgement' AND channel = 'email'
"""
ACKNOWLEDGED_ON_TIMELINE: Final = """
SELECT lead_id FROM activity WHERE kind = 'acknowledged' GROUP BY lead_id HAVING count(*) > 1
"""
MUST_BE_NONE: Final = (
    "taken_but_not_written", "without_lead", "unconcluded", "lead_doubled", "given_up", "message_doubled",
    "person_written_to_twice", "sent_but_never_taken", "without_acknowledgement", "unsettled", "failed",
    "timeline_doubled",
)  # fmt: skip
SECONDS_BETWEEN_LOOKS: Final = 1.0


def await_settled(installation: Installation, *, seconds_max: float, say: Callable[[str], None]) -> float:
    """Until nothing waits and nothing is under way, however long that takes within the bound; returns how long."""
    began = said_at = time.monotonic()
    while (left := int(installation.ask(UNSETTLED)[0][0])) and time.monotonic() < began + seconds_max:
        if time.monotonic() - said_at > 15:
            said_at = time.monotonic()
            say(f"{left} still to be settled")
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return round(time.monotonic() - began, 1)


def judge(
    installation: Installation, load: Told, provider: Told, seen: Seen, *, leads: int
) -> dict[str, Any]:
    submissions, messages = installation.ask(SUBMISSIONS), installation.ask(MESSAGES)
    return {
        **_of_inquiries(installation.requests, load, submissions, leads),
        **_of_messages(submissions, messages, provider),
        "timeline_doubled": len(installation.ask(ACKNOWLEDGED_ON_TIMELINE)),
        **_of_times(load, submissions, seen),
        **_of_pages(installation, load, submissions, seen),
    }


def _of_inquiries(
    requests: Path, load: Told, submissions: list[tuple[Any, ...]], leads: int
) -> dict[str, Any]:
    """A document is known by its bytes: a source that heard no answer sends the same ones again."""
    sent = {_digest(one.partition(HEAD_END)[2]) for one in read_requests(requests)}
    taken = load.of("taken")
    receipts = {row[0] for row in submissions}
    found: dict[str, set[Any]] = defaultdict(set)
    opportunities: dict[str, set[Any]] = defaultdict(set)
    times: Counter[str] = Counter()
    for digest, _, lead, opportunity in _written(submissions):
        times[digest] += 1
        found[digest] |= {lead} - {None}
        opportunities[digest] |= {opportunity} - {None}
    return {
        "sent": leads,
        "taken": len(taken),
        "taken_but_not_written": sum(1 for one in taken if one["receipt"] not in receipts),
        "without_lead": sum(1 for digest in sent if not found[digest]),
        "unconcluded": sum(1 for row in submissions if row[2] == "waiting"),
        "lead_doubled": sum(1 for digest in sent if len(opportunities[digest]) > 1),
        "sent_again_by_sources": sum(times.values()) - len(times),
        "sources_that_asked_twice": sum(1 for one in taken if one["tries"] > 1),
        "given_up": len(load.of("given_up")),
    }


def _written(submissions: list[tuple[Any, ...]]) -> list[tuple[str, str, Any, Any]]:
    return [(_digest(bytes(row[1] or b"")), row[0], row[5], row[6]) for row in submissions]


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _of_messages(
    submissions: list[tuple[Any, ...]], messages: list[tuple[Any, ...]], provider: Told
) -> dict[str, Any]:
    took = Counter(line["id"].strip("<>").partition("@")[0] for line in provider.of("id"))
    reached = Counter(line["to"] for line in provider.of("id"))
    acknowledged = {row[4] for row in messages}
    states = Counter(row[1] for row in messages)
    return {
        "acknowledgements": len(messages),
        "states": dict(states),
        "provider_took": sum(took.values()),
        "message_doubled": sum(n - 1 for n in took.values())
        + sum(n - 1 for n in Counter(row[5] for row in messages if row[1] == "sent").values()),
        "person_written_to_twice": sum(1 for n in reached.values() if n > 1),
        "sent_but_never_taken": sum(1 for row in messages if row[1] == "sent" and not took[row[2]]),
        "without_acknowledgement": len({row[6] for row in submissions} - {None} - acknowledged),
        "left_to_a_person": states["unsure"],
        "unsettled": states["queued"] + states["sending"],
        "failed": states["failed"],
    }


def _of_times(load: Told, submissions: list[tuple[Any, ...]], seen: Seen) -> dict[str, Any]:
    waits = [row[4] - row[3] for row in submissions if row[4] is not None]
    during = [
        row[4] - row[3]
        for row in submissions
        if row[4] is not None and row[4] > seen.cut_at and row[3] < seen.back_at
    ]
    answers = [one["seconds"] for one in load.of("taken")]
    return {
        "source_answered_p50_s": round(percentile(answers, 0.5), 3),
        "source_answered_max_s": round(max(answers, default=0.0), 1),
        "lead_made_p50_s": round(percentile(waits, 0.5), 3),
        "lead_made_during_cut_p50_s": round(percentile(during, 0.5), 3),
        "lead_made_max_s": round(max(waits, default=0.0), 1),
    }


def _of_pages(
    installation: Installation, load: Told, submissions: list[tuple[Any, ...]], seen: Seen
) -> dict[str, Any]:
    """What the open page at the web host that was left heard while the other was cut off, and how late."""
    cut = installation.network[seen.web].address
    made = {row[6]: row[4] for row in submissions if row[4] and seen.cut_at < row[4] < seen.back_at}
    heard: dict[Any, float] = {}
    for line in load.of("heard"):
        if line["heard"] != cut:
            for about in line["about"]:
                heard.setdefault(about, line["at"])
    lags = [heard[one] - at for one, at in made.items() if one in heard]
    return {
        "events_heard_during_cut": len(lags),
        "event_lag_p50_ms": round(percentile(lags, 0.5) * 1000),
        "event_lag_max_ms": round(max(lags, default=0.0) * 1000),
        "events_at_returned_host": sum(
            1 for line in load.of("heard") if line["heard"] == cut and line["at"] > seen.back_at
        ),
    }


def is_fine(figures: dict[str, Any]) -> bool:
    """Besides, the page that was left heard on."""
    return nothing_wrong(figures) and figures["events_heard_during_cut"] > 0


def nothing_wrong(figures: dict[str, Any]) -> bool:
    """None lost, none doubled, no message twice, nothing left hanging."""
    return not any(figures[name] for name in MUST_BE_NONE)
