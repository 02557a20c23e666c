"""Text as PostgreSQL can keep it: without NUL, and without a half of a surrogate pair standing alone.

JSON writes either with six plain characters, a form a NUL with three. Left in, one of them fails the insertion, and
with it the whole batch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Final, TypeVar, cast

REFUSED: Final = re.compile("[\0\ud800-\udfff]")
_Read = TypeVar("_Read")


def without_refused(value: _Read) -> _Read:
    """The same without those characters: a text, a tuple, a mapping or a frozen dataclass with all that is in it."""
    return cast("_Read", _cleaned(value))


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return REFUSED.sub("", value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _cleaned(getattr(value, one.name)) for one in fields(value)})
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(one) for key, one in value.items()}
    return tuple(map(_cleaned, value)) if isinstance(value, tuple) else value
