"""The secret key and the key for alerts out of an archive, into the home."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from freshup.bootstrap.keeping import SECRET_FILES
from freshup.interfaces.console.keeping.refusing import Refused


def refuse_secret(found: Mapping[str, bytes]) -> None:
    """Raises Refused where there is nothing to take, or where the environment has the last word."""
    if not found:
        raise Refused("the backup holds no secret key: it was made without --with-secret")
    if os.environ.get("FRESHUP_SECRET_KEY"):
        raise Refused("FRESHUP_SECRET_KEY gives the key here: change it there, and leave --take-secret out")


def take_secret(home: Path, found: Mapping[str, bytes], *, now: datetime) -> list[Path]:
    """Put the keys into the home; the ones that were there keep a name beside. Returns those."""
    kept = []
    for name in SECRET_FILES:
        if name not in found:
            continue
        path, draft = home / name, home / f"{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(found[name].strip() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            before = home / f"{name}.before-{now:%Y%m%d%H%M%S}"
            path.rename(before)
            kept.append(before)
        draft.rename(path)
    return kept
