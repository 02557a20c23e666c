"""`freshup bench dispatch`: a million leads on cadences, thousands of steps due now, by the gate to the outbox."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, Final

import psycopg
from django.core.management.base import CommandError
from django.db import connection

from freshup.bootstrap.database import is_embedded
from freshup.interfaces.console.benches.processes import ProcessDied
from freshup.interfaces.console.benches.report import machine
from freshup.interfaces.console.benches.seeding import open_stores
from freshup.interfaces.console.benches.stage import Stage
from freshup.operations.cadences import run_due

SECONDS_MAX: Final = 585.0
WORKERS: Final = 2
STEPPING: Final = (sys.executable, "-m", "freshup.interfaces.console.benches.stepping")
# A Tuesday, 11:00 in Florida: the hours of the law are open and so is the store, whenever the bench is run.
NOON: Final = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
CADENCE: Final = "internet"
# The steps that are due: first and second texts and automatic e-mails, and calls, which become tasks.
DUE_STEPS: Final = ("text_1", "options", "text_2", "call_3")
IDLE_LOOKS: Final = 300
TABLES: Final = (
    "person", "contact_point", "person_store", "opportunity", "vehicle_interest", "consent_event", "enrolment",
)  # fmt: skip
# Each lead number n: person, two contact points, the store's relationship, an opportunity, what it asked for, the
# consent it came with, and its enrolment, whose next step lies days ahead.
FILL: Final = {
    "person": """
        INSERT INTO person (id, group_id, first_name, last_name, company, language, street, city, region, postal_code,
                            created_at)
        SELECT n, r.group_id, 'First' || n %% 997, 'Last' || n %% 9973, '', '', '', '', 'FL', '33901', %(noon)s
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s""",
    "contact_point": """
        INSERT INTO contact_point (id, group_id, person_id, kind, value, shown_as, phone_kind, extension, masked,
                                   reachability, created_at)
        SELECT n * 2 + c, r.group_id, n, CASE c WHEN 0 THEN 'phone' ELSE 'email' END, v, v,
               CASE c WHEN 0 THEN 'cell' ELSE '' END, '', false, 'unverified', %(noon)s
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s,
             generate_series(0, 1) c,
             LATERAL (SELECT CASE c WHEN 0 THEN '+1239' || lpad((n %% 10000000)::text, 7, '0')
                             ELSE 'p' || n || '@example.com' END) x(v)""",
    "person_store": """
        INSERT INTO person_store (rooftop_id, person_id, notes, preferred_channel, created_at)
        SELECT r.id, n, '', '', %(noon)s
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s""",
    "opportunity": """
        INSERT INTO opportunity (id, rooftop_id, person_id, owner_id, desk, stage, grade, score, tier, kind, wanted,
                                 facts, lead_count, opened_at, last_lead_at, last_activity_at)
        SELECT n, r.id, n, r.owner_id, '', 'attempting', 'B', 40, 'high', 'purchase', '2025 Honda Civic', '{}', 1,
               %(noon)s - make_interval(hours => (26 + n %% 400)::int),
               %(noon)s - make_interval(hours => (26 + n %% 400)::int),
               %(noon)s - make_interval(hours => (n %% 400)::int)
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s""",
    "vehicle_interest": """
        INSERT INTO vehicle_interest (rooftop_id, lead_id, opportunity_id, role, interest, condition, year, make,
                                      model, "trim", vin, stock)
        SELECT r.id, n, n, 'wanted', 'buy', 'new', 2025, 'Honda', 'Civic', '', '', ''
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s""",
    "consent_event": """
        INSERT INTO consent_event (rooftop_id, person_id, channel, purpose, level, at, captured_by, text)
        SELECT r.id, n, 'phone', 'inquiry', 'inquiry', %(noon)s, 'http', ''
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s""",
    "enrolment": """
        INSERT INTO enrolment (id, rooftop_id, opportunity_id, version_id, key, anchor_at, position, visit, planned_at,
                               due_at, held_by, last_at, started_at, ended_by)
        SELECT n, r.id, n, %(version)s, %(cadence)s, %(noon)s - make_interval(hours => (26 + n %% 400)::int),
               %(later)s, 0, d, d, '', NULL, %(noon)s - make_interval(hours => (26 + n %% 400)::int), ''
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n JOIN bench_store r ON r.k = n %% %(stores)s,
             LATERAL (SELECT %(noon)s + make_interval(secs => 86400 + n %% 2000000)) x(d)""",
}  # fmt: skip
STORES: Final = """
CREATE TABLE bench_store AS
SELECT row_number() OVER (ORDER BY r.id) - 1 AS k, r.id, r.group_id,
       (SELECT min(s.id) FROM staff s WHERE s.rooftop_id = r.id) AS owner_id
FROM rooftop r
"""
MAKE_DUE: Final = """
UPDATE enrolment e SET due_at = %(noon)s - make_interval(secs => e.id %% 60), planned_at = %(noon)s,
    position = (%(positions)s::int[])[1 + e.id / %(every)s %% %(kinds)s]
WHERE id IN (SELECT id FROM enrolment WHERE id %% %(every)s = 0 ORDER BY id LIMIT %(due)s)
"""


@dataclass(frozen=True, slots=True)
class Size:
    few: int
    many: int
    due: int


SIZES: Final = {"full": Size(10_000, 1_000_000, 20_000), "small": Size(500, 4_000, 600)}


def run(stage: Stage) -> dict[str, Any]:
    if not is_embedded():
        raise CommandError("bench dispatch loads its million as the superuser of the embedded database")
    size = SIZES["small" if stage.small else "full"]
    conditions = machine()
    stage.say("opening 50 stores")
    stores = open_stores(now=NOON)
    with _loader(stage) as session:
        session.execute(STORES)
        plan = _plan(session, len(stores))
        _fill(stage, session, plan, 1, size.few)
        idle_few = _idle_ms()
        stage.say(f"{size.few:,} enrolled: a look that finds nothing takes {idle_few:.3f} ms")
        _fill(stage, session, plan, size.few + 1, size.many)
    stage.checkpoint()
    idle_many = _idle_ms()
    stage.say(f"{size.many:,} enrolled: a look that finds nothing takes {idle_many:.3f} ms")
    with _loader(stage) as session:
        session.execute(
            MAKE_DUE,
            {**plan, "due": size.due, "every": max(1, size.many // size.due), "kinds": len(DUE_STEPS)},
        )
        session.execute("VACUUM (ANALYZE) enrolment")
    stage.checkpoint()
    seconds, did = _stepped(stage, size.due)
    with stage.connect() as outside:
        results = dict(outside.execute("SELECT result, count(*) FROM step_run GROUP BY 1").fetchall())
        verdicts = dict(outside.execute("SELECT verdict, count(*) FROM gate_decision GROUP BY 1").fetchall())
        counts = {
            name: _count(outside, name) for name in (*TABLES, "step_run", "message", "task", "gate_decision")
        }
    return {
        "steps_per_s": round(size.due / seconds, 1),
        "idle_tick_growth": round(idle_many / idle_few, 3),
        "steps": size.due,
        "seconds": round(seconds, 2),
        "by_worker": did,
        "idle_tick_ms": {"few": round(idle_few, 4), "many": round(idle_many, 4)},
        "enrolled": {"few": size.few, "many": size.many},
        "results": results,
        "verdicts": verdicts,
        "rows": counts,
        "machine": conditions,
        "settings": stage.settings,
    }


def _plan(session: "psycopg.Connection[Any]", stores: int) -> dict[str, Any]:
    row = session.execute(
        "SELECT id, body FROM cadence_version WHERE rooftop_id IS NULL AND key = %s ORDER BY version DESC LIMIT 1",
        [CADENCE],
    ).fetchone()
    if row is None:
        raise CommandError(f"the cadence {CADENCE} is not installed")
    keys = [step["key"] for step in row[1]["steps"]]
    return {
        "version": row[0],
        "cadence": CADENCE,
        "noon": NOON,
        "stores": stores,
        "positions": [keys.index(key) for key in DUE_STEPS],
        "later": keys.index("call_5"),
    }


def _fill(
    stage: Stage, session: "psycopg.Connection[Any]", plan: dict[str, Any], first: int, last: int
) -> None:
    for table in TABLES:
        began = time.monotonic()
        session.execute(FILL[table].encode(), {**plan, "first": first, "last": last})
        if time.monotonic() - began > 2:
            stage.say(f"  {table} in {time.monotonic() - began:.1f} s")
    for table in TABLES:
        session.execute(f"VACUUM (ANALYZE) {table}".encode())
    for table in ("person", "contact_point", "opportunity", "enrolment"):
        session.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))".encode()
        )


def _loader(stage: Stage) -> "psycopg.Connection[Any]":
    """Foreign keys are not asked: the rows are made so that they hold."""
    session = psycopg.connect(stage.conninfo("superuser"), autocommit=True)
    session.execute("SET session_replication_role = replica")
    session.execute("SET work_mem = '256MB'")
    return session


def _idle_ms() -> float:
    """How long one look takes that finds nothing due: the median of many, in this process."""
    moment = NOON - timedelta(days=400)
    took: list[float] = []
    # The first looks of a process are slower wherever they look.
    for _ in range(IDLE_LOOKS):
        run_due(now=moment)
    for _ in range(IDLE_LOOKS):
        began = time.perf_counter()
        run_due(now=moment)
        took.append((time.perf_counter() - began) * 1000)
    connection.close()
    return median(took)


def _stepped(stage: Stage, due: int) -> tuple[float, list[dict[str, Any]]]:
    """Two processes as the worker role take what is due, from one signal on, until nothing is left."""
    running = [
        subprocess.Popen(
            STEPPING,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=stage.environment("worker"),
            start_new_session=True,
        )
        for _ in range(WORKERS)
    ]
    try:
        for one in running:
            if one.stdout is None or one.stdout.readline().strip() != "ready":
                raise ProcessDied(
                    f"a worker did not start: {one.stderr.read()[-2000:] if one.stderr else ''}"
                )
        stage.say(f"{due:,} steps are due")
        began = time.monotonic()
        for one in running:
            if one.stdin is not None:
                one.stdin.write(NOON.isoformat() + "\n")
                one.stdin.flush()
        said = [one.communicate() for one in running]
        seconds = time.monotonic() - began
    finally:
        for one in running:
            if one.poll() is None:
                one.kill()
    for one, (_, wrong) in zip(running, said, strict=True):
        if one.returncode != 0:
            raise ProcessDied(f"a worker ended with {one.returncode}: {wrong[-2000:]}")
    did = [json.loads(out) for out, _ in said]
    total = sum(one["steps"] for one in did)
    if total != due:
        raise ProcessDied(f"{total} steps were done of {due}")
    return seconds, did


def _count(outside: "psycopg.Connection[Any]", table: str) -> int:
    row = outside.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return int(row[0]) if row else 0
