"""Which opportunities a list is about, and where in the list a page begins."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

PAGE_ROWS: Final = 50
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_BIGINT_MAX: Final = 2**63 - 1
_CURSOR_LENGTH_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """`stage` is open, closed, all, or one stage. `owners` are staff ids; `unowned` is what lies on a desk.

    `words` is what was typed, as prefixes (see `domain.people.search_keys`). Empty means: no such filter.
    """

    stores: tuple[int, ...]
    stage: str = "open"
    waiting: bool = False
    owners: tuple[int, ...] = ()
    unowned: bool = False
    tier: str = ""
    grade: str = ""
    sources: tuple[int, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows. `back` reads towards the beginning of the list."""

    values: tuple[str | int, ...]
    back: bool = False

    def __str__(self) -> str:
        text = json.dumps([int(self.back), *self.values], separators=(",", ":"), ensure_ascii=False)
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, *kinds: type[str] | type[int]) -> Cursor | None:
    """The cursor of a link; None for anything that is none of ours, which reads as the first page."""
    if not text or len(text) > _CURSOR_LENGTH_MAX or not text.isascii():
        return None
    try:
        parts = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, NotBase64, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != len(kinds) + 1 or parts[0] not in (0, 1):
        return None
    for part, kind in zip(parts[1:], kinds, strict=True):
        if type(part) is not kind or (isinstance(part, int) and abs(part) > _BIGINT_MAX):
            return None
        if isinstance(part, str) and not _storable(part):
            return None
    return Cursor(tuple(parts[1:]), back=bool(parts[0]))


def _storable(text: str) -> bool:
    # What PostgreSQL has no text for: NUL, and halves of a surrogate pair, which JSON can smuggle in.
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def microseconds(at: datetime) -> int:
    """A moment as an exact number: seconds as a float would lose its last digits."""
    return (at - _EPOCH) // _MICROSECOND


def moment(since_epoch: int) -> datetime | None:
    """The moment of that many microseconds; None outside of the calendar."""
    try:
        return _EPOCH + timedelta(microseconds=since_epoch)
    except OverflowError:
        return None
