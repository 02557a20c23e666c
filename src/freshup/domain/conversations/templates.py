"""A text with blanks, and the same text filled for one customer (MSG-2).

`{first_name}` must be there, `{first_name|there}` has words for when it is not, and `{price?}` takes its whole
sentence (text, voicemail) or paragraph (everything else) with it. `{{` and `}}` are braces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from freshup.domain.conversations.acknowledging import SUBJECT_LENGTH_MAX

CHANNELS: Final = ("email", "text", "call", "voicemail", "video")
LANGUAGES: Final = ("en", "es")
SENTENCE_WISE: Final = ("text", "voicemail")
# The words a first text must carry; they make no sense in an e-mail, which has its own way out.
OPT_OUT_LINES: Final[Mapping[str, str]] = {
    "en": "Reply STOP to opt out",
    "es": "Responda STOP para no recibir mas",
}


@dataclass(frozen=True, slots=True)
class Template:
    """One text of a store in one language. The subject of a text is for when it goes by e-mail instead."""

    key: str
    channel: str
    language: str
    name: str
    purpose: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """`missing`: required blanks without a value. With any, a person has to look: never "Hi ,"."""

    subject: str
    body: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    name: str
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or paragraph: left out when one of `needs` is empty. `gap` stands before it."""

    gap: str
    needs: tuple[str, ...]
    parts: tuple[str | Blank, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    units: tuple[Unit, ...]
    unclosed: bool = False


_SENTENCES = re.compile(r"((?<=[.!?])\s+|\n+)")
_SAYS_STOP = re.compile(r"\bSTOP\b")
_PARAGRAPHS = re.compile(r"(\n[ \t]*\n\s*)")
_MARK = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


@lru_cache(maxsize=20_000)
def parsed(text: str, sentence_wise: bool) -> Parsed:
    """The text taken apart once: two thousand are filled a second, and few of them differ."""
    pieces = (_SENTENCES if sentence_wise else _PARAGRAPHS).split(text)
    units: list[Unit] = []
    unclosed = False
    for at in range(0, len(pieces), 2):
        unit, bad = _unit(pieces[at - 1] if at else "", pieces[at])
        units.append(unit)
        unclosed = unclosed or bad
    return Parsed(tuple(units), unclosed)


def _unit(gap: str, text: str) -> tuple[Unit, bool]:
    parts: list[str | Blank] = []
    needs: list[str] = []
    plain, end, unclosed = "", 0, False
    for mark in _MARK.finditer(text):
        plain += text[end : mark.start()]
        end = mark.end()
        if mark[1] is None:
            plain += mark[0][0]
            unclosed = unclosed or len(mark[0]) == 1
            continue
        name, bar, fallback = mark[1].partition("|")
        name = name.strip()
        if not bar and name.endswith("?"):
            name = name[:-1].strip()
            needs.append(name)
        if plain:
            parts.append(plain)
            plain = ""
        parts.append(Blank(name, fallback if bar else None))
    plain += text[end:]
    if plain:
        parts.append(plain)
    return Unit(gap, tuple(needs), tuple(parts)), unclosed


def fill(template: Template, values: Mapping[str, str]) -> Filled:
    """The template for one customer; an empty value counts as none."""
    missing: list[str] = []
    sentence_wise = template.channel in SENTENCE_WISE
    body = _filled(parsed(template.body, sentence_wise), values, missing)
    subject = template.subject
    if subject:
        subject = " ".join(_filled(parsed(subject, True), values, missing).split())[:SUBJECT_LENGTH_MAX]
    return Filled(subject, body, tuple(dict.fromkeys(missing)) if missing else ())


def _filled(text: Parsed, values: Mapping[str, str], missing: list[str]) -> str:
    said: list[str] = []
    begun = False
    for unit in text.units:
        if unit.needs and not all(map(values.get, unit.needs)):
            continue
        if begun:
            said.append(unit.gap)
        begun = True
        for part in unit.parts:
            if isinstance(part, str):
                said.append(part)
                continue
            value = values.get(part.name) or part.fallback
            if value:
                said.append(value)
            elif value is None:
                missing.append(part.name)
    return "".join(said)


def fields_of(template: Template) -> tuple[str, ...]:
    """The blanks it has, in subject and body, in order of appearance."""
    sentence_wise = template.channel in SENTENCE_WISE
    units = (*parsed(template.subject, True).units, *parsed(template.body, sentence_wise).units)
    return tuple(dict.fromkeys(part.name for unit in units for part in unit.parts if isinstance(part, Blank)))


def with_opt_out(body: str, language: str) -> str:
    """A first text with the way out at its end, unless its words say it already: carriers ask for it."""
    if _SAYS_STOP.search(body):
        return body
    return f"{body.rstrip()} {OPT_OUT_LINES.get(language, OPT_OUT_LINES['en'])}."


def as_email(template: Template) -> Template:
    """The same words by e-mail, for when no text can be sent: without the texting way out."""
    if template.channel == "email":
        return template
    line = OPT_OUT_LINES.get(template.language, OPT_OUT_LINES["en"])
    sentences = _SENTENCES.split(template.body.replace(f"{line}.", "").replace(line, "").strip())[::2]
    # One paragraph each, so that a sentence with an optional blank still goes alone.
    return replace(
        template, channel="email", subject=template.subject or "{store}", body="\n\n".join(sentences)
    )
