"""How fast PostgreSQL itself takes the rows that intake made: bare set-based INSERTs into twins of the tables.

The twins have the same columns, indexes, checks and foreign keys, and lie in a schema of their own. The finished
rows are first laid out batch by batch, so that reading them costs next to nothing; then every connection inserts
its batches of 500 leads, one INSERT … SELECT a table, one commit a batch. No decoding, no rules, no values over
the wire, no UPDATE of what was received.
"""

import re
import time
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any, Final

import psycopg
from psycopg import sql

from freshup.interfaces.console.benches.stage import Stage
from freshup.operations.tables import ORDER, ROUTING_TALLY

BATCH_LEADS: Final = 500
TWINS: Final = "bench_limit"
LAID_OUT: Final = "bench_rows"
TABLES: Final = (*(table.name for table in ORDER), ROUTING_TALLY.name)
# How a row finds the batch it belongs to: by the first of these columns it has.
BY_COLUMN: Final = {"lead_id": "of_lead", "opportunity_id": "of_opportunity", "person_id": "of_person"}
BY_ID: Final = {"lead": "of_lead", "opportunity": "of_opportunity", "person": "of_person"}
# A group's rows refer to each other, so they go through one connection, as they go through one drain.
BATCHES: Final = f"""
CREATE TABLE {LAID_OUT}.of_lead AS
    WITH sized AS (
        SELECT r.group_id, count(*) AS leads FROM lead l JOIN rooftop r ON r.id = l.rooftop_id GROUP BY 1),
    dealt AS (
        SELECT group_id, (row_number() OVER (ORDER BY leads DESC, group_id) - 1) AS turn FROM sized),
    parts AS (
        SELECT group_id, CASE WHEN turn / %(parts)s %% 2 = 0 THEN turn %% %(parts)s
            ELSE %(parts)s - 1 - turn %% %(parts)s END AS part FROM dealt)
    SELECT l.id, l.opportunity_id, l.person_id, part,
           (row_number() OVER (PARTITION BY part ORDER BY l.id) - 1) / {BATCH_LEADS} AS batch
    FROM lead l JOIN rooftop r ON r.id = l.rooftop_id JOIN parts USING (group_id);
"""
FIRST_BATCH: Final = f"""
CREATE TABLE {LAID_OUT}.of_opportunity AS
    SELECT opportunity_id AS id, min(part) AS part, min(batch) AS batch FROM {LAID_OUT}.of_lead GROUP BY 1;
CREATE TABLE {LAID_OUT}.of_person AS
    SELECT person_id AS id, min(part) AS part, min(batch) AS batch FROM {LAID_OUT}.of_lead GROUP BY 1;
"""
FOREIGN_KEYS: Final = """
SELECT t.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND t.relname = ANY (%s) AND t.relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Limit:
    leads: int
    seconds: float
    rows: int

    @property
    def leads_per_s(self) -> float:
        return self.leads / self.seconds


def measure_limit(stage: Stage, *, connections: int) -> Limit:
    """The speed of the bare rows, with as many connections as intake had workers."""
    with stage.connect() as session:
        stage.say("limit: laying out the finished rows")
        _lay_out(session, connections)
        _make_twins(session)
        batches = session.execute(
            f"SELECT part, array_agg(DISTINCT batch ORDER BY batch) FROM {LAID_OUT}.of_lead GROUP BY 1 ORDER BY 1"
        ).fetchall()
        columns = {name: _columns(session, name) for name in TABLES}
        stage.checkpoint()
        stage.say(f"limit: inserting them with {len(batches)} connections")
        seconds = _insert(stage, {part: list(numbers) for part, numbers in batches}, columns)
        limit = Limit(_count(session, "public", "lead"), seconds, _compare(session))
        session.execute(f"DROP SCHEMA {LAID_OUT} CASCADE")
    return limit


def _lay_out(session: "psycopg.Connection[Any]", parts: int) -> None:
    session.execute(f"CREATE SCHEMA {LAID_OUT}")
    session.execute(BATCHES.replace("%(parts)s", str(parts)).replace("%%", "%"))
    session.execute(FIRST_BATCH)
    for name in TABLES:
        batch = _batch_of(session, name)
        session.execute(
            f"CREATE UNLOGGED TABLE {LAID_OUT}.{name} AS SELECT coalesce(b.part, 0) AS limit_part,"
            f" coalesce(b.batch, 0) AS limit_batch, t.* FROM public.{name} t {batch} ORDER BY 1, 2"
        )
        session.execute(f"CREATE INDEX ON {LAID_OUT}.{name} (limit_part, limit_batch)")
        session.execute(f"VACUUM ANALYZE {LAID_OUT}.{name}")


def _batch_of(session: "psycopg.Connection[Any]", name: str) -> str:
    if name in BY_ID:
        return f"JOIN {LAID_OUT}.{BY_ID[name]} b ON b.id = t.id"
    columns = _columns(session, name)
    for column, batches in BY_COLUMN.items():
        if column in columns:
            return f"JOIN {LAID_OUT}.{batches} b ON b.id = t.{column}"
    # Tallies are rewritten by every batch; here they are rows like others, in the first.
    return "CROSS JOIN (SELECT 0 AS part, 0 AS batch) b"


def _columns(session: "psycopg.Connection[Any]", name: str) -> list[str]:
    found = session.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = ('public.' || %s)::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [name],
    ).fetchall()
    return [row[0] for row in found]


def _make_twins(session: "psycopg.Connection[Any]") -> None:
    session.execute(f"CREATE SCHEMA {TWINS}")
    for name in TABLES:
        session.execute(f"CREATE TABLE {TWINS}.{name} (LIKE public.{name} INCLUDING ALL)")
    for table, constraint, definition in session.execute(FOREIGN_KEYS, [list(TABLES)]).fetchall():
        session.execute(f"ALTER TABLE {TWINS}.{table} ADD CONSTRAINT {constraint} {_to_twins(definition)}")


def _to_twins(definition: str) -> str:
    """A foreign key between two tables that both have twins holds between the twins."""

    def named(found: re.Match[str]) -> str:
        schema = TWINS if found[1] in TABLES else "public"
        return f"REFERENCES {schema}.{found[1]}("

    return re.sub(r"REFERENCES (?:public\.)?(\w+)\(", named, definition)


def _insert(stage: Stage, batches: dict[int, list[int]], columns: dict[str, list[str]]) -> float:
    """Seconds from the first insert to the last commit."""
    together = Barrier(len(batches) + 1)
    failed: list[BaseException] = []

    def work(part: int, numbers: list[int]) -> None:
        try:
            with psycopg.connect(stage.conninfo(), prepare_threshold=0) as session:
                together.wait()
                for number in numbers:
                    for name, names in columns.items():
                        session.execute(_copy(name, names), [part, number])
                    session.commit()
        except BaseException as error:
            together.abort()
            failed.append(error)

    threads = [Thread(target=work, args=one, daemon=True) for one in batches.items()]
    for thread in threads:
        thread.start()
    together.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - began


def _copy(name: str, columns: list[str]) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(
        "INSERT INTO {twin} ({listed}) SELECT {listed} FROM {rows} WHERE limit_part = %s AND limit_batch = %s"
    ).format(listed=listed, twin=sql.Identifier(TWINS, name), rows=sql.Identifier(LAID_OUT, name))


class Unlike(Exception):
    """The twins do not hold what the tables hold: the limit would be a limit of something else."""


def _compare(session: "psycopg.Connection[Any]") -> int:
    counts = {name: (_count(session, "public", name), _count(session, TWINS, name)) for name in TABLES}
    unlike = {name: pair for name, pair in counts.items() if pair[0] != pair[1]}
    if unlike:
        raise Unlike(str(unlike))
    return sum(pair[0] for pair in counts.values())


def _count(session: "psycopg.Connection[Any]", schema: str, name: str) -> int:
    row = session.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))).fetchone()
    return int(row[0]) if row else 0
