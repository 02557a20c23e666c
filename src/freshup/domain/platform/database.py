"""A database that is too old, too open, too full or too busy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from freshup.domain.platform.findings import Finding, judged, ok, warning, wrong
from freshup.domain.platform.gauges import duration

AREA: Final = "database"
OLDEST: Final = 15
# A commit that is reported and then lost to a power cut would be a lead that was answered with 202 and is gone.
SAFE: Final = ("fsync", "full_page_writes")
TRANSACTION_SECONDS: Final = (300.0, 3_600.0)
# Transactions until the server stops taking writes: two thousand million; it vacuums by itself from 200 million on.
AGE: Final = (500_000_000.0, 1_000_000_000.0)
USED_SHARE: Final = (0.7, 0.9)
DEAD_ROWS_MIN: Final = 100_000
DEAD_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    version: int
    options: Mapping[str, str]
    encoding: str
    connections: int
    connections_max: int
    # None where this log-in is not told of the others'.
    oldest_transaction_seconds: float | None
    size_bytes: int
    age: int
    # Table → dead and live rows, of those with many dead ones.
    dead: Mapping[str, tuple[int, int]]
    lacking: Collection[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class WallFacts:
    """Roles by name → what they may and should not, and tables by what is wrong with their wall."""

    roles: Mapping[str, tuple[str, ...]]
    missing_roles: tuple[str, ...] = ()
    tables: int = 0
    unguarded: tuple[str, ...] = ()
    rewritable: tuple[str, ...] = ()
    unknown: tuple[str, ...] = field(default=())


def judge_database(facts: DatabaseFacts) -> list[Finding]:
    found = [_version(facts), _migrations(facts), *_safety(facts)]
    used = facts.connections / max(1, facts.connections_max)
    says = f"{facts.connections} of {facts.connections_max} connections are taken"
    found.append(
        judged(AREA, used, USED_SHARE, says, "raise max_connections or put PgBouncer in front (sessions)")
    )
    found.append(_transaction(facts.oldest_transaction_seconds))
    age = f"{facts.age / 1e6:,.0f} million transactions since the oldest row was frozen"
    found.append(
        judged(AREA, facts.age, AGE, age, "look what keeps autovacuum from freezing: old transactions, slots")
    )
    found.append(ok(AREA, f"size: {facts.size_bytes / 1e9:.2f} GB"))
    return found + [_dead(table, *rows) for table, rows in facts.dead.items() if _is_bloated(*rows)]


def _version(facts: DatabaseFacts) -> Finding:
    major = facts.version // 10_000
    if major < OLDEST:
        return wrong(AREA, f"PostgreSQL {major}", f"bring it to {OLDEST} or newer: older ones are not tested")
    return ok(AREA, f"PostgreSQL {major}.{facts.version % 10_000}")


def _migrations(facts: DatabaseFacts) -> Finding:
    if not facts.lacking:
        return ok(AREA, "its tables are as this release wants them")
    names = ", ".join(".".join(one) for one in sorted(facts.lacking)[:3])
    return wrong(
        AREA,
        f"{len(facts.lacking)} migrations are missing ({names})",
        "run `freshup migrate`, or `freshup serve`",
    )


def _safety(facts: DatabaseFacts) -> list[Finding]:
    found = []
    off = [name for name in SAFE if facts.options.get(name) == "off"]
    if off:
        says = f"{', '.join(off)} off: a power cut loses what was answered as taken"
        found.append(wrong(AREA, says, "switch on and restart the server"))
    if facts.options.get("synchronous_commit") == "off":
        says = "synchronous_commit is off: a crash loses the last moments of what was answered as taken"
        found.append(wrong(AREA, says, "set it to on"))
    if facts.options.get("autovacuum") == "off":
        found.append(
            wrong(
                AREA,
                "autovacuum is off",
                "switch it on: tables grow without end and the server stops at last",
            )
        )
    if facts.encoding != "UTF8":
        found.append(
            wrong(AREA, f"the encoding is {facts.encoding}", "make the database anew with ENCODING 'UTF8'")
        )
    return found or [ok(AREA, "commits are on disk when they are reported, and autovacuum runs")]


def _transaction(seconds: float | None) -> Finding:
    if seconds is None:
        advice = "GRANT pg_read_all_stats to the owner's log-in"
        return warning(AREA, "how long transactions last is not told to this log-in", advice)
    says = f"the oldest open transaction has lasted {duration(seconds)}"
    return judged(
        AREA, seconds, TRANSACTION_SECONDS, says, "find it in pg_stat_activity and end it: it holds vacuum up"
    )


def _is_bloated(dead: int, live: int) -> bool:
    return dead >= DEAD_ROWS_MIN and dead >= DEAD_SHARE * (live + dead)


def _dead(table: str, dead: int, live: int) -> Finding:
    says = f"{table}: {dead:,} dead rows beside {live:,} live ones"
    return warning(
        AREA, says, f"autovacuum does not keep up: VACUUM (ANALYZE) {table}, and raise its cost limit"
    )


def judge_walls(facts: WallFacts) -> list[Finding]:
    """The second wall between stores. Whatever is wrong here shows somebody's customers to somebody else."""
    area = "walls"
    found = [
        wrong(
            area,
            f"{role} {' and '.join(powers)}",
            "ALTER ROLE … NOSUPERUSER NOBYPASSRLS; pages refuse to start otherwise",
        )
        for role, powers in facts.roles.items()
        if powers
    ]
    if facts.missing_roles:
        found.append(
            wrong(
                area,
                f"no role {', '.join(facts.missing_roles)}",
                "run `freshup serve` or `freshup database start` once",
            )
        )
    lists = ((facts.unguarded, "without its policies"), (facts.unknown, "with rows of stores and no rule at all"),
             (facts.rewritable, "append-only, and yet the pages' role may change it"))  # fmt: skip
    for tables, what in lists:
        if tables:
            says = f"{len(tables)} tables {what}: {', '.join(tables[:5])}"
            found.append(
                wrong(area, says, "a restore or a hand may have done it: compare with a new database")
            )
    return found or [
        ok(
            area,
            f"row-level security stands around {facts.tables} tables, and the roles have no power over it",
        )
    ]
