"""Whether the tables are as this code wants them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.db.migrations.loader import MigrationLoader

from freshup.data.sql import rows
from freshup.domain.platform.readiness import MigrationName, missing

# It also shows that the database answers; a few hundred rows, 0.3 ms.
APPLIED: Final = "SELECT app, name FROM django_migrations"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The migrations on this host's disk; of a squashed one, those it stands for."""

    names: frozenset[MigrationName]
    replaced: Mapping[MigrationName, tuple[MigrationName, ...]]


@cache
def wanted() -> Wanted:
    """Read from the files once a process; asks no database."""
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    replaced = {name: tuple(one.replaces) for name, one in on_disk.items() if one.replaces}
    return Wanted(frozenset(on_disk), replaced)


def lacking() -> list[MigrationName]:
    """What this code needs and the database has not; raises what the database raises."""
    applied = [(app, name) for app, name in rows(APPLIED, [])]
    return missing(wanted().names, applied, wanted().replaced)
