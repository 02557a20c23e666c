"""`freshup bench pages`: leads, search, a lead, Up next, the board at ten thousand and a million leads, over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
from django.core.management.base import CommandError
from psycopg import sql

from freshup.adapters.postgres.roles import LOGINS
from freshup.bootstrap.database import cluster, is_embedded
from freshup.interfaces.console.benches.counting import row_counts
from freshup.interfaces.console.benches.multitude import YEARS, multiply
from freshup.interfaces.console.benches.polling import polling
from freshup.interfaces.console.benches.processes import start_web
from freshup.interfaces.console.benches.reading import Reader, open_session
from freshup.interfaces.console.benches.report import machine
from freshup.interfaces.console.benches.stage import Stage
from freshup.interfaces.console.benches.town import (
    STORES_A_GROUP,
    VIEWERS,
    Town,
    live_through,
    open_town,
    plant,
)
from freshup.interfaces.console.benches.visits import SEARCHES, Scene, hits, measure

SECONDS_MAX: Final = 1_500.0
# Whose open pages ask again while others work.
PEOPLE: Final = 1_000
OTHER_SESSIONS: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Size:
    """Copies of what was lived through, messages of talks in the larger town, how often each page is asked for."""

    lived_through: int
    few: int
    many: int
    warm: int
    requests: int
    groups: int
    messages: int


# Ten thousand leads and a million, with five million messages.
SIZES: Final = {
    "full": Size(1_000, 9, 999, 5, 40, 30, 5_000_000),
    "small": Size(150, 1, 4, 1, 3, 5, 4_000),
}


def run(stage: Stage) -> dict[str, Any]:
    if not is_embedded():
        raise CommandError("bench pages loads its million as the superuser of the embedded database")
    size = SIZES["small" if stage.small else "full"]
    conditions = machine()
    now = datetime.now(UTC)
    stage.say(f"opening {size.groups * STORES_A_GROUP} stores")
    town = open_town(size.groups, now=now)
    stage.say(f"{size.lived_through:,} leads through intake and the hands of people")
    span = timedelta(days=YEARS * 365) / size.many
    live_through(town, size.lived_through, now=now, span=span)
    sessions = {name: open_session(town.users[name]) for name in VIEWERS}
    stage.collect_static_files()
    with _copy(stage, "few") as few_stage:
        messages = size.messages if stage.messages is None else stage.messages
        few = _scene(few_stage, town, sessions, size.few, messages * (size.few + 1) // (size.many + 1))
        many = _scene(stage, town, sessions, size.many, messages)
        pages = {}
        for name, page in measure(few, many, warm=size.warm, requests=size.requests):
            pages[name] = page
            stage.say(
                f"{name}: {page['p95_ms_few']:.1f} → {page['p95_ms']:.1f} ms, {page['statements']} statements"
            )
        for viewer in VIEWERS:
            for name, words in SEARCHES.items():
                pages[f"{viewer}/{name}"]["hits"] = hits(many, town, viewer, words)
        polled = polling(many, people=PEOPLE, requests=size.requests)
        rows = {"few": _rows(few), "many": _rows(many)}
    return {
        "p95_ms_max": max(one["p95_ms"] for one in pages.values()),
        "growth_max": max(one["growth"] for one in pages.values()),
        # A page that shows more because there is more to show takes longer to draw, wherever it comes from.
        "growth_max_of_equally_full_pages": max(
            one["growth"] for one in pages.values() if one["rows"] == one["rows_few"]
        ),
        "p50_ms_max": max(one["p50_ms"] for one in pages.values()),
        "growth_p50_max": max(one["growth_p50"] for one in pages.values()),
        "statements_max": max(one["statements"] for one in pages.values()),
        "pages_whose_statements_grow": [
            name for name, one in pages.items() if one["statements"] != one["statements_few"]
        ],
        "polled": polled,
        "leads": {"few": few.leads, "many": many.leads},
        "open_tasks_of_the_agent": {"few": few.marks.tasks, "many": many.marks.tasks},
        "requests_each": size.requests,
        "pages": pages,
        "rows": rows,
        "machine": conditions,
        "settings": stage.settings,
    }


@contextmanager
def _copy(stage: Stage, name: str) -> Iterator[Stage]:
    """A database that begins as a copy of the stage's own."""
    copied = replace(stage, database=f"{stage.database}_{name}")
    cluster().drop_database(copied.database)
    with psycopg.connect(cluster().conninfo("postgres"), autocommit=True) as session:
        # PostgreSQL copies no database that somebody is connected to.
        session.execute(OTHER_SESSIONS, [stage.database])
        session.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                *map(sql.Identifier, (copied.database, LOGINS["owner"], stage.database))
            )
        )
    try:
        yield copied
    finally:
        if not stage.keep:
            cluster().drop_database(copied.database)


def _scene(stage: Stage, town: Town, sessions: dict[str, str], copies: int, messages: int) -> Scene:
    stage.say(f"{stage.database}: {copies:,} copies, about {messages:,} messages")
    multiply(stage, copies, messages=messages)
    with stage.connect() as outside:
        marks = plant(outside, town)
        leads = row_counts(outside)["lead"]
    stage.checkpoint()
    web = start_web(stage, f"web-{copies}")
    stage.say(f"{stage.database}: {leads:,} leads, served on port {web.port}")
    return Scene(stage, marks, {name: Reader(web.port, session) for name, session in sessions.items()}, leads)


def _rows(scene: Scene) -> dict[str, int]:
    with scene.stage.connect() as outside:
        return row_counts(outside)
