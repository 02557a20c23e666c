"""The database, its walls, the queue in it, and its clock against ours."""

import time
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection

from freshup.adapters.host.clock import is_synchronised
from freshup.bootstrap.database import database_name, is_embedded
from freshup.domain.platform.database import judge_database, judge_walls
from freshup.domain.platform.findings import Finding, wrong
from freshup.domain.platform.gauges import judge_queue
from freshup.domain.platform.host import judge_clock
from freshup.queries.health.gauges import gauges
from freshup.queries.health.installation import database_facts, server_clock, wall_facts


def examine_database(now: datetime) -> tuple[list[Finding], bool]:
    """What is found, and whether the rest may be asked of it."""
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError) as error:
        return [*_silent(error), *judge_clock(apart_seconds=None, synchronised=is_synchronised())], False
    try:
        facts = database_facts()
        found = judge_database(facts)
        if facts.lacking:
            # What follows asks for tables and functions that may not be there yet.
            return found, False
        found += judge_walls(wall_facts()) + judge_queue(gauges(now=now))
        found += judge_clock(apart_seconds=_apart(), synchronised=is_synchronised())
        return found, True
    except (DatabaseError, InterfaceError) as error:
        says = f"a question was not answered ({type(error).__name__})"
        return [wrong("database", says, "is DATABASE_URL the owner's log-in? See the server's log")], False


def _silent(error: Exception) -> list[Finding]:
    if is_embedded():
        return [
            wrong(
                "database",
                "the embedded database is not running",
                "run `freshup serve`, or `freshup database start`",
            )
        ]
    says = f"{database_name()} does not answer ({type(error.__cause__ or error).__name__})"
    return [wrong("database", says, "is the server DATABASE_URL names up, and may this host reach it?")]


def _apart() -> float:
    """Our clock against the database's, half the way there and back taken off."""
    began = time.time()
    theirs = server_clock()
    return theirs - (began + time.time()) / 2
