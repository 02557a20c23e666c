"""The law as a page: what is typed becomes a tree, the tree becomes the fields and the table of the page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext

from freshup.domain.consent import CapRule, HoursRule, Law, clock
from freshup.domain.consent.places import STATES
from freshup.domain.rulesets import Problem, UnreadableRules, to_json
from freshup.interfaces.web.consent import words
from freshup.interfaces.web.rule_forms import RuleBoxes, overlay

MINUTES_OF_A_DAY: Final = 1440
BLANKS: Final = {"hours": to_json(HoursRule("")), "caps": to_json(CapRule("", "follow_up", 3))}
DAYS: Final = ("weekdays", "saturday", "sunday")
NUMBERS: Final = ("inquiry_days", "transaction_months", "reply_hours", "named_before_minutes", "named_after_minutes",
                  "confirmation_minutes")  # fmt: skip


def typed_law(base: Mapping[str, Any], data: QueryDict) -> dict[str, Any]:
    """The tree as the form gives it, with a rule added where a button asked for that."""
    body: dict[str, Any] = overlay(base, data, BLANKS)
    for rule in (*body["hours"], body["unknown"]):
        for day in DAYS:
            _end_of_day(rule[day])
    if "add_hours" in data:
        body["hours"].append(
            to_json(HoursRule(_free("hours", body["hours"]), source=gettext("Our own rule")))
        )
    if "add_cap" in data:
        body["caps"].append(
            to_json(CapRule(_free("cap", body["caps"]), "follow_up", 3, source=gettext("Our own rule")))
        )
    return body


def _end_of_day(window: dict[str, Any]) -> None:
    """The end of the day is typed as midnight."""
    opens = window["opens"]
    if window["closes"] == 0 and isinstance(opens, int) and opens > 0:
        window["closes"] = MINUTES_OF_A_DAY


def _free(kind: str, rules: Sequence[Mapping[str, Any]]) -> str:
    taken = {rule["code"] for rule in rules}
    return next(name for n in range(1, 1000) if (name := f"own-{kind}-{n}") not in taken)


def adds_rules(data: QueryDict) -> bool:
    """Whether a button only rearranges the page."""
    return "add_hours" in data or "add_cap" in data


def read_law(body: Mapping[str, Any]) -> tuple[Law | None, list[Problem]]:
    """The law of a tree and everything wrong with it; None when it can't even be read."""
    try:
        law = Law.from_json(body)
    except UnreadableRules as error:
        return None, error.problems
    return law, law.validate()


def page_fields(body: Mapping[str, Any], problems: Sequence[Problem], today: str) -> dict[str, Any]:
    """Everything the page draws: each rule as a line of the table and as fields with what is wrong with them."""
    boxes = RuleBoxes(body, problems)
    return {
        "hours": [_hours(boxes, f"hours[{at}]", rule, today) for at, rule in enumerate(body["hours"])],
        "unknown": _hours(boxes, "unknown", body["unknown"], today),
        "caps": [_cap(boxes, f"caps[{at}]", rule, today) for at, rule in enumerate(body["caps"])],
        "hours_count": len(body["hours"]),
        "caps_count": len(body["caps"]),
        "numbers": {name: boxes.box(name) for name in NUMBERS},
    }


def _hours(boxes: RuleBoxes, path: str, rule: Mapping[str, Any], today: str) -> dict[str, Any]:
    named = path == "unknown"
    days = [_day(boxes, f"{path}.{day}", rule[day], label) for day, label in words.DAYS.items()]
    alike = len({day["words"] for day in days}) == 1
    each = gettext("%(hours)s, every day") % {"hours": days[0]["words"]}
    return _common(boxes, path, rule, today) | {
        "place": words.UNKNOWN_STATE if named else rule["state"] or words.EVERYWHERE,
        "fixed": named,
        "days": days,
        "summary": each
        if alike
        else " · ".join(
            f"{short} {day['words']}" for short, day in zip(words.SHORT_DAYS.values(), days, strict=True)
        ),
    }


def _day(boxes: RuleBoxes, path: str, window: Mapping[str, Any], label: object) -> dict[str, Any]:
    opens, closes = boxes.box(f"{path}.opens"), boxes.box(f"{path}.closes")
    return {
        "label": label,
        "opens": opens,
        "closes": closes,
        "opens_time": _time(opens.value),
        "closes_time": _time(closes.value),
        "words": _span(opens.value, closes.value),
        "errors": (*opens.errors, *closes.errors),
    }


def _cap(boxes: RuleBoxes, path: str, rule: Mapping[str, Any], today: str) -> dict[str, Any]:
    return _common(boxes, path, rule, today) | {
        "place": rule["state"] or words.EVERYWHERE,
        "purpose": boxes.box(
            f"{path}.purpose", choices=[(one, words.PURPOSES[one]) for one in ("follow_up", "marketing")]
        ),
        "purpose_words": words.PURPOSES.get(rule["purpose"], rule["purpose"]),
        "most": boxes.box(f"{path}.most"),
        "automated_most": boxes.box(f"{path}.automated_most"),
    }


def _common(boxes: RuleBoxes, path: str, rule: Mapping[str, Any], today: str) -> dict[str, Any]:
    since, until = rule["effective_from"], rule["effective_until"]
    on = bool(rule["enabled"])
    return {
        "code": boxes.box(f"{path}.code"),
        "state": boxes.box(
            f"{path}.state", choices=[("", words.EVERY_STATE), *((one, one) for one in STATES)]
        ),
        "enabled": boxes.box(f"{path}.enabled"),
        "effective_from": boxes.box(f"{path}.effective_from"),
        "effective_until": boxes.box(f"{path}.effective_until"),
        "source": boxes.box(f"{path}.source"),
        "unverified": not rule["verified"],
        "since": since,
        "until": until,
        "state_of_rule": "off"
        if not on
        else "later"
        if since > today
        else "over"
        if until and until < today
        else "on",
        "open": any(one.path.startswith(path) for one in boxes.problems),
    }


def _time(minute: Any) -> str:
    return (
        f"{minute % MINUTES_OF_A_DAY // 60:02d}:{minute % 60:02d}"
        if isinstance(minute, int)
        else str(minute or "")
    )


def _span(opens: Any, closes: Any) -> str:
    if not (isinstance(opens, int) and isinstance(closes, int)):
        return "?"
    return f"{clock(opens)} – {clock(closes)}" if opens < closes else gettext("not at all")
