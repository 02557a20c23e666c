"""Rules a store may edit, to and from JSON: one reader for every tree of frozen dataclasses.

A key that is missing takes its shipped default, so an old rule set survives a new field; a key nobody knows
is a problem with a path, because a misspelt rule that is silently ignored looks like a rule that does not
work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

T = TypeVar("T")

SENTENCES: dict[str, str] = {
    "rules.unknown_key": _("This is not a setting: %(key)s"),
    "rules.missing": _("This must be given"),
    "rules.not_text": _("This must be text"),
    "rules.not_number": _("This must be a number"),
    "rules.not_whole": _("This must be a whole number"),
    "rules.not_yes_no": _("This must be yes or no"),
    "rules.not_list": _("This must be a list"),
    "rules.not_table": _("This must be a table of names and values"),
    "rules.range": _("This must be between %(low)s and %(high)s"),
    "rules.choice": _("%(value)s is not one of: %(choices)s"),
    "rules.twice": _("%(value)s is given twice"),
    "rules.empty": _("This must not be empty"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a rule set, and where: `points[3].at_least`."""

    path: str
    reason: Reason


class UnreadableRules(ValueError):
    """The JSON can't be read as these rules; nothing of it was taken."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{found.path}: {found.reason.code}" for found in problems))


def to_json(tree: object) -> Any:
    """The tree as plain dicts, lists and scalars, keys in the order of the fields."""
    if is_dataclass(tree) and not isinstance(tree, type):
        return {field.name: to_json(getattr(tree, field.name)) for field in fields(tree)}
    if isinstance(tree, Mapping):
        return {str(key): to_json(value) for key, value in tree.items()}
    if isinstance(tree, tuple | list | frozenset):
        return [to_json(value) for value in tree]
    return tree


def from_json(kind: type[T], body: object) -> T:
    """`body` as a `kind`. Raises UnreadableRules with every problem found, not only the first."""
    problems: list[Problem] = []
    tree = _read(kind, body, "", problems)
    if problems or not isinstance(tree, kind):
        raise UnreadableRules(problems)
    return tree


def outside(path: str, value: float, low: int, high: int) -> list[Problem]:
    """A problem when a figure leaves its range."""
    return [] if low <= value <= high else [Problem(path, Reason("rules.range", {"low": low, "high": high}))]


def not_among(path: str, value: str, choices: tuple[str, ...]) -> list[Problem]:
    """A problem when a word is none of those allowed."""
    if value in choices:
        return []
    return [Problem(path, Reason("rules.choice", {"value": value or "''", "choices": ", ".join(choices)}))]


def repeated(path: str, values: list[str]) -> list[Problem]:
    """A problem for every word given more than once."""
    twice = sorted({value for value in values if values.count(value) > 1})
    return [Problem(path, Reason("rules.twice", {"value": value})) for value in twice]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _wrong(problems: list[Problem], path: str, code: str, **params: str | int) -> None:
    problems.append(Problem(path or "rules", Reason(code, params)))


def _read(hint: Any, body: object, path: str, problems: list[Problem]) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _read_record(hint, body, path, problems)
    if origin in (Union, UnionType):
        if body is None and NoneType in arguments:
            return None
        return _read(next(one for one in arguments if one is not NoneType), body, path, problems)
    if origin is tuple:
        return _read_tuple(arguments, body, path, problems)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _read_table(arguments[1], body, path, problems)
    return _read_scalar(hint, body, path, problems)


def _read_record(kind: Any, body: object, path: str, problems: list[Problem]) -> Any:
    if not isinstance(body, Mapping):
        _wrong(problems, path, "rules.not_table")
        return None
    dot = f"{path}." if path else ""
    known = {field.name: field for field in fields(kind)}
    for key in body:
        if key not in known:
            _wrong(problems, f"{dot}{key}", "rules.unknown_key", key=str(key))
    values = {}
    for name, field in known.items():
        if name in body:
            values[name] = _read(_hints(kind)[name], body[name], f"{dot}{name}", problems)
        elif field.default is MISSING and field.default_factory is MISSING:
            _wrong(problems, f"{dot}{name}", "rules.missing")
    return None if problems else kind(**values)


def _read_tuple(arguments: tuple[Any, ...], body: object, path: str, problems: list[Problem]) -> Any:
    if not isinstance(body, list | tuple):
        _wrong(problems, path, "rules.not_list")
        return ()
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        hints = (arguments[0],) * len(body)
    elif len(arguments) == len(body):
        hints = arguments
    else:
        _wrong(problems, path, "rules.not_list")
        return ()
    return tuple(
        _read(one, value, f"{path}[{at}]", problems)
        for at, (one, value) in enumerate(zip(hints, body, strict=True))
    )


def _read_table(hint: Any, body: object, path: str, problems: list[Problem]) -> Any:
    if not isinstance(body, Mapping):
        _wrong(problems, path, "rules.not_table")
        return {}
    return {str(key): _read(hint, value, f"{path}.{key}", problems) for key, value in body.items()}


def _read_scalar(hint: Any, body: object, path: str, problems: list[Problem]) -> Any:
    if hint is bool and not isinstance(body, bool):
        _wrong(problems, path, "rules.not_yes_no")
    elif hint is int and (isinstance(body, bool) or not isinstance(body, int)):
        _wrong(problems, path, "rules.not_whole")
    elif hint is float and (isinstance(body, bool) or not isinstance(body, int | float)):
        _wrong(problems, path, "rules.not_number")
    elif hint is str and not isinstance(body, str):
        _wrong(problems, path, "rules.not_text")
    return float(body) if hint is float and isinstance(body, int) else body
