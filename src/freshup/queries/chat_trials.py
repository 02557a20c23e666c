"""A talk with the assistant as a trial: from the store's real hours and vehicles, and nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.domain.conversations.values import money
from freshup.domain.vehicles import Wanted
from freshup.domain.website import flow
from freshup.domain.website.chat_rules import ChatRules
from freshup.domain.website.chat_words import label
from freshup.domain.website.talk import Captured, Line, Talk
from freshup.domain.website.understanding import Understood, understand
from freshup.queries.website import facts_for, store_of

LINES_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class TrialLine:
    """`who`: visitor or bot. `choices` are (code, label); `ask` says that the fields for contact would be shown."""

    who: str
    words: str
    units: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """`becomes_lead`: what was typed would have made one. `calls`: a person would have been called."""

    lines: tuple[TrialLine, ...]
    becomes_lead: bool = False
    calls: bool = False


def rehearse(
    rooftop_id: int, key_id: int, rules: ChatRules, said: Sequence[str], *, language: str, now: datetime
) -> Trial:
    """The whole talk anew for these lines of a visitor; a line `:code` is a tap on an offered answer."""
    store = store_of(rooftop_id)
    talk, captured, state, calls = Talk(), Captured(), "bot", False
    first = facts_for(store, Wanted(), language=language, key_id=key_id, now=now)
    lines = [_line(one, language) for one in flow.greeting(first, rules.greeting(language))]
    for words in said[-LINES_MAX:]:
        code = words[1:] if words.startswith(":") and words[1:] in flow.CODES else ""
        understood: Understood = flow.chosen(code) if code else understand(words, asked=talk.asked)
        language = understood.language or language
        shown = label(code, language) if code else words
        about = flow.wish(understood, shown, talk, captured)
        facts = facts_for(store, about, language=language, key_id=key_id, state=state, now=now)
        step = flow.step(understood, shown, talk, captured, facts)
        talk, captured = step.talk, step.captured
        if step.wants_person:
            state, calls = "waiting", True
        lines += [TrialLine("visitor", shown), *(_line(one, language) for one in step.lines)]
    return Trial(tuple(lines), captured.reachable and not talk.refused, calls)


def _line(one: Line, language: str) -> TrialLine:
    return TrialLine(
        "bot",
        one.words,
        tuple(
            " · ".join(p for p in (unit.line, money(unit.price_cents), unit.stock) if p) for unit in one.units
        ),
        tuple((code, label(code, language)) for code in one.choices),
        bool(one.ask),
    )
