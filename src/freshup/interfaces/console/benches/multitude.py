"""From a thousand leads that intake and people made to a million: copies with other ids, people and times.

Copy `k` of a row has its ids moved up by `k` times a stride, so that rows which belong together still do; its times
lie `k` steps further back; its customer has another name, other addresses and other numbers. Indexes that are no
keys are made anew at the end, and foreign keys are not asked: what held for the original holds for its copy.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

from freshup.interfaces.console.benches.stage import Stage
from freshup.interfaces.console.benches.talks import FORGET, LEADS, talks

YEARS: Final = 2
ORIGINALS: Final = "bench_originals"
# The heaviest first, so that two connections end at about the same time.
TABLES: Final = (
    "score_point", "activity", "lead", "message", "opportunity", "assignment", "contact_point", "submission",
    "response_clock", "vehicle_interest", "lead_key", "person", "person_store", "closing", "lead_repeat",
    "consent_event", "step_run", "gate_decision", "enrolment", "task", "alert",
)  # fmt: skip
MOVED: Final = (
    "id", "person_id", "opportunity_id", "lead_id", "submission_id", "contact_point_id", "previous_id",
    "merged_into_id", "enrolment_id", "message_id",
)  # fmt: skip
# Two thousand and more different last names, so that a name is neither unique nor everybody's.
ENDINGS: Final = (
    "", "son", "berg", "ini", "es", "ska", "man", "ton", "field", "wood", "er", "ez", "ova", "stein", "ley",
    "worth", "ham", "sky", "well", "ford",
)  # fmt: skip
NAMED: Final = "(SELECT (%(endings)s::text[])[1 + {k} %% {n}])".replace("{n}", str(len(ENDINGS)))
OTHER_MAIL: Final = "replace({value}, '@', '.' || {k} || '@')"
# Area codes that begin with 1 do not exist: these numbers are nobody's.
OTHER_PHONE: Final = (
    "'+11' || lpad(((substr({value}, 3)::bigint * 31 + {k}::bigint * 1000003) %% 1000000000)::text, 9, '0')"
)
OTHER_VALUE: Final = f"CASE c.kind WHEN 'email' THEN {OTHER_MAIL} ELSE {OTHER_PHONE} END"
DONE: Final = (
    "(CASE WHEN k <= %(fresh)s THEN {ended} ELSE coalesce({ended}, {else_at}) END) - k * %(step)s::interval"
)
CHANGED: Final = {
    ("person", "last_name"): f"c.last_name || {NAMED.replace('{k}', 'k')}",
    ("contact_point", "value"): OTHER_VALUE.replace("{value}", "c.value").replace("{k}", "k"),
    ("contact_point", "shown_as"): OTHER_VALUE.replace("{value}", "c.shown_as").replace("{k}", "k"),
    ("message", "recipient"): OTHER_MAIL.replace("{value}", "c.recipient").replace("{k}", "k"),
    ("message", "step_key"): "left(c.step_key, 60) || ':' || k",
    ("lead_key", "key"): "c.key # k",
    ("submission", "receipt"): "gen_random_uuid()",
    # The documents themselves are read by one page that is not measured here, and would be three gigabytes.
    ("submission", "body"): "substring(c.body FOR 64)",
    # Nobody waits for an answer to an inquiry of last month, and nobody has a thing to do about it.
    ("opportunity", "due_at"): "CASE WHEN k <= %(fresh)s THEN c.due_at - k * %(step)s::interval END",
    ("opportunity", "escalates_at"): "CASE WHEN k <= %(fresh)s THEN c.escalates_at - k * %(step)s::interval END",
    ("task", "done_at"): DONE.format(ended="c.done_at", else_at="c.due_at"),
    ("enrolment", "ended_at"): DONE.format(ended="c.ended_at", else_at="c.started_at + interval '30 days'"),
    ("enrolment", "due_at"): "CASE WHEN k <= %(fresh)s THEN c.due_at - k * %(step)s::interval END",
}  # fmt: skip
# What a store finds a person by: made of the copied names and addresses, as intake makes it.
SEARCH_KEYS: Final = """
INSERT INTO search_key (rooftop_id, key, person_id)
SELECT s.rooftop_id, w.key, p.id
FROM person_store s JOIN person p ON p.id = s.person_id, LATERAL (
    SELECT translate(lower(unnest(ARRAY[p.first_name, p.last_name])), 'áéíóúüñç', 'aeiouunc')
    UNION
    SELECT unnest(CASE kind WHEN 'email' THEN ARRAY[value]
                  ELSE ARRAY[substr(value, 3), '~' || reverse(substr(value, 3))] END)
    FROM contact_point WHERE person_id = p.id) AS w(key)
WHERE p.id > %(stride)s AND w.key <> ''
"""
LOOSE_INDEXES: Final = """
SELECT i.relname, pg_get_indexdef(i.oid), NULL FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = ('public.' || %(table)s)::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid)
UNION ALL
SELECT c.conname, NULL, pg_get_constraintdef(c.oid) FROM pg_constraint c
WHERE c.conrelid = ('public.' || %(table)s)::regclass AND c.contype IN ('p', 'u')
  AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)
"""


# A name to show, a statement, its parameters.
Job = tuple[str, str, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Loose:
    """An index or key that is taken away for the copying, and how it is made again."""

    table: str
    name: str
    index: str | None
    constraint: str | None

    @property
    def drop(self) -> str:
        return (
            f'DROP INDEX "{self.name}"'
            if self.index
            else f'ALTER TABLE {self.table} DROP CONSTRAINT "{self.name}"'
        )

    @property
    def job(self) -> Job:
        make = self.index or f'ALTER TABLE {self.table} ADD CONSTRAINT "{self.name}" {self.constraint}'
        return f"index {self.name}", make, None


def multiply(stage: Stage, copies: int, *, messages: int = 0, connections: int = 2) -> None:
    """Make `copies` copies of everything a lead consists of, and about so many messages of talks with them."""
    with _loader(stage) as session:
        _set_apart(session)
        params = {
            "copies": copies,
            "stride": _stride(session),
            "step": f"{YEARS * 365 * 24 * 3600 / copies} seconds",
            "fresh": max(1, copies // 100),
            "endings": list(ENDINGS),
        }
        session.execute(FORGET)
        loose = [one for table in (*TABLES, "search_key", "conversation") for one in _loose(session, table)]
        for one in loose:
            session.execute(one.drop)
        statements = [(name, _copy(session, name)) for name in TABLES]
    _at_once(stage, connections, [(name, statement, params) for name, statement in statements])
    _at_once(stage, connections, _talks(stage, messages))
    # A person's words are found by their addresses, which therefore want their keys first.
    first = ("contact_point",)
    _at_once(stage, connections, [one.job for one in loose if one.table in first])
    rest = [one.job for one in loose if one.table not in (*first, "search_key")]
    _at_once(stage, connections, [("search_key", SEARCH_KEYS, params), *rest])
    vacuum: list[Job] = [
        (f"vacuum {name}", f"VACUUM (ANALYZE) {name}", None)
        for name in (*TABLES, "search_key", "conversation")
    ]
    _at_once(stage, connections, [*(one.job for one in loose if one.table == "search_key"), *vacuum])
    _move_sequences(stage)


def _talks(stage: Stage, messages: int) -> list[Job]:
    with _loader(stage) as session:
        row = session.execute(LEADS).fetchone()
    return [*talks(int(row[0]), int(row[1]), messages)] if row and messages else []


def _at_once(stage: Stage, connections: int, jobs: Sequence[Job]) -> None:
    """All jobs, so many at a time. Whoever stops the bench stops the statements under way."""
    threads = ThreadPoolExecutor(connections)
    try:
        list(threads.map(lambda job: _run(stage, *job), jobs))
    except BaseException:
        threads.shutdown(wait=False, cancel_futures=True)
        with _loader(stage) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        raise
    threads.shutdown()


def _loader(stage: Stage) -> "psycopg.Connection[Any]":
    session = psycopg.connect(stage.conninfo("superuser"), autocommit=True)
    session.execute("SET session_replication_role = replica")
    session.execute("SET maintenance_work_mem = '1GB'")
    session.execute("SET work_mem = '256MB'")
    return session


def _run(stage: Stage, name: str, statement: str, params: dict[str, Any] | None) -> None:
    began = stage.say.seconds
    with _loader(stage) as session:
        count = session.execute(statement.encode(), params).rowcount
    if stage.say.seconds - began > 2:
        rows = f", {count:,} rows" if count > 0 else ""
        stage.say(f"  {name}{rows} in {stage.say.seconds - began:.1f} s")


def _stride(session: "psycopg.Connection[Any]") -> int:
    """More than the highest id of any table that is copied."""
    highest = 0
    for name in TABLES:
        if "id" in _columns(session, name):
            row = session.execute(sql.SQL("SELECT max(id) FROM {}").format(sql.Identifier(name))).fetchone()
            highest = max(highest, (row and row[0]) or 0)
    return highest + 1


def _copy(session: "psycopg.Connection[Any]", name: str) -> str:
    columns = _columns(session, name)
    values = ", ".join(_value(name, column, kind) for column, kind in columns.items())
    listed = ", ".join(f'"{column}"' for column in columns)
    # That the inner part asks about k keeps copy after copy together on disk, as they would have come.
    return (
        f"INSERT INTO {name} ({listed}) SELECT {values} FROM generate_series(1, %(copies)s) AS k,"
        f" LATERAL (SELECT * FROM {ORIGINALS}.{name} WHERE k > 0) c"
    )


def _set_apart(session: "psycopg.Connection[Any]") -> None:
    """The originals once more: read from the table that grows, each copy would step over all copies before it."""
    session.execute(f"CREATE SCHEMA {ORIGINALS}")
    for name in TABLES:
        order = "id" if "id" in _columns(session, name) else "lead_id"
        session.execute(f"CREATE TABLE {ORIGINALS}.{name} AS SELECT * FROM {name} ORDER BY {order}")


def _value(table: str, column: str, kind: str) -> str:
    if changed := CHANGED.get((table, column)):
        return changed
    if column in MOVED:
        return f'c."{column}" + k::bigint * %(stride)s'
    if kind == "timestamp with time zone":
        return f'c."{column}" - k * %(step)s::interval'
    return f'c."{column}"'


def _columns(session: "psycopg.Connection[Any]", name: str) -> dict[str, str]:
    found = session.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = ('public.' || %s)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [name],
    ).fetchall()
    return dict(found)


def _loose(session: "psycopg.Connection[Any]", table: str) -> Sequence[Loose]:
    rows = session.execute(LOOSE_INDEXES, {"table": table}).fetchall()
    return [Loose(table, *row) for row in rows]


def _move_sequences(stage: Stage) -> None:
    """The next id is a new one."""
    with _loader(stage) as session:
        session.execute(f"DROP SCHEMA {ORIGINALS} CASCADE")
        for name in TABLES:
            if "id" in _columns(session, name):
                session.execute(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                )
