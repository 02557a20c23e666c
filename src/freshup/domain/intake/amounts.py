"""Years, odometers and money as sources write them."""

from __future__ import annotations

import re

_YEAR_EARLIEST = 1900
_YEARS_AHEAD = 3  # the next model years are sold and ordered before they are built
_ODOMETER_MAX = 2_000_000
_CENTS_MAX = 10**12

_RANGE = re.compile(
    r"'?(\d{4}|\d{2})\s*(?:-|–|—|to|/|\.\.|through|thru)\s*'?(\d{4}|\d{2})\Z", re.ASCII | re.IGNORECASE
)
_IN_TEXT = re.compile(r"(?<![\w$.,])(19[2-9]\d|20[0-4]\d)(?![\w%]|[.,]\d)", re.ASCII)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(k\b|thousand)?", re.ASCII | re.IGNORECASE)
_DOTTED_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+\Z", re.ASCII)
_MONEY = re.compile(
    r"-?\s*(?:US|USD|CAD|C|A)?\s*[$€£]?\s*(-?\d[\d,]*(?:\.\d+)?|-?\.\d+)\s*(k\b)?", re.ASCII | re.IGNORECASE
)


def _full_year(digits: str, latest: int) -> int | None:
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if 2000 + year <= latest else 1900
    return year if _YEAR_EARLIEST <= year <= latest else None


def read_years(text: str, *, this_year: int) -> tuple[int | None, int | None]:
    """The model year, or first and last of a range; (None, None) for what can't be a model year."""
    latest = this_year + _YEARS_AHEAD
    text = text.strip().removesuffix(".0").strip("'’ .+")
    if len(text) == 4 and text.isascii() and text.isdigit():
        return _full_year(text, latest), None
    match = _RANGE.match(text)
    if match is not None:
        first, last = (_full_year(digits, latest) for digits in match.groups())
        if first is not None and last is not None and first > last:
            first, last = last, first
        return (first or last), (last if first and last != first else None)
    if len(text) == 2 and text.isascii() and text.isdigit():
        return _full_year(text, latest), None
    found = _IN_TEXT.search(text[:200])
    return (_full_year(found.group(1), latest), None) if found is not None else (None, None)


def year_in(text: str, *, this_year: int) -> tuple[int | None, str]:
    """A model year standing inside other text ("2021 Civic"), and the text without it."""
    found = _IN_TEXT.search(text[:200])
    year = _full_year(found.group(1), this_year + _YEARS_AHEAD) if found is not None else None
    if year is None or found is None:
        return None, text
    rest = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip(" -–,/")
    return (year, rest) if rest else (None, text)


def read_odometer(text: str) -> int | None:
    """Whole miles or kilometres; zero, the value an untouched box sends, counts as absent."""
    text = text.strip()
    if _DOTTED_THOUSANDS.match(text):
        text = text.replace(".", "")
    match = _NUMBER.search(text[:60])
    if match is None:
        return None
    number = float(match.group(1).replace(",", "")) * (1000 if match.group(2) else 1)
    return int(number) if 0 < number <= _ODOMETER_MAX else None


def odometer_unit(text: str) -> str | None:
    """`mi` or `km`, from any of the words sources use."""
    word = text.strip().lower().strip(".")
    if word.startswith(("mi", "m")) or word == "smi":
        return "mi"
    return "km" if word.startswith("k") else None


def read_cents(text: str) -> int | None:
    """An amount of money in cents, whatever signs and separators stand around it."""
    match = _MONEY.search(text[:60])
    if match is None or "-" in match.group(0):
        return None
    units = float(match.group(1).replace(",", "")) * (1000 if match.group(2) else 1)
    cents = round(units * 100)
    return cents if 0 <= cents <= _CENTS_MAX else None
