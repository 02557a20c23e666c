"""VINs, interests, conditions and one-line descriptions of vehicles."""

from __future__ import annotations

import re

from freshup.domain.intake.amounts import year_in

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}\Z")
_VIN_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9]{0,16}[0-9])([A-HJ-NPR-Z0-9]{17})(?![A-Za-z0-9])")
_NOT_ALNUM = re.compile(r"[^A-Z0-9]")
# 49 CFR 565.15 (c): the value of each letter and the weight of each place; place nine is the check digit.
_VALUES = {**{str(digit): digit for digit in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True))}
_VALUES |= dict(zip("JKLMN", range(1, 6), strict=True)) | {"P": 7, "R": 9}
_VALUES |= dict(zip("STUVWXYZ", range(2, 10), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)

INTERESTS = frozenset({"buy", "lease", "sell", "trade-in", "test-drive"})
GIVEN_BY_CUSTOMER = frozenset({"sell", "trade-in"})
_INTERESTS = {
    "tradein": "trade-in", "trade": "trade-in", "tradeinvehicle": "trade-in", "tradevehicle": "trade-in",
    "appraisal": "trade-in", "tradeappraisal": "trade-in", "owned": "trade-in", "current": "trade-in",
    "testdrive": "test-drive", "buy": "buy", "purchase": "buy", "finance": "buy", "financing": "buy",
    "wanted": "buy", "new": "buy", "used": "buy", "buying": "buy", "lease": "lease", "leasing": "lease",
    "sell": "sell", "selling": "sell", "sale": "sell", "sellmycar": "sell", "cashoffer": "sell",
}  # fmt: skip
_STATUSES = {
    "new": ("new", False), "used": ("used", False), "certified": ("used", True), "cpo": ("used", True),
    "certifiedpreowned": ("used", True), "certifiedused": ("used", True), "usedcertified": ("used", True),
    "preowned": ("used", False), "preownedvehicle": ("used", False), "secondhand": ("used", False),
    "brandnew": ("new", False), "n": ("new", False), "u": ("used", False), "c": ("used", True),
}  # fmt: skip
_NOT_LETTER = re.compile(r"[^a-z]")
# No VIN has an I in it (ISO 3779).
_LABELS = re.compile(r"\A(?:VIN)+")
_TWO_WORD_MAKES = frozenset(
    {"land rover", "range rover", "alfa romeo", "aston martin", "rolls royce", "mercedes benz", "am general"}
)


def clean_vin(text: str) -> str | None:
    """The VIN in capitals without spaces or hyphens; None where it can't be one, whole or in part."""
    vin = _LABELS.sub("", _NOT_ALNUM.sub("", text[:60].upper()))
    return vin if 6 <= len(vin) <= 17 and any(letter.isdigit() for letter in vin) and vin.strip("0") else None


def vin_is_valid(vin: str | None) -> bool:
    """Whether a VIN is seventeen permitted characters with the right check digit (North American rule)."""
    if vin is None or not _VIN.match(vin):
        return False
    remainder = sum(_VALUES[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return vin[8] == ("X" if remainder == 10 else str(remainder))


def vin_in(text: str) -> str | None:
    """The first VIN with a right check digit standing in running text."""
    for match in _VIN_IN_TEXT.finditer(text):
        if vin_is_valid(match.group(1)):
            return match.group(1)
    return None


def read_interest(written: str) -> tuple[str, bool]:
    """The interest in the standard's words, and whether the word was known. Unknown ones stay as written."""
    lowered = written.strip().lower()
    if lowered in INTERESTS:
        return lowered, True
    known = _INTERESTS.get(_NOT_LETTER.sub("", lowered))
    return (known, True) if known is not None else (lowered, False)


def read_status(written: str) -> tuple[str, bool, bool]:
    """New or used, whether certified, and whether the word was known. Unknown ones stay as written."""
    lowered = written.strip().lower()
    known = _STATUSES.get(_NOT_LETTER.sub("", lowered))
    return (*known, True) if known is not None else (lowered, False, False)


def read_description(text: str, *, this_year: int) -> dict[str, str]:
    """Year, make and model of "2021 Honda Civic EX"; no more than the first words can tell."""
    text = " ".join(text[:200].split())
    year, rest = year_in(text, this_year=this_year)
    if year is None:
        return {"model": text} if text else {}
    words = rest.replace(",", " ").split()
    size = 2 if " ".join(words[:2]).lower().replace("-", " ") in _TWO_WORD_MAKES else 1
    described = {"year": str(year), "make": " ".join(words[:size]), "model": " ".join(words[size:])}
    return {key: value for key, value in described.items() if value}
