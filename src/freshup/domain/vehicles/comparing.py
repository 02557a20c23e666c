"""What a file changes about a store's inventory, and when it is turned away whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from freshup.domain.reasons import Reason
from freshup.domain.vehicles.reading import ReadUnit

# What a unit says of itself, in the order of `Known.facts`.
FACTS: Final = (
    "vin", "year", "make", "model", "trim", "body", "condition", "exterior", "interior", "odometer", "price_cents",
    "msrp_cents", "photo_url", "details_url",
)  # fmt: skip
_PRICE: Final = FACTS.index("price_cents")
_WORDS: Final = slice(FACTS.index("year"), FACTS.index("trim") + 1)
Facts = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A unit the store has or had."""

    id: int
    stock: str
    facts: Facts
    gone: bool

    @property
    def price_cents(self) -> int | None:
        price = self.facts[_PRICE]
        return price if isinstance(price, int) else None

    @property
    def line_of_words(self) -> str:
        return " ".join(str(part) for part in self.facts[_WORDS] if part)


@dataclass(frozen=True, slots=True)
class Changed:
    """A unit of the file beside what was known of it."""

    before: Known
    after: ReadUnit

    @property
    def repriced(self) -> bool:
        return self.before.price_cents != self.after.price_cents

    @property
    def back(self) -> bool:
        return self.before.gone


@dataclass(frozen=True, slots=True)
class Comparison:
    """What applying a file would do. `rejected` says why it must not be applied (None: it may)."""

    added: tuple[ReadUnit, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[Known, ...]
    gone: tuple[Known, ...]
    in_stock_before: int
    rejected: Reason | None = None

    @property
    def repriced(self) -> tuple[Changed, ...]:
        return tuple(one for one in self.changed if one.repriced)

    @property
    def back(self) -> tuple[Changed, ...]:
        return tuple(one for one in self.changed if one.back)


def facts_of(unit: ReadUnit) -> Facts:
    return tuple(getattr(unit, name) for name in FACTS)


def compare(
    units: Sequence[ReadUnit], known: Mapping[str, Known], *, full: bool, removal_limit_percent: int
) -> Comparison:
    """What these units of a file change; `known` by stock number.

    A full file removes what it does not name; a delta only what it calls sold. A vendor's half-written file would
    empty the lot: more than the limit of what stands there, and it is turned away whole.
    """
    added: list[ReadUnit] = []
    changed: list[Changed] = []
    unchanged: list[Known] = []
    gone: list[Known] = []
    named: set[str] = set()
    for unit in units:
        named.add(unit.stock)
        before = known.get(unit.stock)
        if unit.gone:
            if before is not None and not before.gone:
                gone.append(before)
        elif before is None:
            added.append(unit)
        elif before.gone or before.facts != facts_of(unit):
            changed.append(Changed(before, unit))
        else:
            unchanged.append(before)
    in_stock = [one for one in known.values() if not one.gone]
    if full:
        gone += [one for one in in_stock if one.stock not in named]
    return Comparison(
        tuple(added),
        tuple(changed),
        tuple(unchanged),
        tuple(gone),
        len(in_stock),
        _rejected(units, len(gone), len(in_stock), removal_limit_percent),
    )


def _rejected(units: Sequence[ReadUnit], gone: int, in_stock: int, limit_percent: int) -> Reason | None:
    if not units:
        return Reason("inventory.no_units")
    if in_stock and gone * 100 > limit_percent * in_stock:
        return Reason(
            "inventory.removes_too_many",
            {"gone": gone, "in_stock": in_stock, "percent": gone * 100 // in_stock, "most": limit_percent},
        )
    return None
