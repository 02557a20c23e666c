"""`freshup bench deliver`: texts through one sender host to a provider that takes its time, and its reports."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import psycopg
from django.core.management.base import CommandError
from django.db import connection, transaction
from twilio.request_validator import RequestValidator

from freshup.bootstrap.database import is_embedded
from freshup.interfaces.console.benches.dispatch import FILL, NOON, STORES
from freshup.interfaces.console.benches.load import Plan
from freshup.interfaces.console.benches.processes import ProcessDied, start_web, start_workers
from freshup.interfaces.console.benches.report import machine, percentile
from freshup.interfaces.console.benches.seeding import open_stores
from freshup.interfaces.console.benches.sending import send, store_requests
from freshup.interfaces.console.benches.stage import Stage
from freshup.jobs import REPORTS_QUEUE
from freshup.operations.connectors.opening import connect
from freshup.queries.access import Scope
from freshup.queries.stores import settings_of

SECONDS_MAX: Final = 240.0
PROVIDER_SECONDS: Final = 0.1
PYTHON: Final = (sys.executable, "-m")
PROVIDER: Final = (*PYTHON, "freshup.interfaces.console.benches.provider", str(PROVIDER_SECONDS))
HANDING: Final = (*PYTHON, "freshup.interfaces.console.benches.handing")
MESSAGES: Final = {"full": 6_000, "small": 150}
CALLBACK_CONNECTIONS: Final = 32
SECONDS_TO_TAKE_MAX: Final = 60.0
ACCOUNT: Final = {"account_sid": "ACbench", "auth_token": "bench-token"}
STATUSES: Final = ("sent", "delivered")
PEOPLE: Final = (
    "person",
    "contact_point",
    "person_store",
    "opportunity",
    "vehicle_interest",
    "consent_event",
)
QUEUED: Final = """
INSERT INTO message (rooftop_id, opportunity_id, person_id, contact_point_id, channel, direction, purpose, automatic,
    step_key, template, language, sender_name, sender, recipient, subject, body, headers, facts, state, created_at,
    send_after, attempts, gate_rule, provider, provider_id, failure)
SELECT r.id, n, n, n * 2, 'text', 'out', 'follow_up', true, 'bench:' || n, 'text_first', 'en', 'Bench Motors',
       '+12395550100', '+1239' || lpad((n %% 10000000)::text, 7, '0'), '',
       'The Civic is here. Would Thursday at five suit you? Reply STOP to end.', '{}', '{}', 'queued', %(noon)s,
       %(noon)s, 0, '', '', '', ''
FROM generate_series(1, %(count)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s
"""
REGISTERED: Final = """
INSERT INTO texting_registration (rooftop_id, status, brand, campaign, use_case, samples, opt_in, privacy_url,
                                  changed_at)
SELECT id, 'approved', 'B1', 'C1', 'customer care', '', '', '', %(noon)s FROM rooftop
"""
OUTCOMES: Final = "SELECT state, delivery, count(*) FROM message GROUP BY 1, 2"
SENT: Final = "SELECT id, rooftop_id, provider_id FROM message WHERE state = 'sent' ORDER BY id"
WAITING: Final = "SELECT count(*) FROM inbound_event WHERE state = 'waiting'"


def run(stage: Stage) -> dict[str, Any]:
    if not is_embedded():
        raise CommandError("bench deliver loads its customers as the superuser of the embedded database")
    count = MESSAGES["small" if stage.small else "full"]
    conditions = machine()
    provider, port = _provider(stage)
    stage.say(f"a provider that answers in {PROVIDER_SECONDS * 1000:.0f} ms; opening 50 stores")
    keys = _connected_stores(port)
    _fill(stage, count, len(keys))
    stage.say(f"{count:,} texts are due")
    seconds, did = _handed(stage, count)
    with stage.connect() as outside:
        outcomes = {f"{row[0]}": row[2] for row in outside.execute(OUTCOMES).fetchall()}
        sent = outside.execute(SENT).fetchall()
    provider.kill()
    if len(sent) != count:
        raise ProcessDied(f"{len(sent)} of {count} texts were sent: {outcomes}")
    stage.say(f"{count / seconds:,.0f} a second; now {len(sent) * len(STATUSES):,} signed reports of them")
    return {
        "messages_per_s": round(count / seconds, 1),
        "provider_ms": PROVIDER_SECONDS * 1000,
        "sender": did,
        **_reported(stage, sent, keys),
        "outcomes": outcomes,
        "machine": conditions,
        "settings": stage.settings,
    }


def _provider(stage: Stage) -> "tuple[subprocess.Popen[str], int]":
    running = subprocess.Popen(
        PROVIDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    stage.doings.callback(running.kill)
    assert running.stdout is not None
    return running, int(running.stdout.readline())


def _connected_stores(port: int) -> dict[int, str]:
    """Fifty stores, each with an account of its own; the keys of their webhook addresses, by store."""
    with transaction.atomic():
        open_stores(now=NOON)
        keys = {}
        for id in sorted(settings_of(_rooftops())):
            keys[id] = f"benchhook{id}"
            connect(
                Scope(stores=(id,), rooftops=(id,), roles={id: "admin"}),
                id,
                "twilio",
                name="Texts",
                typed={**ACCOUNT, "api_url": f"http://127.0.0.1:{port}"},
                secret=keys[id],
                now=NOON,
            )
    return keys


def _rooftops() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM rooftop")
        return [row[0] for row in cursor.fetchall()]


def _fill(stage: Stage, count: int, stores: int) -> None:
    with psycopg.connect(stage.conninfo("superuser"), autocommit=True) as session:
        session.execute("SET session_replication_role = replica")
        session.execute(STORES)
        plan = {"noon": NOON, "stores": stores, "first": 1, "last": count, "count": count}
        for table in PEOPLE:
            session.execute(FILL[table].encode(), plan)
        session.execute(QUEUED, plan)
        session.execute(REGISTERED, plan)
        for table in (*PEOPLE, "message"):
            session.execute(f"VACUUM (ANALYZE) {table}".encode())
    stage.checkpoint()


def _handed(stage: Stage, count: int) -> tuple[float, dict[str, Any]]:
    """One process as the worker role sends everything, from a signal on."""
    running = subprocess.Popen(
        HANDING,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=stage.environment("worker"),
        start_new_session=True,
    )
    stage.doings.callback(running.kill)
    if running.stdout is None or running.stdout.readline().strip() != "ready":
        raise ProcessDied(
            f"the sender did not start: {running.stderr.read()[-2000:] if running.stderr else ''}"
        )
    began = time.monotonic()
    said, wrong = running.communicate(NOON.isoformat() + "\n")
    seconds = time.monotonic() - began
    if running.returncode != 0:
        raise ProcessDied(f"the sender ended with {running.returncode}: {wrong[-2000:]}")
    return seconds, json.loads(said)


def _reported(stage: Stage, sent: list[tuple[Any, ...]], keys: dict[int, str]) -> dict[str, Any]:
    """Every status of every message, signed as the provider signs it, over kept connections to the web process."""
    stage.collect_static_files()
    web = start_web(stage)
    workers = start_workers(stage, 1, [REPORTS_QUEUE])
    requests = list(_callbacks(sent, keys, web.port))
    warm, path = (str(store_requests(stage, some)) for some in (requests[:20], requests[20:]))
    needed = [web.running, *workers]
    send(stage, Plan(web.port, warm, 5.0, connections=2, once=True), needed)
    began = time.monotonic()
    report = send(stage, Plan(web.port, path, 120.0, connections=CALLBACK_CONNECTIONS, once=True), needed)
    taken = _await_taken(stage, needed)
    seconds = time.monotonic() - began
    good = sum(n for status, n in report.statuses.items() if status.startswith("2"))
    with stage.connect() as outside:
        delivered = sum(row[2] for row in outside.execute(OUTCOMES).fetchall() if row[1] == "delivered")
    return {
        "callbacks_per_s": round(good / report.seconds, 1),
        "callbacks_acted_on_per_s": round(good / seconds, 1),
        "callback_p99_ms": round(percentile(report.milliseconds, 0.99), 1),
        "callbacks": good,
        "others": {status: n for status, n in report.statuses.items() if not status.startswith("2")},
        "all_taken": taken,
        "delivered": delivered,
        "worker_mb_max": round(max(one.memory_mb_max() for one in workers), 1),
        "web_mb_max": round(web.running.memory_mb_max(), 1),
    }


def _callbacks(sent: list[tuple[Any, ...]], keys: dict[int, str], port: int) -> Iterator[bytes]:
    signer = RequestValidator(ACCOUNT["auth_token"])
    for status in STATUSES:
        for id, rooftop, sid in sent:
            path = f"/hooks/{keys[rooftop]}/text-status/?m={id}"
            fields = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT["account_sid"]}
            body = urlencode(fields).encode()
            signature = signer.compute_signature(f"http://localhost:{port}{path}", fields)
            head = (
                f"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Twilio-Signature: {signature}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            yield head.encode() + body


def _await_taken(stage: Stage, needed: list[Any]) -> bool:
    until = time.monotonic() + SECONDS_TO_TAKE_MAX
    with stage.connect() as outside:
        while time.monotonic() < until:
            for one in needed:
                one.check()
            row = outside.execute(WAITING).fetchone()
            if row is not None and row[0] == 0:
                return True
            time.sleep(0.1)
    return False
