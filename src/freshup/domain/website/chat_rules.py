"""How a store wants the chat on its site to behave, with defaults for whatever nobody has said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

LANGUAGES: Final = ("en", "es")
# Each carries white words at 4.5 : 1 and more.
COLOURS: Final[Mapping[str, str]] = {
    "blue": "#1d4ed8",
    "green": "#15803d",
    "red": "#b91c1c",
    "violet": "#6d28d9",
    "orange": "#c2410c",
    "slate": "#334155",
}
# Outside opening hours: the assistant answers and takes a message, or there is no chat at all.
CLOSED: Final = ("answers", "hidden")
# What a language model may do where one is connected: nothing, suggest words to a person, or answer by itself.
MODELS: Final = ("off", "drafts", "live")
GREETING_LENGTH_MAX: Final = 300
MINUTES_MAX: Final = 15

SENTENCES: Final[dict[str, str]] = {
    "chat.no_colour": _("Choose one of the colours."),
    "chat.no_choice": _("Choose one of the answers."),
    "chat.long_greeting": _("At most %(most)s characters."),
    "chat.no_minutes": _("A whole number of minutes from 1 to %(most)s."),
}


@dataclass(frozen=True, slots=True)
class ChatRules:
    """`greeting` is the store's own, by language; without one the assistant's stands alone.

    `minutes`: how long a visitor who asked for a person waits before the assistant says that nobody is free.
    """

    enabled: bool = True
    greeting_en: str = ""
    greeting_es: str = ""
    colour: str = "blue"
    closed: str = "answers"
    minutes: int = 2
    model: str = "drafts"

    def greeting(self, language: str) -> str:
        return self.greeting_es if language == "es" else self.greeting_en

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


DEFAULT: Final = ChatRules()


@dataclass(frozen=True, slots=True)
class RuleProblem:
    field: str
    reason: Reason


def read_rules(stored: Mapping[str, Any]) -> ChatRules:
    """The rules as they lie in the table; what is missing or makes no sense is as shipped."""
    rules, problems = typed_rules({**DEFAULT.to_json(), **stored})
    wrong = {one.field for one in problems}
    kept = {
        name: value if name not in wrong else getattr(DEFAULT, name)
        for name, value in rules.to_json().items()
    }
    return ChatRules(**kept)


def typed_rules(typed: Mapping[str, Any]) -> tuple[ChatRules, list[RuleProblem]]:
    """What somebody typed as rules, and what is wrong with it."""
    problems: list[RuleProblem] = []
    rules = ChatRules(
        enabled=typed.get("enabled") in (True, "on", "true", "1"),
        greeting_en=_greeting(typed, "greeting_en", problems),
        greeting_es=_greeting(typed, "greeting_es", problems),
        colour=_one_of(typed, "colour", tuple(COLOURS), "chat.no_colour", problems),
        closed=_one_of(typed, "closed", CLOSED, "chat.no_choice", problems),
        minutes=_minutes(typed.get("minutes"), problems),
        model=_one_of(typed, "model", MODELS, "chat.no_choice", problems),
    )
    return rules, problems


def _greeting(typed: Mapping[str, Any], name: str, problems: list[RuleProblem]) -> str:
    words = " ".join(str(typed.get(name) or "").replace("\0", "").split())
    if len(words) > GREETING_LENGTH_MAX:
        problems.append(RuleProblem(name, Reason("chat.long_greeting", {"most": GREETING_LENGTH_MAX})))
    return words


def _one_of(
    typed: Mapping[str, Any], name: str, allowed: tuple[str, ...], code: str, problems: list[RuleProblem]
) -> str:
    value = str(typed.get(name, getattr(DEFAULT, name)))
    if value not in allowed:
        problems.append(RuleProblem(name, Reason(code)))
    return value


def _minutes(value: Any, problems: list[RuleProblem]) -> int:
    text = str(value if value is not None else DEFAULT.minutes).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MINUTES_MAX):
        problems.append(RuleProblem("minutes", Reason("chat.no_minutes", {"most": MINUTES_MAX})))
        return DEFAULT.minutes
    return int(text)
