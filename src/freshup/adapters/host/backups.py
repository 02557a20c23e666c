"""When the newest backup was made, as far as it was written down in the home of the installation."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

MARKER: Final = "backups.json"
# What a moment may be called in the marker; other keys are nobody's business here.
MOMENTS: Final = ("finished_at", "made_at", "at", "taken_at", "ended_at")
BYTES_MAX: Final = 1_000_000
NOTED_MAX: Final = 50


def newest_backup(home: Path) -> datetime | None:
    """None where none is known of: no marker, or nothing readable in it.

    The marker is a list of backups, or an object that holds one under `backups`, or one backup; each has a moment in
    ISO 8601. Tolerant on purpose: somebody's own backups may be noted there by a line of shell.
    """
    return max((moment for one in _noted(home) if (moment := _moment(one)) is not None), default=None)


def note_backup(home: Path, made_at: datetime) -> None:
    """Remember that one was made; half a marker is never read. Raises OSError."""
    kept = [*_noted(home)[1 - NOTED_MAX :], {"at": made_at.isoformat()}]
    draft = home / f"{MARKER}.new"
    draft.write_text(json.dumps(kept, indent=1) + "\n")
    draft.replace(home / MARKER)


def _noted(home: Path) -> list[Any]:
    try:
        with (home / MARKER).open("rb") as file:
            said = json.loads(file.read(BYTES_MAX))
    except (OSError, ValueError):
        return []
    if isinstance(said, dict):
        said = said.get("backups", [said])
    return said if isinstance(said, list) else []


def _moment(said: Any) -> datetime | None:
    if isinstance(said, dict):
        said = next((said[name] for name in MOMENTS if name in said), None)
    if not isinstance(said, str):
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
