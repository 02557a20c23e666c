"""Whether what was restored is what was backed up: table by table, rows and checksums, files by their hash."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from freshup.adapters.archives.manifest import Manifest, TableSays
from freshup.adapters.postgres.census import Connection, count_rows, tables_of, walls_of
from freshup.interfaces.console.keeping.backing_up import ROLES

NOWHERE = TableSays(0, "no such table")


@dataclass(frozen=True, slots=True)
class Line:
    """One table as the archive says it and as it lies in the restored database."""

    table: str
    said: TableSays
    found: TableSays

    @property
    def same(self) -> bool:
        return self.said == self.found


@dataclass(frozen=True, slots=True)
class Comparison:
    """All tables, and the walls: policies, tables under row-level security, grants, functions."""

    lines: tuple[Line, ...]
    walls_said: Mapping[str, int]
    walls_found: Mapping[str, int]

    @property
    def different(self) -> list[str]:
        tables = [one.table for one in self.lines if not one.same]
        walls = [name for name, said in self.walls_said.items() if self.walls_found.get(name) != said]
        return tables + walls


def compared(connection: Connection, manifest: Manifest) -> Comparison:
    """Read the restored database once more and hold it against what the archive says."""
    there = set(tables_of(connection))
    found = count_rows(connection, [name for name in manifest.tables if name in there])
    return Comparison(
        tuple(
            Line(name, said, TableSays(found[name].rows, found[name].checksum) if name in found else NOWHERE)
            for name, said in manifest.tables.items()
        ),
        manifest.walls,
        asdict(walls_of(connection, roles=ROLES)),
    )
