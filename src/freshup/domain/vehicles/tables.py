"""A vendor's file as rows of cells, whatever it is encoded in and divided by."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from freshup.domain.reasons import Reason
from freshup.domain.vehicles.columns import KNOWN_MIN, known_headings

BYTES_MAX: Final = 25 * 1024 * 1024
ROWS_MAX: Final = 50_000
COLUMNS_MAX: Final = 250
HEADING_LENGTH_MAX: Final = 80
# Above the headings some exports write a title, the store's name and a date.
HEADING_ROWS_LOOKED: Final = 10
DELIMITERS: Final = ",\t|;"
# A quote that is never closed swallows the lines after it; no real cell is a screenful.
LINES_OF_A_ROW_MAX: Final = 40
PROBLEMS_KEPT_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one line of the file (the heading is line 1 in most)."""

    line: int
    reason: Reason

    def to_json(self) -> dict[str, str | int]:
        return {"line": self.line, **self.reason.to_json()}


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellTable:
    """The file cut into cells. `cut` says that it was longer than we read."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    problems: tuple[Problem, ...] = ()


class UnreadableFile(Exception):
    """The bytes are no table of text; `reason` says what they are."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def read_table(content: bytes) -> CellTable:
    """Raises UnreadableFile for what is too large, empty, a spreadsheet, a page, or longer than ROWS_MAX."""
    if len(content) > BYTES_MAX:
        raise UnreadableFile(Reason("inventory.too_large", {"megabytes": BYTES_MAX // 1024**2}))
    text, encoding = _decoded(content)
    delimiter, text = _delimiter(text)
    problems: list[Problem] = []
    rows = _rows(text, delimiter, problems)
    start = _heading_row(rows)
    headings = _headings(rows[start].cells)
    return CellTable(headings, tuple(rows[start + 1 :]), encoding, delimiter, tuple(problems))


def _decoded(content: bytes) -> tuple[str, str]:
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(Reason("inventory.spreadsheet"))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, encoding = content.decode("utf-16", errors="replace"), "utf-16"
    elif content.startswith(b"\xef\xbb\xbf"):
        text, encoding = content[3:].decode("utf-8", errors="replace"), "utf-8-sig"
    elif _is_wide(content):
        order = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        text, encoding = content.decode(order, errors="replace"), order
    else:
        try:
            text, encoding = content.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            text, encoding = content.decode("cp1252", errors="replace"), "cp1252"
    text = text.replace("\0", "")
    start = text.lstrip()[:200].lower()
    if not start:
        raise UnreadableFile(Reason("inventory.empty"))
    if start.startswith(("<!doctype", "<html", "<?xml", "%pdf", "{", "[{")):
        raise UnreadableFile(Reason("inventory.no_table"))
    return text, encoding


def _is_wide(content: bytes) -> bool:
    """Every second byte NUL: UTF-16 that forgot to say so."""
    start = content[:200]
    return len(start) > 3 and start.count(b"\0") * 3 > len(start)


def _delimiter(text: str) -> tuple[str, str]:
    """What divides the first lines most often outside of quotes; Excel may say so in a line of its own."""
    if text[:4].lower() == "sep=" and text[4:5] in set(DELIMITERS):
        return text[4], text.partition("\n")[2]
    lines = text[:20_000].splitlines()[:HEADING_ROWS_LOOKED]
    counts = dict.fromkeys(DELIMITERS, 0)
    for line in lines:
        outside = "".join(line.split('"')[::2])
        for sign in DELIMITERS:
            counts[sign] = max(counts[sign], outside.count(sign))
    return max(DELIMITERS, key=lambda sign: counts[sign]), text


def _rows(text: str, delimiter: str, problems: list[Problem]) -> list[Row]:
    found: list[Row] = []
    for line, cells in _read_rows(text, delimiter, problems):
        if any(cells):
            if len(found) > ROWS_MAX + HEADING_ROWS_LOOKED:
                raise UnreadableFile(Reason("inventory.too_long", {"rows": ROWS_MAX}))
            found.append(Row(line, cells))
    if not found:
        raise UnreadableFile(Reason("inventory.empty"))
    return found


def _read_rows(text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows with the line each begins in. A row the reader gives up on is said, and the next one read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            _note(problems, line, Reason("inventory.row_unreadable"))
            continue
        if reader.line_num - line > LINES_OF_A_ROW_MAX:
            _note(problems, line, Reason("inventory.quote_open", {"lines": reader.line_num - line + 1}))
        yield line, tuple(cell.strip() for cell in cells[:COLUMNS_MAX])


def _note(problems: list[Problem], line: int, reason: Reason) -> None:
    if len(problems) < PROBLEMS_KEPT_MAX:
        problems.append(Problem(line, reason))


def _heading_row(rows: Sequence[Row]) -> int:
    """The row among the first with the most headings we know; the very first where none has any."""
    looked = rows[:HEADING_ROWS_LOOKED]
    known = [known_headings(row.cells) for row in looked]
    best = max(known)
    return known.index(best) if best >= KNOWN_MIN else 0


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Each heading once: a second "Price" becomes "Price (2)", an empty one its place."""
    found: dict[str, None] = {}
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:HEADING_LENGTH_MAX] or f"column {place}"
        again, n = name, 1
        while again in found:
            n += 1
            again = f"{name} ({n})"
        found[again] = None
    return tuple(found)
