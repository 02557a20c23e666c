"""What backup, restore and export say, in sentences that tell what to do."""

from collections.abc import Iterator
from typing import Final

from freshup.adapters.archives.manifest import Manifest

SHOWN_MAX: Final = 5
WITHOUT_SECRET: Final = (
    "The secret key is NOT in this file. Without it connected providers must be typed in again and links in old mails"
    " stop working. Keep a copy of {home}/secret and {home}/vapid (or of FRESHUP_SECRET_KEY and"
    " FRESHUP_VAPID_PRIVATE_KEY) in another place, or back up with --with-secret."
)
WITH_SECRET: Final = (
    "The secret key IS in this file: whoever has it can open the providers' passwords in it."
    " Keep it like a key."
)
OTHER_SECRET: Final = (
    "This installation has another secret key than the one the backup was made under: passwords of connected"
    " providers cannot be opened, and links in old mails do not work. {what} Otherwise type the passwords in again,"
    " under Settings, Connectors."
)
TAKE_IT: Final = "The old key is in the backup: restore with --take-secret."
PUT_IT: Final = (
    "Put the old key into {home}/secret (or FRESHUP_SECRET_KEY) and the old vapid beside it, and start again."
)


def size_words(size: int) -> str:
    """12.3 MB."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def about(manifest: Manifest) -> Iterator[str]:
    """An archive in a few lines."""
    yield (
        f"made {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC by Freshup {manifest.product_version}"
        f" on PostgreSQL {manifest.server_version}"
    )
    yield f"{len(manifest.tables)} tables, {manifest.rows:,} rows, dumped into {size_words(manifest.dump_size)}"
    files = manifest.files
    yield f"{files.count:,} stored files, {size_words(files.size)}"
    if files.erased:
        yield f"{files.erased:,} files were erased while the backup ran, as they should be: not in it"
    if files.missing:
        yield f"MISSING: {_some(files.missing)} named by rows, but not on the disk: look at FRESHUP_STORAGE"
    if files.damaged:
        yield f"DAMAGED on the disk, and left out: {_some(files.damaged)}"


def secret_words(manifest: Manifest, *, home: str) -> str:
    return WITH_SECRET if manifest.with_secret else WITHOUT_SECRET.format(home=home)


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - SHOWN_MAX
    return ", ".join(names[:SHOWN_MAX]) + (f" and {more:,} more" if more > 0 else "")
