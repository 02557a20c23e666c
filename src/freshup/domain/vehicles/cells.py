"""One cell of an export as a value. Each answers (value, whether the cell was understood)."""

from __future__ import annotations

import re
from typing import Final

from freshup.domain.intake.amounts import read_cents, read_odometer, read_years
from freshup.domain.intake.vehicles import read_status

# Below that a price is a placeholder: vendors write $1.00 for a car that has none.
CENTS_MIN: Final = 100_00
_NO_PRICE: Final = re.compile(
    r"(?:\s*|-+|n/?a|none|null|tbd|please call.*|call.*|contact.*|ask.*|sold|inquire.*|0+(?:[.,]0+)?)\Z",
    re.IGNORECASE,
)
_CURRENCY: Final = re.compile(r"\A(?:usd|us\$|\$|cad|c\$|€|£)\s*|\s*(?:usd|cad|\$|€)\Z", re.IGNORECASE)
# 23.995,00 and 23.995: thousands by dots, as some vendors' servers write.
_DOTTED: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?\Z", re.ASCII)
_YES: Final = frozenset({"yes", "y", "true", "1", "t", "x", "cpo", "certified"})
_GONE: Final = frozenset(
    {"sold", "deleted", "delete", "removed", "inactive", "wholesale", "wholesaled", "delivered", "gone"}
)
_PHOTO_BREAK: Final = re.compile(r"[|;\s]+|,(?=\s*https?:)")
URL_LENGTH_MAX: Final = 400


def price(cell: str) -> tuple[int | None, bool]:
    """Cents; None for "0", "Call" and the like, which are understood to mean that there is none."""
    text = _CURRENCY.sub("", cell.strip())
    if _NO_PRICE.match(text):
        return None, True
    if _DOTTED.match(text):
        text = text.replace(".", "").replace(",", ".")
    cents = read_cents(text)
    if cents is None:
        return None, False
    return (cents, True) if cents >= CENTS_MIN else (None, True)


def odometer(cell: str) -> tuple[int | None, bool]:
    number = read_odometer(cell)
    return number, number is not None or not cell.strip("0. ,-") or not any(sign.isdigit() for sign in cell)


def year(cell: str, *, this_year: int) -> tuple[int | None, bool]:
    found = read_years(cell, this_year=this_year)[0] if cell else None
    return found, found is not None or not cell


def condition(cell: str, certified: str) -> tuple[str, bool]:
    """new, used or certified; empty where nothing says."""
    says_certified = certified.strip().lower() in _YES
    if not cell.strip():
        return ("certified" if says_certified else ""), True
    found, is_certified, known = read_status(cell)
    if not known:
        # IsNew columns hold yes and no.
        word = cell.strip().lower()
        if word not in {"true", "false", "yes", "no", "1", "0"}:
            return ("certified" if says_certified else ""), False
        found, is_certified = ("new" if word in _YES else "used"), False
    return ("certified" if is_certified or (says_certified and found == "used") else found), True


def is_gone(cell: str) -> bool:
    return cell.strip().lower() in _GONE


def first_url(cell: str) -> str:
    """The first address of a web page or picture among those a cell lists."""
    for part in _PHOTO_BREAK.split(cell[:20_000]):
        part = part.strip(" ,\"'")
        if part.lower().startswith(("https://", "http://")) and len(part) <= URL_LENGTH_MAX:
            return part
    return ""
