"""`freshup restore`: into a database of its own, compared there, and only then under the usual name.

Until the last step the installation is as it was; that step renames two databases by one commit.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

from freshup.adapters.archives.manifest import Manifest
from freshup.adapters.archives.reading import dump_of, files_of, verified
from freshup.adapters.archives.stored import put_back
from freshup.adapters.postgres.census import Connection, session
from freshup.adapters.postgres.dumping import load
from freshup.adapters.postgres.roles import assert_powerless
from freshup.adapters.postgres.sequences import last_values, leap
from freshup.adapters.postgres.swapping import (
    NAME_LENGTH_MAX,
    create,
    drop,
    exists,
    kept_aside,
    refuse_stubborn,
    rename,
    swap,
)
from freshup.bootstrap.keeping import (
    ASIDE,
    RESTORING,
    Installation,
    django_in,
    ensure_tables,
    fingerprint,
    open_to_roles,
)
from freshup.interfaces.console.keeping.comparing import Comparison, compared
from freshup.interfaces.console.keeping.refusing import (
    Refused,
    processes_in,
    refuse_newer,
    refuse_occupied,
    rows_in,
)
from freshup.operations.keeping import Held, carry_over_opt_outs, hold_sending, note_restored
from freshup.queries.platform.holdings import came_since, settings_version_max, suppressed_since

# Ids stand in links of customers, in Message-IDs and in providers' logs. Those given out between the backup and now
# must not come again for something else; where nobody knows how many there were, this many are passed over.
IDS_PASSED_OVER: Final = 100_000

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person at the console asked for."""

    replace: bool = False
    hold: bool = True
    drop_old: bool = False


@dataclass(slots=True)
class Replaced:
    """The database that was there before: what it knew that the backup does not."""

    aside: str = ""
    since: dict[str, int] = field(default_factory=dict)
    opt_outs: list[tuple[object, ...]] = field(default_factory=list)
    settings_version: int = 0
    sequences: dict[str, int] = field(default_factory=dict)
    holds_something: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done, for whoever prints it."""

    manifest: Manifest
    comparison: Comparison
    files_put_back: int
    files_there: int
    held: Held | None
    carried_over: int
    replaced: Replaced
    sent_away: int
    same_secret: bool


def restore(here: Installation, path: Path, wishes: Wishes, *, now: datetime, say: Say) -> Restored:
    """Put everything back as the archive has it. All or nothing.

    Raises Refused, ArchiveDamaged, ArchiveForeign (before anything is touched), DumpFailed, InUse, OSError,
    psycopg.Error (everything is as it was).
    """
    say("reading the archive")
    manifest = verified(path)
    with here.maintenance() as maintenance:
        refuse_newer(manifest, maintenance)
        if not wishes.replace:
            refuse_occupied(here, maintenance)
        refuse_stubborn(maintenance, here.name)
        new = f"{here.name[: NAME_LENGTH_MAX - len(RESTORING)]}{RESTORING}"
        create(maintenance, new, owner=here.owner)
        try:
            return _restore_into(here, new, path, manifest, wishes, maintenance, now=now, say=say)
        finally:
            # Gone already where it has taken the usual name.
            drop(maintenance, new)


def _restore_into(
    here: Installation,
    new: str,
    path: Path,
    manifest: Manifest,
    wishes: Wishes,
    maintenance: Connection,
    *,
    now: datetime,
    say: Say,
) -> Restored:
    open_to_roles(here.parameters(new))
    say("restoring the database")
    load(here.programs, here.parameters(new), dump_of(path))
    say("comparing it with the archive")
    with session(here.parameters(new)) as connection:
        connection.execute("ANALYZE")
        comparison = compared(connection, manifest)
    if comparison.different:
        raise Refused(f"what was restored differs from the archive in {', '.join(comparison.different)}")
    say("putting files back")
    put, there = _files(here, path)
    replaced = _look_back(here, maintenance, manifest, now=now)
    working = processes_in(here, maintenance)
    say("migrating")
    with django_in(new):
        ensure_tables(say)
        note_restored(made_at=manifest.made_at, settings_version=replaced.settings_version, now=now)
        carried = carry_over_opt_outs(replaced.opt_outs)
        held = hold_sending(now=now) if wishes.hold else None
    with session(here.parameters(new)) as connection:
        leap(connection, beyond=replaced.sequences, by=IDS_PASSED_OVER)
    _check_wall(here, new)
    _take_place(here, new, replaced, maintenance, say)
    # What came while this was going on.
    carried += carry_over_opt_outs(_opt_outs_since(here, replaced, manifest))
    _keep_or_drop(replaced, maintenance, wishes)
    same = fingerprint(settings.SECRET_KEY) == manifest.secret_fingerprint
    return Restored(manifest, comparison, put, there, held, carried, replaced, len(working), same)


def _files(here: Installation, path: Path) -> tuple[int, int]:
    """Missing files are put into the store, each compared with its name; nothing there is taken away."""
    put = there = 0
    for name, content in files_of(path):
        if put_back(here.stored, name, content):
            put += 1
        else:
            there += 1
    if put:
        os.sync()
    return put, there


def _look_back(here: Installation, maintenance: Connection, manifest: Manifest, *, now: datetime) -> Replaced:
    """What must be known of the database that is there, before it is put aside."""
    if not exists(maintenance, here.name):
        return Replaced()
    aside = f"{_aside_prefix(here)}{now:%Y%m%d%H%M%S}"
    with session(here.parameters()) as connection:
        return Replaced(
            aside=aside,
            since=came_since(connection, manifest.made_at),
            opt_outs=suppressed_since(connection, manifest.made_at),
            settings_version=settings_version_max(connection),
            sequences=last_values(connection),
            holds_something=bool(rows_in(here)),
        )


def _take_place(here: Installation, new: str, replaced: Replaced, maintenance: Connection, say: Say) -> None:
    say("taking the usual name")
    if replaced.aside:
        swap(maintenance, usual=here.name, new=new, aside=replaced.aside, say=say)
    else:
        rename(maintenance, new, here.name)


def _opt_outs_since(here: Installation, replaced: Replaced, manifest: Manifest) -> list[tuple[object, ...]]:
    if not replaced.aside:
        return []
    with session(here.parameters(replaced.aside)) as connection:
        return suppressed_since(connection, manifest.made_at)


def _keep_or_drop(replaced: Replaced, maintenance: Connection, wishes: Wishes) -> None:
    if replaced.aside and (wishes.drop_old or not replaced.holds_something):
        drop(maintenance, replaced.aside)
        replaced.aside = ""


def _check_wall(here: Installation, new: str) -> None:
    """What `serve` checks as it starts, asked of the restored database before it is anybody's."""
    with psycopg.connect(
        make_conninfo("", **{**here.as_web(), "dbname": new}), autocommit=True
    ) as connection:
        assert_powerless(connection)


def drop_old(here: Installation) -> list[str]:
    """Databases that earlier restores put aside are removed; their names."""
    with here.maintenance() as maintenance:
        found = kept_aside(maintenance, _aside_prefix(here))
        for name in found:
            drop(maintenance, name)
    return found


def _aside_prefix(here: Installation) -> str:
    """With room for the moment behind it."""
    return f"{here.name[: NAME_LENGTH_MAX - len(ASIDE) - 14]}{ASIDE}"
