"""Stored files into an archive and back, by the chunk: a video is larger than what memory it deserves."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from freshup.adapters.archives.errors import ArchiveDamaged

CHUNK_BYTES: Final = 1024 * 1024


def place_of(root: Path, name: str) -> Path:
    """Where the store of bytes keeps a file: as `adapters.storage.directory` does."""
    return root / name[:2] / name


def read(path: Path) -> Iterator[bytes]:
    """Raises FileNotFoundError before the first chunk."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def put_back(root: Path, name: str, content: Iterable[bytes]) -> bool:
    """Keeps the bytes under their name unless they are there; True where they were missing. Raises ArchiveDamaged.

    Not flushed to the disk one by one: whoever puts thousands back calls `os.sync` once.
    """
    path = place_of(root, name)
    if path.exists() and _is(name, read(path)):
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    digest = hashlib.sha256()
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in content:
                file.write(chunk)
                digest.update(chunk)
        if digest.hexdigest() != name:
            raise ArchiveDamaged(f"the file {name} is not as it was written")
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
    return True


def _is(name: str, content: Iterable[bytes]) -> bool:
    digest = hashlib.sha256()
    for chunk in content:
        digest.update(chunk)
    return digest.hexdigest() == name
