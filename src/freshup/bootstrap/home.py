"""Where this installation keeps what is in no database: its secret, the embedded cluster, stored files."""

import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

SECRET_FILE = "secret"
VAPID_FILE = "vapid"
# The order of the curve P-256: a private key is any number below it but nought (FIPS 186-4, D.1.2.3).
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
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
    if not (directory / VAPID_FILE).exists():
        _write_once(directory / VAPID_FILE, _new_vapid_key())
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


def vapid_private_key() -> str:
    """The key by which push services know this installation, raw P-256 in base64url.

    Devices that asked for alerts under one key hear nothing under another; several hosts share it by environment.
    Raises HomeUnusable.
    """
    if given := os.environ.get("FRESHUP_VAPID_PRIVATE_KEY"):
        return given
    try:
        return (home() / VAPID_FILE).read_text().strip()
    except OSError as error:
        raise HomeUnusable(f"{home() / VAPID_FILE} cannot be read: {error}") from error


def _new_vapid_key() -> str:
    number = secrets.randbelow(P256_ORDER - 1) + 1
    return urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()


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
