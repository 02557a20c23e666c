"""What every reader promises of what it hands on: text that PostgreSQL keeps, numbers that fit, zoned moments."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, Final

# PostgreSQL has no text with NUL, and a lone half of a surrogate pair can't be encoded at all.
REFUSED: Final = re.compile("[\0\ud800-\udfff]")
BIGINT_MAX: Final = 2**63 - 1


def assert_storable(value: object, *, longest: int) -> None:
    """Every text in it can be written to the database and is at most `longest` characters long."""
    for place, one in leaves(value, type(value).__name__):
        if isinstance(one, str):
            found = REFUSED.search(one)
            assert found is None, f"{place} holds {found[0]!r}, which PostgreSQL refuses"
            assert len(one) <= longest, f"{place} is {len(one)} characters long"
        elif isinstance(one, bool | float | bytes) or one is None:
            continue
        elif isinstance(one, int):
            assert abs(one) <= BIGINT_MAX, f"{place} is no bigint"
        elif isinstance(one, datetime):
            assert one.tzinfo is not None, f"{place} has no zone"
            assert 1 < one.year < 9999, f"{place} can't be moved to another zone"
        else:
            raise AssertionError(f"{place} is a {type(one).__name__}")


def leaves(value: object, place: str) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from leaves(getattr(value, one.name), f"{place}.{one.name}")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from leaves(key, f"a key of {place}")
            yield from leaves(one, f"{place}[{str(key)[:20]!r}]")
    elif isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from leaves(one, f"{place}[]")
    else:
        yield place, value
