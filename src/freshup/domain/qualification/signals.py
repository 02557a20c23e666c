"""What the customer's own words say they want, by the store's list of phrases in English and Spanish."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from freshup.domain.qualification.facts import InquiryFacts
from freshup.domain.qualification.rules import QualificationRules

# How far before a phrase a "no" still denies it: "I do not need any financing", not the sentence before.
NEGATION_WORDS_BEFORE = 4
SENTENCE_ENDS = ".!?;\n"
# An end of time that is left open ("60 days or later") is never counted as sooner than the last band.
OPEN_END_DAYS = 90


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found: `said` the facts of the whitelist, `days` how soon, `looking` only looking."""

    said: frozenset[str] = frozenset()
    days: int | None = None
    looking: bool = False


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """By when, in days from the inquiry: `days` is the end that counts, None when unknown or just looking."""

    days: int | None = None
    starts: int = 0
    looking: bool = False


_SILENT = Signals()


def read_signals(inquiry: InquiryFacts, rules: QualificationRules) -> Signals:
    """The phrases of the rules that stand in comments and time frame, undenied."""
    if not inquiry.comments and not inquiry.timeframe:
        return _SILENT
    text = plain(f"{inquiry.timeframe or ''}\n{inquiry.comments or ''}")
    negations = plain_all(rules.negations)
    said: set[str] = set()
    days: int | None = None
    for row in rules.phrases:
        if (row.signal in said and row.days is None) or not _says(text, plain_all(row.phrases), negations):
            continue
        said.add(row.signal)
        if row.days is not None:
            days = row.days if days is None else min(days, row.days)
    return Signals(frozenset(said), days, "looking" in said)


def time_frame(inquiry: InquiryFacts, signals: Signals) -> TimeFrame:
    """When the customer wants to buy: what the form says outranks what the comments say."""
    if inquiry.timeframe_days is None:
        return TimeFrame(signals.days, 0, signals.looking and signals.days is None)
    starts, ends = inquiry.timeframe_days
    if ends is not None:
        return TimeFrame(max(ends, 0), max(starts or 0, 0))
    if starts is None:
        return TimeFrame(looking=True)
    return TimeFrame(max(starts + 1, OPEN_END_DAYS), max(starts, 0))


@lru_cache(maxsize=256)
def plain_all(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """A list of phrases in the form `plain` gives; kept, because the same few lists meet every lead."""
    return tuple(found for found in (plain(one).strip() for one in phrases) if found)


def plain(text: str) -> str:
    """Lower case, without accents, typographic apostrophes and doubled spaces; line ends stay."""
    lower = text.lower().replace("’", "'")
    if not lower.isascii():
        lower = "".join(
            sign for sign in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(sign)
        )
    if "  " in lower or "\t" in lower or "\r" in lower:
        lower = "\n".join(" ".join(line.split()) for line in lower.splitlines())
    return lower


def _says(text: str, phrases: tuple[str, ...], negations: tuple[str, ...]) -> bool:
    """Whether one of the phrases stands in the text as words of its own and is not denied."""
    for phrase in phrases:
        at = text.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            alone = not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
            if alone and not _denied(text, at, negations):
                return True
            at = text.find(phrase, end)
    return False


def _denied(text: str, at: int, negations: tuple[str, ...]) -> bool:
    start = max(text.rfind(sign, 0, at) for sign in SENTENCE_ENDS) + 1
    before = text[start:at].rpartition(",")[2].split()[-NEGATION_WORDS_BEFORE:]
    said = f" {' '.join(before)} "
    return any(f" {word} " in said for word in negations)
