"""The routing rules as a page: what is typed becomes a tree, the tree becomes the fields of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from freshup.domain.routing import RoutingRule, RoutingRules
from freshup.domain.rulesets import Problem, UnreadableRules, to_json
from freshup.interfaces.web.routing import words
from freshup.interfaces.web.rule_forms import RuleBoxes, overlay
from freshup.interfaces.web.stores.words import LANGUAGES, SOURCE_KINDS, weekday
from freshup.queries.stores import StoreSettings

BLANKS = {"rules": to_json(RoutingRule(""))}
MINUTES_OF_A_DAY = 1440


def typed_rules(base: Mapping[str, Any], data: QueryDict) -> dict[str, Any]:
    """The tree as the form gives it, with rules moved, added or removed where a button asked for that."""
    body: dict[str, Any] = overlay(base, data, BLANKS)
    rules = body["rules"]
    for rule in rules:
        # The end of the day is typed as midnight.
        rule["when"]["to_minute"] = rule["when"]["to_minute"] or MINUTES_OF_A_DAY
    for button, step in (("up", -1), ("down", 1)):
        at = _index(data.get(button, ""), rules)
        if at is not None and 0 <= at + step < len(rules):
            rules[at], rules[at + step] = rules[at + step], rules[at]
    at = _index(data.get("remove", ""), rules)
    if at is not None:
        del rules[at]
    if "add" in data:
        names = {rule["name"] for rule in rules}
        numbered = (gettext("Rule %(number)s") % {"number": n} for n in range(len(rules) + 1, 1000))
        rules.append(to_json(RoutingRule(next(name for name in numbered if name not in names))))
    return body


def _index(written: str, rules: Sequence[Any]) -> int | None:
    return int(written) if written.isdecimal() and int(written) < len(rules) else None


def moves_rules(data: QueryDict) -> bool:
    """Whether a button only rearranges the page."""
    return any(button in data for button in ("up", "down", "remove", "add"))


def read_rules(body: Mapping[str, Any]) -> tuple[RoutingRules | None, list[Problem]]:
    """The rules of a tree and everything wrong with them; None when they can't even be read."""
    try:
        rules = RoutingRules.from_json(body)
    except UnreadableRules as error:
        return None, error.problems
    return rules, rules.validate()


def page_fields(
    body: Mapping[str, Any],
    problems: Sequence[Problem],
    store: StoreSettings,
    teams: Sequence[tuple[int, str]],
) -> dict[str, Any]:
    """Everything the page draws, each field with its value and what is wrong with it."""
    boxes = RuleBoxes(body, problems)
    people = sorted(((one.id, store.user_names[one.id]) for one in store.staff), key=lambda one: one[1])
    count = len(body["rules"])
    return {
        "rules": [_rule(boxes, at, store, people, teams, last=at == count - 1) for at in range(count)],
        "rule_count": count,
        "everyone": _target(boxes, "everyone", people, teams),
        "everyone_method": boxes.box("everyone_method", choices=words.METHODS.items()),
        "keep_owner": boxes.box("keep_owner"),
        "missed_turns_max": boxes.box("missed_turns_max"),
    }


def _rule(
    boxes: RuleBoxes,
    at: int,
    store: StoreSettings,
    people: Sequence[tuple[int, str]],
    teams: Sequence[tuple[int, str]],
    *,
    last: bool,
) -> dict[str, Any]:
    path = f"rules[{at}]"
    when, rule = f"{path}.when", boxes.body["rules"][at]
    sources = [(source.id, source.name) for source in store.sources.values()]
    wrong = [one for one in boxes.problems if one.path.startswith(path)]
    return {
        "at": at,
        "number": at + 1,
        "first": at == 0,
        "last": last,
        "open": bool(wrong),
        "name": boxes.box(f"{path}.name"),
        "enabled": boxes.box(f"{path}.enabled"),
        "or_desk": boxes.box(f"{path}.or_desk"),
        "method": boxes.box(f"{path}.method", choices=words.METHODS.items()),
        "when": {
            "source_kinds": boxes.box(f"{when}.source_kinds", choices=SOURCE_KINDS.items()),
            "source_ids": boxes.box(f"{when}.source_ids", choices=sources),
            "conditions": boxes.box(f"{when}.conditions", choices=words.CONDITIONS.items()),
            "departments": boxes.box(f"{when}.departments", choices=words.DEPARTMENTS.items()),
            "languages": boxes.box(f"{when}.languages", choices=LANGUAGES.items()),
            "weekdays": boxes.box(f"{when}.weekdays", choices=[(n, weekday(n)) for n in range(7)]),
            "makes": boxes.box(f"{when}.makes"),
            "stock_prefixes": boxes.box(f"{when}.stock_prefixes"),
            "from_minute": boxes.box(f"{when}.from_minute"),
            "to_minute": boxes.box(f"{when}.to_minute"),
            "from_time": _clock(rule["when"]["from_minute"]),
            "to_time": _clock(rule["when"]["to_minute"]),
        },
        "target": _target(boxes, f"{path}.target", people, teams),
        "summary": summary(rule, dict(people), dict(teams), dict(sources)),
    }


def _target(
    boxes: RuleBoxes, path: str, people: Sequence[tuple[int, str]], teams: Sequence[tuple[int, str]]
) -> dict[str, Any]:
    return {
        "slots": boxes.box(f"{path}.slots", choices=words.SLOTS.items()),
        "team_ids": boxes.box(f"{path}.team_ids", choices=teams),
        "staff_ids": boxes.box(f"{path}.staff_ids", choices=people),
        "speaks": boxes.box(f"{path}.speaks"),
        "pool": boxes.box(f"{path}.pool"),
    }


def _clock(minute: Any) -> str:
    return f"{minute % 1440 // 60:02d}:{minute % 60:02d}" if isinstance(minute, int) else str(minute)


def summary(
    rule: Mapping[str, Any],
    people: Mapping[int, str],
    teams: Mapping[int, str],
    sources: Mapping[int, str],
) -> str:
    """One rule in a line: what it asks → who gets it."""
    when, target = rule["when"], rule["target"]
    asked = [
        *(str(SOURCE_KINDS.get(one, one)) for one in when["source_kinds"]),
        *(sources.get(one, "?") for one in when["source_ids"]),
        *(str(words.CONDITIONS.get(one, one)) for one in when["conditions"]),
        *when["makes"],
        *(f"#{one}…" for one in when["stock_prefixes"]),
        *(str(LANGUAGES.get(one, one)) for one in when["languages"]),
        *(str(words.DEPARTMENTS.get(one, one)) for one in when["departments"]),
        *(weekday(one) for one in when["weekdays"] if isinstance(one, int) and 0 <= one <= 6),
    ]
    if (when["from_minute"], when["to_minute"]) != (0, MINUTES_OF_A_DAY):
        asked.append(f"{_clock(when['from_minute'])}–{_clock(when['to_minute'])}")
    given = [
        *(people.get(one, "?") for one in target["staff_ids"]),
        *(teams.get(one, "?") for one in target["team_ids"]),
        *(str(words.SLOTS.get(one, one)) for one in target["slots"]),
    ]
    if rule["method"] == "claim_pool":
        given = [target["pool"] or "?"]
    if target["speaks"]:
        given.append(gettext("who speak the language"))
    whoever, whomever = gettext("Every lead"), gettext("everyone")
    return f"{', '.join(asked) or whoever} → {', '.join(given) or whomever}"
