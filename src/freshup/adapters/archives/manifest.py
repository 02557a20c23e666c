"""What an archive says of itself: where it comes from, what it holds, by which everything in it can be checked."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from freshup.adapters.archives.errors import ArchiveDamaged, ArchiveForeign

FORMAT: Final = "freshup backup"
FORMAT_VERSION: Final = 1
# Names of files whose bytes were not there are written down; where a whole disk is missing, so many are enough.
NAMED_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class TableSays:
    """Rows, and the sum of their digests."""

    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class FilesSay:
    """Stored files: how many, their bytes, a digest over names and sizes in the archive's order.

    `erased`: their rows were gone by the time they were copied. `missing`: named by rows, not in the store.
    `damaged`: in the store, but not the bytes their name says; left out.
    """

    count: int = 0
    size: int = 0
    listing: str = ""
    erased: int = 0
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last word of an archive; without it, it is not whole."""

    made_at: datetime
    product_version: str
    server_version: str
    server_major: int
    migrations: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, TableSays]
    # Their tables are there, their rows are not: sign-ins, wake-ups, counters.
    left_empty: tuple[str, ...]
    walls: Mapping[str, int]
    dump_size: int
    dump_sha256: str
    files: FilesSay
    # Tells whether the key in hand is the one this was made under; the key itself cannot be had from it.
    secret_fingerprint: str
    with_secret: bool = False
    format: str = FORMAT
    format_version: int = FORMAT_VERSION

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables.values())

    def to_json(self) -> bytes:
        return json.dumps({**asdict(self), "made_at": self.made_at.isoformat()}, indent=1).encode()


@dataclass(frozen=True, slots=True)
class Member:
    """One part of an archive, as it lies there."""

    name: str
    offset: int
    size: int


def from_json(text: bytes) -> Manifest:
    """Raises ArchiveForeign (not ours, or of a later product), ArchiveDamaged."""
    try:
        said: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise ArchiveDamaged(f"its manifest cannot be read: {error}") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ArchiveForeign("it is not a backup of Freshup")
    if said.get("format_version", 0) > FORMAT_VERSION:
        raise ArchiveForeign(
            f"it was made by Freshup {said.get('product_version', '?')} in a format this version cannot read;"
            " restore it with that version or a newer one"
        )
    try:
        return _manifest(said)
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveDamaged(f"its manifest lacks something: {error!r}") from error


def _manifest(said: dict[str, Any]) -> Manifest:
    files = said["files"]
    return Manifest(
        **{
            **said,
            "made_at": datetime.fromisoformat(said["made_at"]),
            "migrations": {app: tuple(names) for app, names in said["migrations"].items()},
            "tables": {name: TableSays(**one) for name, one in said["tables"].items()},
            "left_empty": tuple(said["left_empty"]),
            "files": FilesSay(
                **{**files, "missing": tuple(files["missing"]), "damaged": tuple(files["damaged"])}
            ),
        }
    )
