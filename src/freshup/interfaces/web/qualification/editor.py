"""The qualifying rules as a page: what is typed becomes a tree, the tree becomes the fields of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from freshup.domain.qualification import (
    DIMENSIONS as DIMENSION_CODES,
)
from freshup.domain.qualification import FACTS as FACT_CODES
from freshup.domain.qualification import SOURCE_KINDS as SOURCE_CODES
from freshup.domain.qualification import PointRow, QualificationRules
from freshup.domain.rulesets import Problem, UnreadableRules, to_json
from freshup.interfaces.web.qualification import words
from freshup.interfaces.web.rule_forms import SWITCHES, RuleBoxes, overlay
from freshup.interfaces.web.stores.words import SOURCE_KINDS

BLANKS = {"points": to_json(PointRow("", "intent", 0, ""))}
MEASURED = ("timeframe_days", "distance_percent")
# Facts that are there or not: a row of one needs no figures beside its points.
YES_NO = FACT_CODES[: FACT_CODES.index("site_visits")]


def typed_rules(base: Mapping[str, Any], data: QueryDict) -> dict[str, Any]:
    """The tree as the form gives it, a row added or taken away where a button asked for that."""
    body: dict[str, Any] = overlay(base, data, BLANKS)
    remove = data.get("remove", "")
    if remove.isdecimal() and int(remove) < len(body["points"]):
        del body["points"][int(remove)]
    dimension = data.get("add", "")
    fact = data.get(f"new_fact_{dimension}", "")
    if dimension in DIMENSION_CODES[:3] and fact in FACT_CODES:
        body["points"].append(_new_row(body, fact, dimension))
    return body


def _new_row(body: Mapping[str, Any], fact: str, dimension: str) -> dict[str, Any]:
    codes = {row["code"] for row in body["points"]}
    code = next(f"own.{fact}.{n}" for n in range(1, 1000) if f"own.{fact}.{n}" not in codes)
    row = PointRow(code, dimension, 1, fact, at_least=0 if fact in MEASURED else 1)
    written: dict[str, Any] = to_json(row)
    return written


def read_rules(body: Mapping[str, Any]) -> tuple[QualificationRules | None, list[Problem]]:
    """The rules of a tree and everything wrong with them; None when they can't even be read."""
    try:
        rules = QualificationRules.from_json(body)
    except UnreadableRules as error:
        return None, error.problems
    return rules, rules.validate()


def page_fields(body: Mapping[str, Any], problems: Sequence[Problem]) -> dict[str, Any]:
    """Everything the page draws, each field with its value and what is wrong with it."""
    boxes = RuleBoxes(body, problems)
    return {
        "dimensions": [_dimension(boxes, name) for name in DIMENSION_CODES],
        "row_count": len(body["points"]),
        "tiers": [boxes.box(f"tiers.{name}", label) for name, label in words.TIERS.items()],
        "tiers_errors": boxes.box("tiers").errors,
        "caps_errors": boxes.box("caps").errors,
        "soon_days": boxes.box("grade.soon_days"),
        "phone_is_enough": boxes.box("grade.phone_is_enough", choices=SOURCE_KINDS.items()),
        "kinds_not_leads": boxes.box("lead.kinds_not_leads", choices=words.KINDS.items()),
        "sources_with_intent": boxes.box("lead.sources_with_intent", choices=SOURCE_KINDS.items()),
        "links_max": boxes.box("doubt.links_max"),
        "lists": [(boxes.box(path, label), help) for path, label, help in words.LISTS],
        "phrases": [_phrases(boxes, at, row) for at, row in enumerate(body["phrases"])],
        "problems": problems,
    }


def _dimension(boxes: RuleBoxes, name: str) -> dict[str, Any]:
    label, about = words.DIMENSIONS[name]
    rows = [_row(boxes, at, row) for at, row in enumerate(boxes.body["points"]) if row["dimension"] == name]
    most = _most_of_sources(boxes) if name == "source" else _most(rows)
    cap = boxes.box(f"caps.{name}", label)
    return {
        "name": name,
        "label": label,
        "about": about,
        "cap": cap,
        "rows": rows,
        "sources": _sources(boxes) if name == "source" else [],
        "most": most,
        "cap_value": cap.value if isinstance(cap.value, int) else 0,
        "new_facts": [(code, words.FACTS[code]) for code in FACT_CODES],
    }


def _row(boxes: RuleBoxes, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    path, fact = f"points[{at}]", row["fact"]
    measured = fact in MEASURED
    errors = boxes.box(path).errors + tuple(
        error
        for name in ("code", "fact", "dimension", "each")
        for error in boxes.box(f"{path}.{name}").errors
    )
    return {
        "at": at,
        "path": path,
        "row": row,
        "label": words.FACTS.get(fact, fact),
        "unit": words.UNITS.get(fact, ""),
        "points": boxes.box(f"{path}.points"),
        "at_least": None if measured or fact in YES_NO else boxes.box(f"{path}.at_least"),
        "at_most": boxes.box(f"{path}.at_most") if measured else None,
        "errors": errors,
        "own": str(row["code"]).startswith("own."),
        "hidden": _unseen(path, row, measured=measured),
    }


def _unseen(path: str, row: Mapping[str, Any], *, measured: bool) -> list[tuple[str, Any]]:
    """What a row consists of beside its figures: all of it is sent, since rows move up when one is removed."""
    names = ["code", "dimension", "fact", "band"]
    if measured or row["fact"] in YES_NO:
        names.append("at_least")
    if not measured:
        names.append("at_most")
    hidden = [(f"{path}.{name}", "" if row[name] is None else row[name]) for name in names]
    hidden.append((SWITCHES, f"{path}.each"))
    return [*hidden, (f"{path}.each", "1")] if row["each"] else hidden


def _most(rows: Sequence[Mapping[str, Any]]) -> int:
    """What a customer could earn at most in these rows; of a band only the best row, of each-rows one time."""
    bands: dict[str, int] = {}
    for entry in rows:
        row = entry["row"]
        points = row["points"] if isinstance(row["points"], int) else 0
        key = row["band"] or row["code"]
        bands[key] = max(points, bands.get(key, 0))
    return sum(bands.values())


def _most_of_sources(boxes: RuleBoxes) -> int:
    points = [one for one in boxes.body["source_points"].values() if isinstance(one, int)]
    return max(points, default=0)


def _sources(boxes: RuleBoxes) -> list[Any]:
    return [
        boxes.box(f"source_points.{code}", SOURCE_KINDS[code])
        for code in SOURCE_CODES
        if code in boxes.body["source_points"]
    ]


def _phrases(boxes: RuleBoxes, at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": words.SIGNALS.get(row["signal"], row["signal"]),
        "phrases": boxes.box(f"phrases[{at}].phrases"),
        "days": boxes.box(f"phrases[{at}].days") if row["signal"] == "soon" else None,
    }
