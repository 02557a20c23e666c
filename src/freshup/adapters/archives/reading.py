"""An archive is read: what it says, and whether every byte of it still is what was written."""

import hashlib
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from freshup.adapters.archives.errors import ArchiveDamaged, ArchiveForeign
from freshup.adapters.archives.manifest import FilesSay, Manifest, Member, from_json
from freshup.adapters.archives.writing import DUMP, FILES, MANIFEST, MANIFEST_SHA256, SECRETS

CHUNK_BYTES: Final = 1024 * 1024
# The digest and the manifest of a thousand tables are far smaller; what claims more is no manifest.
MANIFEST_BYTES_MAX: Final = 64 * 1024 * 1024
STORED_NAME: Final = re.compile(r"[0-9a-f]{64}")


def manifest_of(path: Path) -> Manifest:
    """What the archive says; its other parts are not looked at. Raises ArchiveDamaged, ArchiveForeign, OSError."""
    said = {
        one.name: b"".join(chunks(path, one))
        for one in members(path)
        if one.name in (MANIFEST, MANIFEST_SHA256) and one.size <= MANIFEST_BYTES_MAX
    }
    if MANIFEST not in said or MANIFEST_SHA256 not in said:
        raise ArchiveDamaged("it ends before its end: the rest was never written, or was cut off")
    if hashlib.sha256(said[MANIFEST]).hexdigest().encode() != said[MANIFEST_SHA256].strip():
        raise ArchiveDamaged("its manifest is not as it was written")
    return from_json(said[MANIFEST])


def verified(path: Path) -> Manifest:
    """The same, after every byte was read and compared. Raises ArchiveDamaged, ArchiveForeign, OSError."""
    manifest = manifest_of(path)
    count = size = 0
    listing, dump = hashlib.sha256(), ""
    for one in members(path):
        if one.name == DUMP:
            dump = _digest(path, one)
        elif (name := stored_name(one)) is not None:
            if _digest(path, one) != name:
                raise ArchiveDamaged(f"the file {name} is not as it was written")
            count, size = count + 1, size + one.size
            listing.update(listed(name, one.size))
    if dump != manifest.dump_sha256:
        raise ArchiveDamaged("the database in it is not as it was written")
    if (count, size, listing.hexdigest()) != _says(manifest.files):
        raise ArchiveDamaged("the files in it are not those its manifest names")
    return manifest


def listed(name: str, size: int) -> bytes:
    """A file's line in the listing whose digest the manifest holds."""
    return f"{name} {size}\n".encode()


def dump_of(path: Path) -> Iterator[bytes]:
    for one in members(path):
        if one.name == DUMP:
            yield from chunks(path, one)
            return
    raise ArchiveDamaged("it holds no database")


def files_of(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The stored files by name."""
    for one in members(path):
        if (name := stored_name(one)) is not None:
            yield name, chunks(path, one)


def secrets_of(path: Path) -> dict[str, bytes]:
    """The secret files of the home, where they were put in."""
    return {
        one.name.removeprefix(SECRETS): b"".join(chunks(path, one))
        for one in members(path)
        if one.name.startswith(SECRETS) and one.size <= CHUNK_BYTES
    }


def stored_name(one: Member) -> str | None:
    """The name under which a part is stored; None for what is no stored file. Nothing else becomes a path."""
    name = one.name.removeprefix(FILES)
    return name if one.name.startswith(FILES) and STORED_NAME.fullmatch(name) else None


def members(path: Path) -> Iterator[Member]:
    """The parts in their order, by their headers alone."""
    try:
        with tarfile.open(path, "r:") as archive:
            while (info := archive.next()) is not None:
                # The library keeps every header it has met; a hundred thousand of them are 100 MB.
                cast(Any, archive).members.clear()
                if not info.isreg():
                    raise ArchiveForeign(f"it holds {info.name!r}, which no backup of ours would")
                yield Member(info.name, info.offset_data, info.size)
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveDamaged(f"it cannot be read as an archive: {error}") from error


def chunks(path: Path, member: Member) -> Iterator[bytes]:
    """A part's bytes. Raises ArchiveDamaged where the file ends before it does."""
    with path.open("rb") as file:
        file.seek(member.offset)
        left = member.size
        while left:
            chunk = file.read(min(CHUNK_BYTES, left))
            if not chunk:
                raise ArchiveDamaged("it ends before its end: the rest was never written, or was cut off")
            yield chunk
            left -= len(chunk)


def _digest(path: Path, member: Member) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(path, member):
        digest.update(chunk)
    return digest.hexdigest()


def _says(files: FilesSay) -> tuple[int, int, str]:
    return files.count, files.size, files.listing
