"""When somebody means to buy: the words of a form → days from the day they asked."""

from __future__ import annotations

import re

Days = tuple[int | None, int | None]

_UNIT_DAYS = {"hour": 0, "hr": 0, "day": 1, "week": 7, "wk": 7, "month": 30, "mo": 30, "year": 365, "yr": 365}
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6,
    "nine": 9, "twelve": 12, "next": 1, "this": 1,
}  # fmt: skip
_AMOUNT = r"(\d{1,4}|" + "|".join(_WORDS) + r")"
_UNIT = r"(hour|hr|day|week|wk|month|mo|year|yr)s?\b"
_BETWEEN = re.compile(
    rf"\b{_AMOUNT}\s*(?:{_UNIT})?\s*(?:-|–|—|to|and|or)\s*{_AMOUNT}\s*\+?\s*{_UNIT}", re.ASCII | re.IGNORECASE
)
_SINGLE = re.compile(
    rf"\b{_AMOUNT}(?:\s+of)?\s*(\+)?[\s\-]*(?:or more\s+)?{_UNIT}(\s*\+|\s+or\s+(?:more|longer|later))?",
    re.ASCII | re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:\bover\b|\bmore than\b|\bafter\b|\bat least\b|\bbeyond\b|>|\blater than\b|\bgreater than\b)",
    re.IGNORECASE,
)
_LOOKING = re.compile(
    r"just (?:looking|browsing)|browsing|research|no rush|not sure|undecided|no time|curious|someday",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:asap|a\.s\.a\.p|immediate(?:ly)?|right away|now|today|tonight|urgent"
    r"|ready to (?:buy|purchase)|as soon as)\b",
    re.IGNORECASE,
)
_SOON: tuple[tuple[re.Pattern[str], Days], ...] = (
    (re.compile(r"\btomorrow\b", re.IGNORECASE), (0, 1)),
    (re.compile(r"\bweekend\b|\bthis week\b", re.IGNORECASE), (0, 7)),
    (re.compile(r"\bthis month\b|\bsoon\b", re.IGNORECASE), (0, 30)),
    (re.compile(r"\bthis year\b", re.IGNORECASE), (0, 365)),
)


def timeframe_days(text: str) -> Days | None:
    """Earliest and latest day, counted from the request; None in the second place is open-ended.

    (None, None) means that they said they are only looking. A result of None means the words say nothing.
    """
    text = text[:300]
    if _LOOKING.search(text):
        return None, None
    between = _BETWEEN.search(text)
    if between is not None:
        low, low_unit, high, unit = between.groups()
        return _days(low, low_unit or unit), _days(high, unit)
    for pattern, span in _SOON:
        if pattern.search(text):
            return span
    single = _SINGLE.search(text)
    if single is not None:
        amount, plus, unit, more = single.groups()
        days = _days(amount, unit)
        return (days, None) if plus or more or _OPEN.search(text) else (0, days)
    return (0, 3) if _NOW.search(text) else None


def _days(amount: str, unit: str) -> int:
    number = int(amount) if amount.isdigit() else _WORDS[amount.lower()]
    per_unit = _UNIT_DAYS[unit.lower()]
    return number * per_unit if per_unit else max(1, number // 24)
