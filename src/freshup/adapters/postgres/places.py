"""Where data and socket lie: as asked for, unless the server's account or the kernel cannot use that."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from freshup.adapters.postgres.account import Account
from freshup.adapters.postgres.address import Address, planned, record, recorded, short_socket_dir
from freshup.adapters.postgres.binaries import Binaries
from freshup.adapters.postgres.errors import PostgresUnavailable

# For root only. Not the temporary directory, which a reboot empties.
SHARED_DATA = Path("/var/lib/freshup")


def settle(asked: Path, account: Account, say: Callable[[str], None]) -> Address:
    """Finds or chooses for good both places; makes the socket's directory. Raises PostgresUnavailable."""
    address = recorded(asked) or _choose_data(asked, account, say)
    if address.elsewhere and not Path(address.data_dir).parent.is_dir():
        raise PostgresUnavailable(
            f"the data of {asked} were kept in {address.data_dir}, which is gone; "
            f"restore it, or remove {asked}.address to begin with an empty database"
        )
    address = _choose_socket(address, account)
    record(asked, address)
    return address


def check_version(data_dir: Path, programs: Binaries) -> None:
    try:
        made_by = (data_dir / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return
    if made_by != str(programs.version):
        raise PostgresUnavailable(
            f"the data in {data_dir} are PostgreSQL {made_by}'s, the programs are {programs.version}'s"
        )


def _choose_data(asked: Path, account: Account, say: Callable[[str], None]) -> Address:
    if account.reaches(asked.parent):
        return planned(asked)
    try:
        SHARED_DATA.mkdir(mode=0o755, parents=True, exist_ok=True)
        holder = Path(tempfile.mkdtemp(prefix="data-", dir=SHARED_DATA))
        holder.chmod(0o711)
    except OSError as error:
        raise PostgresUnavailable(
            f"PostgreSQL's account cannot reach {asked.parent}, and {SHARED_DATA} cannot be made: {error}"
        ) from error
    say(f"PostgreSQL's account cannot reach {asked.parent}: the data lie in {holder}")
    return replace(planned(holder / asked.name), asked=str(asked))


def _choose_socket(address: Address, account: Account) -> Address:
    """The recorded directory, made again if it vanished; else a short one; else a random one.

    A directory of that name which is somebody else's (anybody may make one in the temporary one) is not used.
    """
    for directory in (Path(address.socket_dir), short_socket_dir(Path(address.asked))):
        try:
            account.own(directory)
        except (OSError, PostgresUnavailable):
            continue
        return replace(address, socket_dir=str(directory))
    made = Path(tempfile.mkdtemp(prefix="freshup-"))
    account.own(made)
    return replace(address, socket_dir=str(made))
