"""The account the server runs as. PostgreSQL refuses root, so root lends it an unprivileged one."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from freshup.adapters.postgres.errors import PostgresUnavailable

# Debian and Red Hat make `postgres` with their own packages; `nobody` is everywhere.
ACCOUNTS_FOR_ROOT = ("postgres", "nobody")
SECONDS_MAX = 600


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int
    borrowed: bool

    def run(self, *command: str | Path, seconds_max: float = SECONDS_MAX) -> subprocess.CompletedProcess[str]:
        """Runs a command as this account to its end; whether it succeeded is the caller's to judge."""
        try:
            return subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=seconds_max,
                cwd="/",
                env=plain_environment(),
                user=self.user,
                group=self.group,
                extra_groups=self.extra_groups,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise PostgresUnavailable(f"cannot run {command[0]} as account {self.uid}: {error}") from error

    # What makes `subprocess` become this account, without root's own groups; nothing for the caller's own.

    @property
    def user(self) -> int | None:
        return self.uid if self.borrowed else None

    @property
    def group(self) -> int | None:
        return self.gid if self.borrowed else None

    @property
    def extra_groups(self) -> list[int] | None:
        return [] if self.borrowed else None

    def reaches(self, directory: Path) -> bool:
        """Whether this account can enter the directory; asked of the kernel, which knows access lists too."""
        if not self.borrowed:
            return True
        return self.run("/bin/sh", "-c", 'cd -- "$0"', directory).returncode == 0

    def own(self, directory: Path) -> None:
        """Makes the directory, closed to everybody else, and this account's own."""
        directory.mkdir(mode=0o700, exist_ok=True)
        found = directory.lstat()
        if directory.is_symlink() or not directory.is_dir() or found.st_uid not in {self.uid, os.geteuid()}:
            raise PostgresUnavailable(
                f"{directory} is somebody else's; the embedded database needs it for itself"
            )
        if self.borrowed:
            os.chown(directory, self.uid, self.gid)
        directory.chmod(0o700)


def server_account(data_dir: Path) -> Account:
    """The caller's own. For root: whoever owns the data already, else one of the usual accounts."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), borrowed=False)
    if data_dir.is_dir() and (owner := data_dir.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, borrowed=True)
    for name in ACCOUNTS_FOR_ROOT:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid, borrowed=True)
    raise PostgresUnavailable(f"root needs an account to run PostgreSQL as: {' or '.join(ACCOUNTS_FOR_ROOT)}")


def plain_environment() -> dict[str, str]:
    """No PG* variable of the caller's shell may steer the server or its tools; its messages stay English."""
    kept = {
        name: value for name, value in os.environ.items() if name in {"PATH", "LD_LIBRARY_PATH", "TMPDIR"}
    }
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
