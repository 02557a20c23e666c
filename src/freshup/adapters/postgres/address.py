"""Where the embedded server's socket is: worked out from the data directory, or read from a file."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"
# A Unix socket's address holds 107 bytes on Linux and 103 on macOS; the shorter suits both.
SOCKET_DIRECTORY_BYTES_MAX = 103 - len(SOCKET_NAME) - 1


@dataclass(frozen=True, slots=True)
class Address:
    """A server's socket, as libpq's `host` and `port`, and the directory its data really lies in."""

    socket_dir: str
    data_dir: str
    # The directory that was asked for; the data lie elsewhere when the server's account cannot reach it.
    asked: str
    port: int = 5432

    @property
    def elsewhere(self) -> bool:
        return self.data_dir != self.asked


def address_of(data_dir: Path) -> Address:
    """What the last start chose, else what the next start will choose; starts nothing and writes nothing."""
    return recorded(data_dir) or planned(data_dir)


def address_file(data_dir: Path) -> Path:
    return data_dir.with_name(f"{data_dir.name}.address")


def recorded(data_dir: Path) -> Address | None:
    """The last start's choice; a record that was copied or moved here with its directory counts for nothing,
    or two copies would speak to one server."""
    try:
        found = Address(**json.loads(address_file(data_dir).read_text()))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    return found if found.asked == str(data_dir) else None


def record(data_dir: Path, address: Address) -> None:
    draft = address_file(data_dir).with_name(f"{data_dir.name}.address.{os.getpid()}")
    draft.write_text(json.dumps(asdict(address)) + "\n")
    draft.chmod(0o644)
    draft.replace(address_file(data_dir))


def planned(data_dir: Path) -> Address:
    """A socket beside the data; where that path does not fit, a short one of this user's own."""
    beside = data_dir.with_name(f"{data_dir.name}.socket")
    socket_dir = beside if fits(beside) else short_socket_dir(data_dir)
    return Address(socket_dir=str(socket_dir), data_dir=str(data_dir), asked=str(data_dir))


def fits(socket_dir: Path) -> bool:
    """Whether the kernel takes the path, and libpq, which reads a comma as a list of hosts."""
    return len(os.fsencode(socket_dir)) <= SOCKET_DIRECTORY_BYTES_MAX and not set(str(socket_dir)) & set(
        ",'\""
    )


def short_socket_dir(data_dir: Path) -> Path:
    """One directory for each data directory and user, as lasting as the session's runtime directory is."""
    name = f"freshup-{os.geteuid()}-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}"
    # Root's runtime directory is closed to the account the server runs as.
    runtime = os.environ.get("XDG_RUNTIME_DIR") if os.geteuid() != 0 else None
    short = Path(runtime or tempfile.gettempdir()) / name
    return short if fits(short) else Path("/tmp") / name
