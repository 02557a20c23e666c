"""Is the process that `postmaster.pid` names really this cluster's server?

After a crash or a reboot the number may belong to any other process. PostgreSQL itself then refuses to start,
and `pg_ctl stop` would end a stranger.
"""

import os
import subprocess
from pathlib import Path

from freshup.adapters.postgres.errors import PostgresUnavailable

PID_FILE = "postmaster.pid"


def server_pid(data_dir: Path) -> int | None:
    """The process id of the server that runs on this directory, None where none does."""
    pid = recorded_pid(data_dir)
    return pid if pid is not None and _serves(pid, data_dir) else None


def recorded_pid(data_dir: Path) -> int | None:
    try:
        first_line = (data_dir / PID_FILE).read_text().partition("\n")[0]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise PostgresUnavailable(f"the data in {data_dir} belong to another account") from error
    return int(first_line) if first_line.strip().isdigit() else None


def disown(data_dir: Path) -> None:
    """Lets a server start although a stranger has the number of its dead predecessor.

    The number is replaced by our own: PostgreSQL takes its parent's for stale, and still looks for survivors
    of the predecessor by the shared memory named further down. Removing the file would keep it from that.
    """
    pid_file = data_dir / PID_FILE
    _, _, rest = pid_file.read_text().partition("\n")
    pid_file.write_text(f"{os.getpid()}\n{rest}")


def forget_socket_lock(lock: Path, data_dir: Path) -> None:
    """Removes what a dead server of these data left beside its socket.

    It holds a number too, and PostgreSQL refuses to start while a process of its account has it: a stranger, or the
    dead server itself while its parent has not taken notice.
    """
    try:
        owner = lock.read_text().splitlines()[1:2]
    except OSError:
        return
    if owner == [str(data_dir)]:
        lock.unlink(missing_ok=True)


def _serves(pid: int, data_dir: Path) -> bool:
    """A server's working directory is its data directory."""
    if Path("/proc/self/cwd").exists():
        try:
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data_dir.resolve()
        except OSError:
            return False
    said = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return "postgres" in said.stdout and str(data_dir) in said.stdout
