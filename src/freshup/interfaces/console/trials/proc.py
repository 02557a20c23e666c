"""Processes as the kernel shows them: whose child, what command, how much memory."""

from collections.abc import Iterator
from pathlib import Path

KB_IN_MB = 1024


def children_of(pid: int) -> list[int]:
    """The direct children, whichever thread made them."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(one) for one in (task / "children").read_text().split()]
    except (OSError, ValueError):
        pass
    return found


def descendants_of(pid: int) -> list[int]:
    found = children_of(pid)
    return found + [deeper for one in found for deeper in descendants_of(one)]


def command_of(pid: int) -> str:
    """Empty for one that is gone, or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def resident_mb(pid: int) -> float:
    """What it has of its own in memory now; pages shared with others count once, with nobody."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith("RssAnon:")), 0) / KB_IN_MB


def processes_of(home: Path) -> Iterator[int]:
    """Every process that was started for this home, whoever its parent is now."""
    wanted = f"FRESHUP_HOME={home}".encode()
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                variables = (place / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if wanted in variables:
                yield int(place.name)
