"""An archive is written: a tar, so that anybody can open it, whose parts may come as streams of unknown length."""

import fcntl
import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from freshup.adapters.archives.errors import AlreadyThere
from freshup.adapters.archives.manifest import Manifest

DUMP: Final = "database.dump"
MANIFEST: Final = "manifest.json"
MANIFEST_SHA256: Final = "manifest.sha256"
FILES: Final = "files/"
SECRETS: Final = "secret/"
UNFINISHED: Final = ".unfinished-"
BLOCK: Final = tarfile.BLOCKSIZE


@dataclass(frozen=True, slots=True)
class Written:
    """A part as it went in."""

    size: int
    sha256: str


class ArchiveWriter:
    """Parts one after the other into an open file. The manifest comes last: an archive without it is not whole."""

    def __init__(self, file: IO[bytes], *, made_at_seconds: int) -> None:
        self._file = file
        self._seconds = made_at_seconds

    def add(self, name: str, chunks: Iterable[bytes]) -> Written:
        """A tar names the size before the bytes: the header is written again when that is known."""
        start, size, digest = self._file.tell(), 0, hashlib.sha256()
        self._file.write(self._header(name, 0))
        for chunk in chunks:
            self._file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        self._file.write(b"\0" * (-size % BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(self._header(name, size))
        self._file.seek(end)
        return Written(size, digest.hexdigest())

    def take_back(self, start: int) -> None:
        """Whatever was added from there on counts for nothing."""
        self._file.seek(start)
        self._file.truncate()

    def tell(self) -> int:
        return self._file.tell()

    def finish(self, manifest: Manifest) -> None:
        said = manifest.to_json()
        self.add(MANIFEST, [said])
        self.add(MANIFEST_SHA256, [hashlib.sha256(said).hexdigest().encode() + b"\n"])
        self._file.write(b"\0" * (2 * BLOCK))

    def _header(self, name: str, size: int) -> bytes:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._seconds
        # Of sizes over 8 GB too: GNU's way of writing large numbers keeps the header at one block.
        return info.tobuf(tarfile.GNU_FORMAT)


@contextmanager
def draft_of(path: Path) -> Iterator[IO[bytes]]:
    """A file that bears its name only once it is whole and on the disk; for its owner's eyes only.

    What killed runs left unfinished beside it is removed. Raises AlreadyThere, OSError.
    """
    if path.exists():
        raise AlreadyThere(f"{path} is there already; nothing is written over")
    remove_unfinished(path.parent)
    draft = path.with_name(f"{UNFINISHED}{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            # Held for as long as somebody writes; a draft whose lock is free is nobody's.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
            _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def remove_unfinished(directory: Path) -> None:
    for draft in directory.glob(f"{UNFINISHED}*"):
        with draft.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            draft.unlink(missing_ok=True)


def _name(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError as error:
        raise AlreadyThere(f"{path} was made by somebody else meanwhile") from error
    except OSError:
        # A file system without hard links.
        draft.rename(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
