"""A cadence as a page: what is typed becomes a tree, the tree becomes the fields of the page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freshup.domain.cadences import Cadence, Step
from freshup.domain.rulesets import Problem, UnreadableRules, from_json, to_json
from freshup.interfaces.web.cadences import words
from freshup.interfaces.web.rule_forms import RuleBoxes, overlay
from freshup.interfaces.web.stores.words import SOURCE_KINDS
from freshup.operations.cadences.publishing import cadence_problems
from freshup.queries.stores import StoreSettings
from freshup.queries.words import say

BLANKS: Final = {"steps": to_json(Step("", "call", 0))}
# Typed as a number and a unit, kept as minutes.
DURATIONS: Final = ("after_minutes", "too_late_minutes", "within_minutes", "every_minutes")
BUTTONS: Final = ("up", "down", "remove", "add")
# Channels whose text may stand on a step of this kind: the usual one first.
TEXTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("email", "text"),
    "text": ("text",),
    "call": ("call",),
    "voicemail": ("voicemail",),
    "video": ("video", "email", "text"),
}


def typed_cadence(base: Mapping[str, Any], data: QueryDict) -> dict[str, Any]:
    """The tree as the form gives it, with steps moved, added or removed where a button asked for that."""
    # The key is in the address; no field changes which cadence this is.
    body: dict[str, Any] = _storable(overlay(base, data, BLANKS)) | {"key": base["key"]}
    steps = body["steps"]
    for at, step in enumerate(steps):
        for name in DURATIONS:
            step[name] = _minutes(data, f"steps[{at}].{name}", step[name])
    body["exits"] = _exits(body["exits"], data)
    _rearrange(steps, data)
    return body


def _storable(tree: Any) -> Any:
    """The tree without NUL characters, which no column takes."""
    if isinstance(tree, dict):
        return {key: _storable(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_storable(one) for one in tree]
    return tree.replace("\0", "") if isinstance(tree, str) else tree


def _minutes(data: QueryDict, path: str, before: Any) -> Any:
    typed = data.get(f"{path}.n")
    if typed is None:
        return before
    unit = words.UNIT_MINUTES.get(data.get(f"{path}.unit", "minutes"), 1)
    try:
        return int(typed.strip()) * unit
    except ValueError:
        # Left for the rules to refuse, at this field.
        return typed.strip() or None


def _exits(before: Sequence[Mapping[str, Any]], data: QueryDict) -> list[Any]:
    """One choice an event; the order stays, so that what nobody touched is no change."""
    chosen: dict[str, Any] = {one["event"]: one for one in before}
    for event in words.EVENTS:
        if (typed := data.get(f"exit.{event}")) is None:
            continue
        action, _colon, to = typed.partition(":")
        if action:
            chosen[event] = {"event": event, "action": action, "to": to}
        else:
            chosen.pop(event, None)
    return list(chosen.values())


def _rearrange(steps: list[Any], data: QueryDict) -> None:
    for button, by in (("up", -1), ("down", 1)):
        at = _index(data.get(button, ""), steps)
        if at is not None and 0 <= at + by < len(steps):
            steps[at], steps[at + by] = steps[at + by], steps[at]
    at = _index(data.get("remove", ""), steps)
    if at is not None:
        del steps[at]
    if "add" in data:
        at = _index(data.get("add", ""), steps)
        place = len(steps) if at is None else at + 1
        steps.insert(place, _new_step(steps, place))


def _new_step(steps: Sequence[Mapping[str, Any]], place: int) -> Any:
    """A call, as late and by the same clock as the step above it."""
    keys = {step["key"] for step in steps}
    key = next(f"step_{n}" for n in range(len(steps) + 1, 1000) if f"step_{n}" not in keys)
    above = steps[place - 1] if place else None
    fresh: dict[str, Any] = to_json(Step(key, "call", 0, template="call_script", too_late_minutes=words.DAY))
    if above is not None:
        fresh |= {name: above[name] for name in ("after_minutes", "clock", "day_part")}
    return fresh


def _index(written: str, steps: Sequence[Any]) -> int | None:
    return int(written) if written.isdecimal() and int(written) < len(steps) else None


def moves_steps(data: QueryDict) -> bool:
    """Whether a button only rearranges the page."""
    return any(button in data for button in BUTTONS)


def read_cadence(body: Mapping[str, Any], store: StoreSettings) -> tuple[Cadence | None, list[Problem]]:
    """The cadence of a tree and everything wrong with it; None when it can't even be read."""
    try:
        cadence = from_json(Cadence, body)
    except UnreadableRules as error:
        return None, error.problems
    return cadence, cadence_problems(store, cadence)


def text_names(store: StoreSettings) -> dict[str, str]:
    """What each text is called, by key, in the reader's language where it is shipped."""
    return {key: gettext(one.name) for (key, _language), one in reversed(list(store.templates.items()))}


def page_fields(body: Mapping[str, Any], problems: Sequence[Problem], store: StoreSettings) -> dict[str, Any]:
    """Everything the page draws, each field with its value and what is wrong with it."""
    boxes = RuleBoxes(body, problems)
    names = text_names(store)
    count = len(body["steps"])
    others = [(key, gettext(one.name)) for key, one in store.cadence_bodies.items() if key != body["key"]]
    return {
        "name": boxes.box("name", _("Name")),
        "enabled": boxes.box("enabled"),
        "starts": boxes.box("starts"),
        "purpose": boxes.box("purpose", _("Purpose"), words.PURPOSES.items()),
        "kinds": boxes.box("kinds", choices=words.OPPORTUNITIES.items()),
        "source_kinds": boxes.box("source_kinds", choices=SOURCE_KINDS.items()),
        "grades": boxes.box("grades", choices=words.GRADES.items()),
        "retire_days": boxes.box("retire_days", _("Retires after days of silence")),
        "gap_minutes": boxes.box("gap_minutes", _("Least minutes between two messages")),
        "finally": boxes.box("finally_", _("What follows the last step"), [("", _("nothing")), *others]),
        "steps": [_step(boxes, at, store, names, last=at == count - 1) for at in range(count)],
        "steps_errors": boxes.box("steps").errors,
        "step_count": count,
        "exits": [_exit(boxes, event, others) for event in words.EVENTS],
    }


def _step(
    boxes: RuleBoxes, at: int, store: StoreSettings, names: Mapping[str, str], *, last: bool
) -> dict[str, Any]:
    path, step = f"steps[{at}]", boxes.body["steps"][at]
    later = [(one["key"], one["key"]) for one in boxes.body["steps"][at + 1 :]]
    # A jump that leads nowhere, or back, stays on the page to be seen and changed.
    if step["then"] and step["then"] not in dict(later):
        later.append((step["then"], step["then"]))
    return {
        "at": at,
        "path": path,
        "number": at + 1,
        "first": at == 0,
        "last": last,
        "open": any(one.path.startswith(f"{path}.") or one.path == path for one in boxes.problems),
        "words": words.step_words(step, names),
        "key": boxes.box(f"{path}.key", _("Name for jumps")),
        "kind": boxes.box(f"{path}.kind", _("What"), words.KINDS.items()),
        "clock": boxes.box(f"{path}.clock", _("Counted"), words.CLOCKS.items()),
        "day_part": boxes.box(f"{path}.day_part", _("Time of day"), words.DAY_PARTS.items()),
        "or_kind": boxes.box(
            f"{path}.or_kind",
            _("Or, where that reaches better"),
            [("", _("no other way")), *((key, words.KINDS[key]) for key in ("email", "text", "call"))],
        ),
        "template": boxes.box(f"{path}.template", _("Text"), _texts(step, store, names)),
        "then": boxes.box(f"{path}.then", _("Then go on with"), [("", _("the next step")), *later]),
        "automatic": boxes.box(f"{path}.automatic"),
        "unanswered": boxes.box(f"{path}.unanswered"),
        "after": _duration(boxes, f"{path}.after_minutes", _("After")),
        "within": _duration(boxes, f"{path}.within_minutes", _("To be done within")),
        "too_late": _duration(boxes, f"{path}.too_late_minutes", _("Left out when later than")),
        "every": _duration(boxes, f"{path}.every_minutes", _("Time between")),
        "times": boxes.box(f"{path}.times", _("How often")),
        "tiers": boxes.box(f"{path}.tiers", choices=words.TIERS.items()),
        "source_kinds": boxes.box(f"{path}.source_kinds", choices=SOURCE_KINDS.items()),
        "after_outcomes": boxes.box(f"{path}.after_outcomes", choices=words.OUTCOMES.items()),
        "released_by": boxes.box(f"{path}.released_by", choices=words.OUTCOMES.items()),
        "errors": boxes.box(path).errors,
    }


def _duration(boxes: RuleBoxes, path: str, label: object) -> dict[str, Any]:
    box = boxes.box(path)
    value, unit = words.duration(box.value)
    units = [(code, said, code == unit) for code, said in words.UNITS.items()]
    return {"name": path, "label": label, "value": value, "units": units, "errors": box.errors}


def _texts(
    step: Mapping[str, Any], store: StoreSettings, names: Mapping[str, str]
) -> list[tuple[str, object]]:
    """The texts of the right channel, and the one that stands there whatever it is."""
    channels = TEXTS_OF.get(step["kind"], ())
    fitting = {key for (key, _language), one in store.templates.items() if one.channel in channels}
    if step["template"]:
        fitting.add(step["template"])
    return [("", _("none")), *sorted(((key, names.get(key, key)) for key in fitting), key=lambda one: one[1])]


def _exit(boxes: RuleBoxes, event: str, others: Sequence[tuple[str, str]]) -> dict[str, Any]:
    exits = boxes.body["exits"]
    at = next((at for at, one in enumerate(exits) if one["event"] == event), None)
    value = "" if at is None else exits[at]["action"]
    if value == "switch":
        value = f"switch:{exits[at]['to']}"
    choices: list[tuple[str, object]] = [
        ("", _("goes on")),
        ("stop", _("ends")),
        ("pause", _("waits until somebody lets it go on")),
        *((f"switch:{key}", gettext("goes over to “%(name)s”") % {"name": name}) for key, name in others),
    ]
    wrong = [one for one in boxes.problems if at is not None and one.path.startswith(f"exits[{at}]")]
    return {
        "name": f"exit.{event}",
        "label": words.EVENTS[event],
        "choices": [(code, said, code == value) for code, said in choices],
        "errors": tuple(say(one.reason) for one in wrong),
    }
