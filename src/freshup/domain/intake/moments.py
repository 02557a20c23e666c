"""Request dates in every form sources send them → a moment in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# The format is of May 2000; earlier dates are zero values of some database.
_EARLIEST = datetime(1999, 1, 1, tzinfo=UTC)
# Clocks disagree by minutes; more than this is a wrong date, not a fast clock.
_SKEW = timedelta(minutes=5)

_CLOCK = (
    r"(?:[T\s,]+(?:at\s+)?(?P<hour>\d{1,2})(?::(?P<minute>\d{1,2}))?(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AP]\.?M\.?)?)?\s*\(?(?P<zone>Z|[A-Z]{2,4}|(?:UTC|GMT)?\s*[+\-−]\s*\d{1,2}(?::?\d{1,2})?)?\)?"
    r"(?:\s*\([A-Za-z ]{2,40}\))?\s*\Z"
)
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"\A(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_FLAGS = re.ASCII | re.IGNORECASE
_FORMS = (
    re.compile(r"\A(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK, _FLAGS),
    re.compile(
        _WEEKDAY + r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK, _FLAGS
    ),
    re.compile(
        _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-]+" + _MONTH + r"[\s\-,]+(?P<year>\d{4})" + _CLOCK,
        _FLAGS,
    ),
    re.compile(
        _WEEKDAY + _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _CLOCK, _FLAGS
    ),
    re.compile(
        r"\A(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[T\s]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
        r"(?P<half>)(?P<zone>Z|[+\-]\d{2}:?\d{2})?\Z",
        _FLAGS,
    ),
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_NAMED_HOURS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-−])\s*(\d{1,2})(?::?(\d{1,2}))?", _FLAGS)
_COMPACT_OFFSET = re.compile(r"\A([+\-−])(\d{3})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` in UTC, or None with the reason in `note`; a note beside a moment says what was assumed."""

    at: datetime | None
    note: str | None = None


def read_moment(text: str, *, zone: ZoneInfo, received_at: datetime) -> Moment:
    """When the customer asked, by the source. A time without an offset is in `zone`; one to come is not believed."""
    text = text.strip()
    if len(text) > 80:
        return Moment(None, "The request date can't be read; the time of receipt counts.")
    try:
        found, guessed = _parse(text)
        if found is None:
            return Moment(None, f"The request date “{text[:40]}” can't be read; the time of receipt counts.")
        assumed = found.tzinfo is None
        at = (found.replace(tzinfo=zone) if assumed else found).astimezone(UTC)
    except (ValueError, OverflowError):
        return Moment(
            None, f"The request date “{text[:40]}” is no possible date; the time of receipt counts."
        )
    if at > received_at + _SKEW:
        return Moment(None, f"The request date “{text[:40]}” lies in the future; the time of receipt counts.")
    if at < _EARLIEST:
        return Moment(None, f"The request date “{text[:40]}” lies too far back; the time of receipt counts.")
    if assumed:
        return Moment(at, f"The request date “{text[:40]}” names no offset; read in {zone.key}.")
    return Moment(
        at, f"The request date “{text[:40]}” is not written as the standard says." if guessed else None
    )


def _parse(text: str) -> tuple[datetime | None, bool]:
    """The moment and whether its form had to be guessed. ValueError for the thirty-first of February."""
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text) / (1 if len(text) == 10 else 1000), UTC), True
    try:
        return datetime.fromisoformat(text), "T" not in text
    except ValueError:
        pass
    for form in _FORMS:
        match = form.match(text)
        if match is not None:
            return _assemble(match.groupdict()), True
    return None, True


def _assemble(parts: dict[str, str | None]) -> datetime:
    name = parts.get("name")
    month = _MONTHS[name[:3].lower()] if name else int(parts["month"] or 0)
    day, year = int(parts["day"] or 0), int(parts["year"] or 0)
    if month > 12 and day <= 12:
        month, day = day, month
    hour = int(parts["hour"] or 0)
    half = (parts["half"] or "").upper().replace(".", "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "PM" else 0)
    return datetime(
        year + 2000 if year < 100 else year,
        month,
        day,
        hour,
        int(parts["minute"] or 0),
        min(int(parts["second"] or 0), 59),
        tzinfo=_offset(parts["zone"]),
    )


def _offset(written: str | None) -> tzinfo | None:
    """The offset a date carries; None where it has none, or a name that we don't know."""
    if not written:
        return None
    name = written.strip().upper()
    if name in _NAMED_HOURS:
        return timezone(timedelta(hours=_NAMED_HOURS[name]))
    compact = _COMPACT_OFFSET.match(name)
    match = _OFFSET.match(name)
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    if compact is not None:  # "-800" is eight hours, not eighty
        hours, minutes = compact.group(2)[0], compact.group(2)[1:]
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(span if sign == "+" else -span)
