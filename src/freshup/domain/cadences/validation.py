"""What would go wrong with a cadence before anybody runs on it (CAD-1)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from freshup.domain import rulesets
from freshup.domain.cadences.steps import (
    ACTIONS,
    CALL_OUTCOMES,
    CLOCKS,
    DAY_MINUTES,
    DAY_PARTS,
    EVENTS,
    GRADES,
    KINDS,
    OPPORTUNITY_KINDS,
    PURPOSES,
    ROTATE,
    SERVES,
    TIERS,
    Cadence,
    Exit,
    Step,
)
from freshup.domain.conversations import Template, as_email, template_problems
from freshup.domain.reasons import Reason
from freshup.domain.rulesets import Problem, not_among, outside, repeated

STEPS_MAX: Final = 60
DAYS_MAX: Final = 400
TIMES_MAX: Final = 60
# As long as the columns that keep them.
KEY_LENGTH_MAX: Final = 20
STEP_KEY_LENGTH_MAX: Final = 24
_MINUTES_MAX: Final = DAYS_MAX * DAY_MINUTES
# Channels whose text may stand on a step of this kind.
_TEXTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("email", "text"),
    "text": ("text",),
    "call": ("call",),
    "voicemail": ("voicemail",),
    "video": ("video", "email", "text"),
}


def problems(
    cadence: Cadence, *, templates: Mapping[str, Template], others: Mapping[str, Cadence]
) -> list[Problem]:
    """Everything that keeps it from being published; empty when it may be.

    `templates` by key, in one language of the store; `others` are the store's cadences, itself or not.
    """
    found = _head(cadence)
    for at, step in enumerate(cadence.steps):
        path = f"steps[{at}]"
        found += _step(path, step)
        found += _conditions(path, step, cadence, at)
        found += _text(path, step, templates)
    return found + _order(cadence) + _ends(cadence, others)


def _head(cadence: Cadence) -> list[Problem]:
    found = _key("key", cadence.key, KEY_LENGTH_MAX)
    if not cadence.name.strip():
        found.append(Problem("name", Reason("rules.empty")))
    found += not_among("purpose", cadence.purpose, PURPOSES)
    for path, words, choices in (
        ("kinds", cadence.kinds, OPPORTUNITY_KINDS),
        ("source_kinds", cadence.source_kinds, SERVES),
        ("grades", cadence.grades, GRADES),
    ):
        found += _choices(path, words, choices)
    for path, words in (("kinds", cadence.kinds), ("grades", cadence.grades)):
        if not words:
            found.append(Problem(path, Reason("rules.empty")))
    found += outside("retire_days", cadence.retire_days, 1, DAYS_MAX)
    found += outside("gap_minutes", cadence.gap_minutes, 0, DAY_MINUTES)
    found += repeated("steps", [step.key for step in cadence.steps])
    if not cadence.steps:
        found.append(Problem("steps", Reason("cadence.no_steps")))
    elif all(step.kind == "wait" for step in cadence.steps):
        found.append(Problem("steps", Reason("cadence.only_waits")))
    if len(cadence.steps) > STEPS_MAX:
        params = {"count": len(cadence.steps), "most": STEPS_MAX}
        found.append(Problem("steps", Reason("cadence.too_many", params)))
    days = max((step.last_after_minutes for step in cadence.steps), default=0) // DAY_MINUTES
    if days > DAYS_MAX:
        found.append(Problem("steps", Reason("cadence.too_long", {"days": days, "most": DAYS_MAX})))
    return found


def _step(path: str, step: Step) -> list[Problem]:
    found = _key(f"{path}.key", step.key, STEP_KEY_LENGTH_MAX)
    found += not_among(f"{path}.kind", step.kind, KINDS)
    found += not_among(f"{path}.clock", step.clock, CLOCKS)
    if step.day_part:
        found += not_among(f"{path}.day_part", step.day_part, (*DAY_PARTS, ROTATE))
    if step.or_kind:
        found += not_among(f"{path}.or_kind", step.or_kind, KINDS)
        if step.or_kind == step.kind:
            found.append(Problem(f"{path}.or_kind", Reason("cadence.same_kind")))
    for name, low, high in (
        ("after_minutes", 0, _MINUTES_MAX),
        ("too_late_minutes", 1, _MINUTES_MAX),
        ("within_minutes", 1, _MINUTES_MAX),
        ("times", 1, TIMES_MAX),
        ("every_minutes", 0, _MINUTES_MAX),
    ):
        found += outside(f"{path}.{name}", getattr(step, name), low, high)
    if step.times > 1 and step.every_minutes < 1:
        found.append(Problem(f"{path}.every_minutes", Reason("cadence.repeats_at_once")))
    for name, choices in (
        ("tiers", TIERS),
        ("source_kinds", SERVES),
        ("after_outcomes", CALL_OUTCOMES),
        ("released_by", CALL_OUTCOMES),
    ):
        found += _choices(f"{path}.{name}", getattr(step, name), choices)
    return found


def _conditions(path: str, step: Step, cadence: Cadence, at: int) -> list[Problem]:
    found = []
    if step.tiers and not set(step.tiers) & set(TIERS):
        found.append(Problem(f"{path}.tiers", Reason("cadence.no_tier_left")))
    if step.source_kinds and cadence.source_kinds and not set(step.source_kinds) & set(cadence.source_kinds):
        found.append(Problem(f"{path}.source_kinds", Reason("cadence.no_source_left")))
    # A missed call that began the opportunity is a call too, but its outcome is not one of ours.
    called = [earlier for earlier in cadence.steps[:at] if "call" in (earlier.kind, earlier.or_kind)]
    for name in ("after_outcomes", "released_by"):
        if getattr(step, name) and not called:
            found.append(Problem(f"{path}.{name}", Reason("cadence.no_call_before")))
    if step.tiers and step.after_outcomes and called:
        callable_tiers = {tier for call in called for tier in call.tiers or TIERS}
        if not callable_tiers & set(step.tiers):
            found.append(Problem(f"{path}.after_outcomes", Reason("cadence.no_call_before")))
    return found


def _text(path: str, step: Step, templates: Mapping[str, Template]) -> list[Problem]:
    if not step.template:
        if step.kind == "text" or (step.kind == "email" and step.automatic):
            return [Problem(f"{path}.template", Reason("cadence.no_template"))]
        return []
    template = templates.get(step.template)
    if template is None:
        return [Problem(f"{path}.template", Reason("cadence.unknown_template", {"template": step.template}))]
    if template.channel not in _TEXTS_OF.get(step.kind, (template.channel,)):
        params = {"template": step.template, "channel": template.channel}
        return [Problem(f"{path}.template", Reason("cadence.wrong_channel", params))]
    sent = as_email(template) if step.kind == "email" else template
    return [Problem(f"{path}.template", one.reason) for one in template_problems(sent)]


def _order(cadence: Cadence) -> list[Problem]:
    """Offsets that go back. Open time is never shorter than wall time, so the two compare in one direction."""
    found = []
    for at, (before, after) in enumerate(pairwise(cadence.steps), start=1):
        comparable = before.clock == after.clock or before.clock == "business"
        if comparable and after.after_minutes < before.last_after_minutes:
            found.append(Problem(f"steps[{at}].after_minutes", Reason("cadence.goes_back")))
    return found


def _ends(cadence: Cadence, others: Mapping[str, Cadence]) -> list[Problem]:
    found = []
    places = {step.key: at for at, step in reversed(list(enumerate(cadence.steps)))}
    for at, step in enumerate(cadence.steps):
        if step.then and step.then not in places:
            found.append(Problem(f"steps[{at}].then", Reason("cadence.unknown_step", {"step": step.then})))
        elif step.then and places[step.then] <= at:
            found.append(Problem(f"steps[{at}].then", Reason("cadence.no_end", {"step": step.then})))
    known = {**others, cadence.key: cadence}
    if cadence.finally_ and cadence.finally_ not in known:
        found.append(Problem("finally_", Reason("cadence.unknown_cadence", {"cadence": cadence.finally_})))
    found += repeated("exits", [one.event for one in cadence.exits])
    for at, one in enumerate(cadence.exits):
        found += _exit(f"exits[{at}]", one, known)
    if circle := _circle(cadence.key, known):
        found.append(Problem("finally_", Reason("cadence.loop_between", {"keys": " → ".join(circle)})))
    return found


def _exit(path: str, one: Exit, known: Mapping[str, Cadence]) -> list[Problem]:
    found = not_among(f"{path}.event", one.event, EVENTS)
    found += not_among(f"{path}.action", one.action, ACTIONS)
    if one.action == "switch" and not one.to:
        found.append(Problem(f"{path}.to", Reason("cadence.no_target")))
    elif one.to and one.to not in known:
        found.append(Problem(f"{path}.to", Reason("cadence.unknown_cadence", {"cadence": one.to})))
    return found


def _circle(key: str, known: Mapping[str, Cadence]) -> tuple[str, ...]:
    """A way from this cadence back to itself, by its end or by an exit; empty when there is none."""
    ways: list[tuple[str, ...]] = [(key,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for to in _leads_to(known[way[-1]]):
            if to == key:
                return (*way, to)
            if to in known and to not in seen:
                seen.add(to)
                ways.append((*way, to))
    return ()


def _leads_to(cadence: Cadence) -> list[str]:
    to = [one.to for one in cadence.exits if one.action == "switch" and one.to]
    return [*to, cadence.finally_] if cadence.finally_ else to


def _key(path: str, key: str, limit: int) -> list[Problem]:
    if not key.strip():
        return [Problem(path, Reason("rules.empty"))]
    return rulesets.outside(path, len(key), 1, limit)


def _choices(path: str, words: tuple[str, ...], choices: tuple[str, ...]) -> list[Problem]:
    found = repeated(path, list(words))
    for at, word in enumerate(words):
        found += not_among(f"{path}[{at}]", word, choices)
    return found
