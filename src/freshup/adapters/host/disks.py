"""How much room is left where our files lie."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Room:
    """Of the file system a directory lies on: bytes for us and in all, and files that may still be made."""

    free_bytes: int
    all_bytes: int
    free_files: int
    all_files: int


def room_at(directory: Path) -> Room:
    """Of the nearest directory above that exists. Raises OSError."""
    there = directory
    while not there.exists() and there != there.parent:
        there = there.parent
    found = os.statvfs(there)
    return Room(
        found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize, found.f_favail, found.f_files
    )
