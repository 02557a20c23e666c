"""A file of the national do-not-call list, line by line, and the numbers of one area code in bounded memory.

The registry gives a list as `239,5550142` a line, and changes with a third column: A for added, D for deleted. Ten
digits, with or without dashes, are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from freshup.domain.reasons import Reason

LINE_BYTES_MAX: Final = 200
# The United States have fewer.
AREAS_MAX: Final = 400
# What an area code can hold: seven digits.
NUMBERS_OF_AN_AREA: Final = 10_000_000
# Above so many a bit for every possible number takes less room than the numbers themselves.
FEW: Final = 20_000
SHRINK_PERCENT_MAX: Final = 40

_LINE: Final = re.compile(
    rb"\s*\(?([2-9]\d\d)\)?[ ,.\t-]*(\d{3})[ .-]?(\d{4})[ \t]*(?:,[ \t]*([ADad])[ \t]*(?:,[^\r\n]*)?)?[\r\n]*"
)
_HEADING: Final = re.compile(rb"[^0-9]*")
_BITS: Final = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


class WrongFile(ValueError):
    """The file is turned away whole; `reason` names the line where one is to blame."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class AreaNumbers:
    """Numbers of one area code, by their last seven digits; 1.3 MB at most, however many there are."""

    __slots__ = ("_bits", "_count", "_few")

    def __init__(self) -> None:
        self._few: set[int] | None = set()
        self._bits = bytearray()
        self._count = 0

    def add(self, number: int) -> None:
        if self._few is not None:
            self._few.add(number)
            if len(self._few) > FEW:
                self._widen(self._few)
            return
        at, mask = number >> 3, 1 << (number & 7)
        if not self._bits[at] & mask:
            self._bits[at] |= mask
            self._count += 1

    def discard(self, number: int) -> bool:
        """Whether it was among them."""
        if self._few is not None:
            there = number in self._few
            self._few.discard(number)
            return there
        at, mask = number >> 3, 1 << (number & 7)
        if not self._bits[at] & mask:
            return False
        self._bits[at] &= ~mask
        self._count -= 1
        return True

    def __len__(self) -> int:
        return self._count if self._few is None else len(self._few)

    def __iter__(self) -> Iterator[int]:
        """Ascending."""
        if self._few is not None:
            yield from sorted(self._few)
            return
        for at, byte in enumerate(self._bits):
            if byte:
                start = at << 3
                for bit in _BITS[byte]:
                    yield start + bit

    def _widen(self, few: set[int]) -> None:
        self._bits = bytearray(NUMBERS_OF_AN_AREA // 8 + 1)
        self._few = None
        for number in few:
            self.add(number)


@dataclass(slots=True)
class NationalFile:
    """What a file says, by area code. Of a full list `gone` is empty: whatever it does not name is gone."""

    listed: dict[str, AreaNumbers] = field(default_factory=dict)
    gone: dict[str, AreaNumbers] = field(default_factory=dict)
    lines: int = 0

    @property
    def areas(self) -> list[str]:
        return sorted(self.listed.keys() | self.gone.keys())

    @property
    def numbers(self) -> int:
        """How many different ones it names."""
        return sum(map(len, self.listed.values())) + sum(map(len, self.gone.values()))


def read_national(lines: Iterable[bytes], *, full: bool) -> NationalFile:
    """Read all of it. A number that is named several times is as its last line says. Raises WrongFile."""
    found = NationalFile()
    listed, gone = found.listed, found.gone
    for n, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            if not line.strip() or (n == 1 and _HEADING.fullmatch(line.removeprefix(b"\xef\xbb\xbf"))):
                continue
            match = _LINE.fullmatch(line.removeprefix(b"\xef\xbb\xbf")) if n == 1 else None
            if match is None:
                long = len(line) > LINE_BYTES_MAX
                raise WrongFile(Reason("dnc.long_line" if long else "dnc.wrong_line", {"line": n}))
        code, exchange, rest, change = match.groups()
        area, number = code.decode(), int(exchange + rest)
        found.lines += 1
        if change in (b"D", b"d"):
            if full:
                raise WrongFile(Reason("dnc.change_in_list", {"line": n}))
            _of(gone, area, n).add(number)
            if area in listed:
                listed[area].discard(number)
        else:
            (listed.get(area) or _of(listed, area, n)).add(number)
            if area in gone:
                gone[area].discard(number)
    if not found.lines:
        raise WrongFile(Reason("dnc.empty"))
    return found


def _of(areas: dict[str, AreaNumbers], area: str, line: int) -> AreaNumbers:
    if area not in areas:
        if len(areas) >= AREAS_MAX:
            raise WrongFile(Reason("dnc.too_many_areas", {"line": line, "most": AREAS_MAX}))
        areas[area] = AreaNumbers()
    return areas[area]


def shrinks(before: int, removed: int) -> bool:
    """Whether an area loses so much that the file is more likely broken than the world changed."""
    return removed * 100 > before * SHRINK_PERCENT_MAX
