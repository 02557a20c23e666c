"""Where this installation keeps what is in no database: its secret, the embedded cluster, stored files."""

import os
import secrets
from pathlib import Path

SECRET_FILE = "secret"
_CHECKOUT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """FRESHUP_HOME, else `var/` of the checkout this code runs from, else the user's own data directory."""
    if chosen := os.environ.get("FRESHUP_HOME"):
        return Path(chosen).expanduser().resolve()
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "var"
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home).resolve() / "freshup"


class HomeUnusable(Exception):
    """The home cannot be made, or belongs to another account; the text says which directory and why."""


def prepare_home() -> Path:
    """Makes the home and its secret where they are missing; called by the doors, never by an import.

    Raises HomeUnusable.
    """
    directory = home()
    try:
        _prepare(directory)
    except OSError as error:
        raise HomeUnusable(f"{directory} cannot be used (FRESHUP_HOME names another): {error}") from error
    return directory


def _prepare(directory: Path) -> None:
    if not directory.is_dir():
        directory.mkdir(parents=True, exist_ok=True)
        # PostgreSQL refuses to run as root: its own account must pass through here, but not look around.
        directory.chmod(0o711 if os.geteuid() == 0 else 0o700)
    if not (directory / SECRET_FILE).exists():
        _write_once(directory / SECRET_FILE, secrets.token_urlsafe(48))
    if not os.environ.get("FRESHUP_SECRET_KEY"):
        (directory / SECRET_FILE).read_text()


def secret_key() -> str:
    """The key that signs sessions and derives database passwords. Several hosts must share it by environment.

    Without a home of ours it is good for this process only: the settings load on a bare machine too.
    """
    if given := os.environ.get("FRESHUP_SECRET_KEY"):
        return given
    try:
        return (home() / SECRET_FILE).read_text().strip()
    except (FileNotFoundError, PermissionError):
        return secrets.token_urlsafe(48)


def _write_once(path: Path, text: str) -> None:
    """The first of several starters wins; a reader never sees half a secret."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
