"""A tree of rules as form fields, named by their paths: the same paths at which its problems are reported."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from freshup.domain.rulesets import Problem
from freshup.queries.words import say

# Marks that say how a list is written: as boxes to tick, a line an entry, or separated by commas. An empty list
# sends nothing of its own, so without its mark it could not be told from one that the form does not show.
TICKED, LINES, COMMAS, SWITCHES = "_ticked", "_lines", "_commas", "_switches"
WHOLE_NUMBERS = frozenset({"source_ids", "staff_ids", "team_ids", "weekdays"})
ROWS_MAX = 200
_TIME = re.compile(r"\A([01][0-9]|2[0-3]):([0-5][0-9])\Z")


@dataclass(frozen=True, slots=True)
class Box:
    """One field of the form."""

    name: str
    value: Any
    errors: tuple[str, ...]
    label: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()


class RuleBoxes:
    """The fields of one tree, each with its value and what is wrong with it."""

    def __init__(self, body: Mapping[str, Any], problems: Sequence[Problem]) -> None:
        self.body = body
        self.problems = problems

    def box(self, path: str, label: object = "", choices: Iterable[tuple[Any, Any]] = ()) -> Box:
        value = value_at(self.body, path)
        held = value if isinstance(value, list) else [value]
        ticks = tuple((str(code), str(words), code in held) for code, words in choices)
        errors = tuple(say(one.reason) for one in self.problems if covers(path, one.path))
        return Box(path, value, errors, str(label), ticks)


def covers(path: str, problem_path: str) -> bool:
    """Whether a problem belongs to this field: to itself, or to an entry of its list."""
    return problem_path == path or bool(re.fullmatch(re.escape(path) + r"\[\d+\]", problem_path))


def value_at(tree: Any, path: str) -> Any:
    """The value at `points[3].at_least`."""
    for part in re.findall(r"[^.\[\]]+", path):
        tree = tree[int(part)] if isinstance(tree, list) else tree.get(part)
    return tree


def overlay(tree: Any, data: QueryDict, blanks: Mapping[str, Any], path: str = "") -> Any:
    """The tree with every value the form gives; what it does not show stays. `blanks` are rows to begin from."""
    if isinstance(tree, Mapping):
        return {
            key: overlay(value, data, blanks, f"{path}.{key}" if path else key) for key, value in tree.items()
        }
    if path in blanks and isinstance(tree, list):
        return _rows(tree, data, blanks, path)
    if isinstance(tree, list):
        return _list(tree, data, path)
    if isinstance(tree, bool):
        return path in data if path in data.getlist(SWITCHES) else tree
    return _scalar(tree, data.get(path, "").strip()) if path in data else tree


def canonical(tree: Any) -> Any:
    """The tree with its word lists in order: boxes are sent in the order of the page, which means nothing."""
    if isinstance(tree, Mapping):
        return {key: canonical(value) for key, value in tree.items()}
    if isinstance(tree, list):
        held = [canonical(one) for one in tree]
        return held if any(isinstance(one, dict | list) for one in held) else sorted(held, key=str)
    return tree


def _rows(tree: list[Any], data: QueryDict, blanks: Mapping[str, Any], path: str) -> list[Any]:
    given = data.get(f"{path}.count", "")
    count = min(int(given), ROWS_MAX) if given.isdecimal() else len(tree)
    rows = [tree[at] if at < len(tree) else blanks[path] for at in range(count)]
    return [overlay(row, data, blanks, f"{path}[{at}]") for at, row in enumerate(rows)]


def _list(tree: list[Any], data: QueryDict, path: str) -> list[Any]:
    if path in data.getlist(LINES):
        return _entries(data.get(path, "").splitlines())
    if path in data.getlist(COMMAS):
        return _entries(data.get(path, "").split(","))
    if path not in data.getlist(TICKED):
        return tree
    ticked = data.getlist(path)
    if path.rpartition(".")[2] not in WHOLE_NUMBERS:
        return ticked
    return [int(one) if one.isdecimal() else one for one in ticked]


def _entries(typed: Iterable[str]) -> list[str]:
    """Entries without blanks and repeats, in the order typed."""
    return list(dict.fromkeys(one.strip() for one in typed if one.strip()))


def _scalar(before: Any, typed: str) -> Any:
    """What was typed, as the kind of value it replaces; what can't be read is left for the rules to refuse."""
    if isinstance(before, str):
        return typed
    if typed == "":
        return None
    if time := _TIME.match(typed):
        return int(time[1]) * 60 + int(time[2])
    try:
        return int(typed)
    except ValueError:
        pass
    try:
        return float(typed) if isinstance(before, float) else typed
    except ValueError:
        return typed
