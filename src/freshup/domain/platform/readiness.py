"""May this process take traffic? What a load balancer asks every few seconds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

MigrationName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one look found. `lacking` is None where the database did not answer, and then `trouble` says why."""

    lacking: Collection[MigrationName] | None
    trouble: str = ""
    draining: bool = False


def missing(
    wanted: Collection[MigrationName],
    applied: Collection[MigrationName],
    replaced: Mapping[MigrationName, Collection[MigrationName]] | None = None,
) -> list[MigrationName]:
    """What this code needs and the database has not.

    More than it needs is well: while hosts are brought to a new release one after another, the old code meets the
    new tables (migrations expand first and contract later). A squashed one counts once all it `replaced` are there.
    """
    there = set(applied)
    stands_in = replaced or {}
    return sorted(
        one
        for one in wanted
        if one not in there and not (stands_in.get(one) and set(stands_in[one]) <= there)
    )


def checks(standing: Standing) -> dict[str, str]:
    """By name, "ok" or what is the matter. No address and no name of a person is in it."""
    lacking = standing.lacking
    migrations = "unknown" if lacking is None else "ok"
    if lacking:
        migrations = f"{len(lacking)} missing: {', '.join('.'.join(one) for one in sorted(lacking)[:3])}"
    return {
        "database": "ok" if lacking is not None else standing.trouble or "no answer",
        "migrations": migrations,
        "draining": "yes" if standing.draining else "ok",
    }


def is_ready(found: Mapping[str, str]) -> bool:
    return all(said == "ok" for said in found.values())
