"""`freshup export`: all that belongs to stores, as files anybody can read; whole, or not there."""

import csv
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, Protocol

from psycopg import sql

from freshup.adapters.archives.errors import AlreadyThere
from freshup.adapters.archives.stored import place_of, read
from freshup.adapters.postgres.census import Connection, session
from freshup.bootstrap.keeping import Installation
from freshup.interfaces.console.keeping.cells import cell, line
from freshup.interfaces.console.keeping.read_me import counts_json, read_me
from freshup.queries.platform.taken_away import TAKEN, WITH_FILES
from freshup.queries.platform.taking import BYTES, Asked, rows_of, rows_there, taking

SAID_EVERY: Final = 100_000
NAME_LENGTH_MAX: Final = 80
UNSAFE: Final = re.compile(r"[^\w.\- ]+")

Say = Callable[[str], None]


class _Writer(Protocol):
    def writerow(self, row: Iterable[Any], /) -> Any: ...


class DoesNotAddUp(Exception):
    """The owner counts other rows than row-level security let through: nothing is handed out. The text says where."""


@dataclass(slots=True)
class Exported:
    """What went where, for the README and for whoever prints it."""

    stores: tuple[str, ...]
    at: datetime
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """One export under way: whose, where to, and what it has come to so far."""

    here: Installation
    asked: Asked
    folder: Path
    say: Say
    done: Exported


def export(here: Installation, asked: Asked, target: Path, *, now: datetime, say: Say) -> Exported:
    """Write the folder, or the ZIP where the name ends so.

    Raises AlreadyThere, DoesNotAddUp, OSError, psycopg.Error; then there is nothing.
    """
    if target.exists():
        raise AlreadyThere(f"{target} is there already; nothing is written over")
    packed = target.suffix.lower() == ".zip"
    done = Exported(asked.names, now)
    # Beside the target, so that a rename is all that is left to do; nobody else may look in.
    with tempfile.TemporaryDirectory(prefix=".export-", dir=target.parent) as draft:
        folder = Path(draft) / (target.stem if packed else target.name)
        folder.mkdir(mode=0o700)
        _write(_Run(here, asked, folder, say, done))
        said = read_me(done.stores, done.at, done.rows, done.files, done.missing)
        (folder / "README.txt").write_text(said)
        (folder / "counts.json").write_text(counts_json(done.rows, done.files))
        if packed:
            say("packing")
            _pack(folder, Path(draft) / "packed")
            (Path(draft) / "packed").rename(target)
        else:
            folder.rename(target)
    return done


def _write(run: _Run) -> None:
    with taking(run.here.as_web(), run.asked) as connection, _same_moment(run.here, connection) as owner:
        for table in TAKEN:
            own = _table(run, connection, table)
            there = rows_there(owner, table, run.asked)
            if there is not None and there != own:
                raise DoesNotAddUp(f"{table} has {there} rows of these stores, but {own} were let through")


@contextmanager
def _same_moment(here: Installation, connection: Connection) -> Iterator[Connection]:
    """The owner's connection at the same moment, to count by."""
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    with session(here.parameters()) as owner:
        owner.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        owner.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(row[0] if row else "")))
        yield owner


def _table(run: _Run, connection: Connection, table: str) -> int:
    """Both files of one table in one pass. How many of its rows name a store comes back."""
    names = TAKEN[table].names
    shown = [n for n, name in enumerate(names) if name not in BYTES.get(table, ())]
    store = names.index("rooftop_id") if "rooftop_id" in names else None
    count = own = 0
    with _sheet(run.folder / f"{table}.csv") as sheet, _open(run.folder / f"{table}.jsonl") as lines:
        sheet.writerow([names[n] for n in shown])
        for row in rows_of(connection, table, run.asked):
            sheet.writerow([cell(row[n]) for n in shown])
            lines.write(line(names, row))
            count += 1
            own += store is not None and row[store] is not None
            if table in WITH_FILES:
                _file(run, table, dict(zip(names, row, strict=True)))
            if count % SAID_EVERY == 0:
                run.say(f"{table}: {count:,} rows")
    run.done.rows[table] = count
    return own


def _file(run: _Run, table: str, row: Mapping[str, Any]) -> None:
    """The bytes a row names, under a name people can read."""
    if not row["stored_as"]:
        return
    path = run.folder / "files" / table / f"{row['id']}-{_safe(str(row[WITH_FILES[table]]))}"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with _open(path) as file:
            for chunk in read(place_of(run.here.stored, row["stored_as"])):
                file.write(chunk)
                run.done.size += len(chunk)
        run.done.files += 1
    except FileNotFoundError:
        path.unlink(missing_ok=True)
        run.done.missing.append(f"{table} {row['id']}")


def _safe(name: str) -> str:
    """No name of a customer's file leads anywhere else, or is hidden."""
    return UNSAFE.sub("_", name).strip(" .")[-NAME_LENGTH_MAX:] or "file"


def _pack(folder: Path, target: Path) -> None:
    with (
        _open(target) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=5) as packed,
    ):
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            packed.write(path, path.relative_to(folder.parent))
            path.unlink()


@contextmanager
def _sheet(path: Path) -> "Iterator[_Writer]":
    """With the mark by which spreadsheets know UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield csv.writer(file)


def _open(path: Path) -> IO[bytes]:
    return open(path, "wb", opener=partial(os.open, mode=0o600))
