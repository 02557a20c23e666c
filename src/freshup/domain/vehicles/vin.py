"""What a vehicle identification number says by itself: whether it can be right, which year, what was mistyped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from freshup.domain.intake.vehicles import vin_is_valid as vin_is_valid
from freshup.domain.reasons import Reason

VIN_LENGTH: Final = 17
_NOT_SIGN: Final = re.compile(r"[^A-Z0-9]")
# 49 CFR 565.15: the tenth sign is the model year, without I, O, Q, U, Z and 0; it comes round every 30 years.
_YEARS: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR: Final = 1980
_ROUND: Final = 30
# The three letters a VIN never holds, and what they are read for.
_LOOKALIKES: Final = str.maketrans("IOQ", "100")


@dataclass(frozen=True, slots=True)
class ReadVin:
    """A VIN as it is kept, and what is said about it (None: nothing to say)."""

    vin: str
    problem: Reason | None = None


def written_vin(text: str) -> str:
    """Capitals without spaces and hyphens; what is longer than a VIN is none."""
    vin = _NOT_SIGN.sub("", text[:60].upper())
    return vin if len(vin) <= VIN_LENGTH else ""


def repaired_vin(vin: str) -> str | None:
    """The VIN with 1, 0 and 0 for I, O and Q, where that alone makes its check digit right."""
    repaired = vin.translate(_LOOKALIKES)
    return repaired if repaired != vin and vin_is_valid(repaired) else None


def read_vin(text: str) -> ReadVin:
    """The VIN of a cell. A wrong one is kept, for people still know the car by it, and said."""
    vin = written_vin(text)
    if not vin:
        return ReadVin("", Reason("vin.none", {"written": text.strip()[:30]}) if text.strip() else None)
    if len(vin) != VIN_LENGTH:
        return ReadVin(vin, Reason("vin.length", {"vin": vin, "signs": len(vin)}))
    repaired = repaired_vin(vin)
    if repaired is not None:
        return ReadVin(repaired, Reason("vin.repaired", {"written": vin, "vin": repaired}))
    if set("IOQ") & set(vin):
        return ReadVin(vin, Reason("vin.letters", {"vin": vin}))
    return ReadVin(vin, None if vin_is_valid(vin) else Reason("vin.check_digit", {"vin": vin}))


def year_of(vin: str) -> int | None:
    """The model year; None where the tenth sign is no year or the VIN is not whole.

    Cars and light trucks from 2010 on have a letter in the seventh place, earlier ones a figure.
    """
    if len(vin) != VIN_LENGTH or vin[9] not in _YEARS:
        return None
    year = _FIRST_YEAR + _YEARS.index(vin[9])
    return year + _ROUND if vin[6].isalpha() else year


def years_disagree(vin: str, year: int) -> bool:
    """Whether the VIN says another year. Heavy trucks have figures in the seventh place still: either round counts."""
    if len(vin) != VIN_LENGTH or not vin_is_valid(vin) or vin[9] not in _YEARS:
        return False
    return (year - _FIRST_YEAR) % _ROUND != _YEARS.index(vin[9])
