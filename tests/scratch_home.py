"""The throw-away home of one test run: made by the process that was started, shared with its workers."""

import os
import shutil
import tempfile
from pathlib import Path

from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.launcher import Cluster

PREFIX = f"freshup-tests-{os.geteuid()}-"


def make_home() -> Path:
    """Ends what a killed test run left behind, and makes a home of our own."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not _alive(left.name.removeprefix(PREFIX).partition("-")[0]):
            remove_home(left)
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return home


def remove_home(home: Path) -> None:
    try:
        Cluster(home / "postgres").stop()
    except PostgresUnavailable as error:
        print(error)
    shutil.rmtree(home, ignore_errors=True)


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
