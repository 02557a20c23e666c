"""`freshup backup`: everything as it was at one moment, while everybody goes on working."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from freshup.adapters.archives.manifest import NAMED_MAX, FilesSay, Manifest, TableSays
from freshup.adapters.archives.reading import listed
from freshup.adapters.archives.stored import place_of, read
from freshup.adapters.archives.writing import DUMP, FILES, SECRETS, ArchiveWriter, Written, draft_of
from freshup.adapters.host.backups import note_backup
from freshup.adapters.postgres.census import (
    Count,
    Snapshot,
    count_rows,
    server_version,
    session,
    snapshot_of,
    tables_of,
    walls_of,
)
from freshup.adapters.postgres.dumping import dumped
from freshup.adapters.postgres.roles import LOGINS
from freshup.bootstrap.keeping import LEFT_EMPTY, SECRET_FILES, Installation, fingerprint, product_version
from freshup.queries.platform.holdings import migrations_of, still_named, stored_files

ENDING: Final = ".tar"
NAMED_BY_US: Final = re.compile(r"freshup-\d{8}T\d{6}Z\.tar")
ROLES: Final = (LOGINS["web"], LOGINS["worker"])
NAMES_AT_ONCE: Final = 1_000

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written, and older ones that were removed for it."""

    path: Path
    size: int
    manifest: Manifest
    removed: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Copied:
    """What became of the stored files."""

    count: int = 0
    size: int = 0
    absent: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def back_up(
    here: Installation, target: Path, *, now: datetime, with_secret: bool, keep: int | None, say: Say
) -> Made:
    """Write everything into one file, of that name or of a name of its own in that directory.

    Raises AlreadyThere, DumpFailed, OSError, psycopg.Error; then there is no file.
    """
    path = target / f"freshup-{now:%Y%m%dT%H%M%SZ}{ENDING}" if target.is_dir() else target
    with draft_of(path) as file:
        manifest = _write(here, file, now=now, with_secret=with_secret, say=say)
        size = file.tell()
    note_backup(here.home, now)
    removed = _remove_older(path, keep) if keep is not None and target.is_dir() else ()
    return Made(path, size, manifest, removed)


def _write(here: Installation, file: IO[bytes], *, now: datetime, with_secret: bool, say: Say) -> Manifest:
    writer = ArchiveWriter(file, made_at_seconds=int(now.timestamp()))
    with tempfile.TemporaryFile("w+") as names:
        with snapshot_of(here.parameters()) as snapshot:
            tables = [name for name in tables_of(snapshot.connection) if name not in LEFT_EMPTY]
            major, words = server_version(snapshot.connection)
            migrations = migrations_of(snapshot.connection)
            walls = walls_of(snapshot.connection, roles=ROLES)
            dump, counts = _dump_and_count(here, writer, snapshot, tables, say)
            names.writelines(f"{name}\n" for name in stored_files(snapshot.connection))
        # From here on nobody is kept from tidying up by our snapshot: files are copied when it is gone.
        names.seek(0)
        files = _copy_files(here, writer, (line.strip() for line in names), say)
    if with_secret:
        for name in SECRET_FILES:
            writer.add(f"{SECRETS}{name}", [_secret(here, name)])
    manifest = Manifest(
        made_at=now,
        product_version=product_version(),
        server_version=words,
        server_major=major,
        migrations=migrations,
        tables={name: TableSays(one.rows, one.checksum) for name, one in counts.items()},
        left_empty=LEFT_EMPTY,
        walls=asdict(walls),
        dump_size=dump.size,
        dump_sha256=dump.sha256,
        files=files,
        secret_fingerprint=fingerprint(settings.SECRET_KEY),
        with_secret=with_secret,
    )
    writer.finish(manifest)
    return manifest


def _dump_and_count(
    here: Installation, writer: ArchiveWriter, snapshot: Snapshot, tables: list[str], say: Say
) -> tuple[Written, dict[str, Count]]:
    """Side by side, since both read all of it and both see the same moment."""
    say(f"reading {len(tables)} tables")
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(count_rows, snapshot.connection, tables)
        dump = writer.add(
            DUMP, dumped(here.programs, here.parameters(), snapshot=snapshot.name, without_rows_of=LEFT_EMPTY)
        )
        return dump, counting.result()


def _copy_files(here: Installation, writer: ArchiveWriter, names: Iterator[str], say: Say) -> FilesSay:
    copied, listing = _Copied(), hashlib.sha256()
    for name in names:
        _copy(here, writer, name, copied, listing)
        if copied.count and copied.count % NAMES_AT_ONCE == 0:
            say(f"{copied.count:,} files copied")
    named = _named_still(here, copied.absent)
    missing = [name for name in copied.absent if name in named]
    return FilesSay(
        count=copied.count,
        size=copied.size,
        listing=listing.hexdigest(),
        erased=len(copied.absent) - len(missing),
        missing=tuple(missing[:NAMED_MAX]),
        damaged=tuple(copied.damaged[:NAMED_MAX]),
    )


def _copy(
    here: Installation, writer: ArchiveWriter, name: str, copied: _Copied, listing: "hashlib._Hash"
) -> None:
    start = writer.tell()
    try:
        written = writer.add(f"{FILES}{name}", read(place_of(here.stored, name)))
    except FileNotFoundError:
        writer.take_back(start)
        copied.absent.append(name)
        return
    if written.sha256 != name:
        writer.take_back(start)
        copied.damaged.append(name)
        return
    copied.count, copied.size = copied.count + 1, copied.size + written.size
    listing.update(listed(name, written.size))


def _named_still(here: Installation, absent: list[str]) -> set[str]:
    """Of the files that were not there, those that rows still speak of: the others were erased meanwhile."""
    found: set[str] = set()
    if absent:
        with session(here.parameters()) as connection:
            for start in range(0, len(absent), NAMES_AT_ONCE):
                found |= still_named(connection, absent[start : start + NAMES_AT_ONCE])
    return found


def _secret(here: Installation, name: str) -> bytes:
    """The key in use: from the environment, where it is given there."""
    if name == "secret":
        return settings.SECRET_KEY.encode()
    return (here.home / name).read_bytes().strip()


def _remove_older(path: Path, keep: int) -> tuple[Path, ...]:
    """All but the newest so many of those that were named by us in this directory; the new one always stays."""
    ours = sorted(one for one in path.parent.iterdir() if NAMED_BY_US.fullmatch(one.name) and one != path)
    old = ours[: max(0, len(ours) - (keep - 1))]
    for one in old:
        one.unlink()
    return tuple(old)
