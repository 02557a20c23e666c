"""Whether a customer's words are those of somebody angry, whom a manager should answer (MSG-8).

Plain patterns in two languages, no model: a manager must be able to see why, and a miss costs less than a store
that stops looking because every second flag is wrong. The words themselves are in no answer of this.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from freshup.domain.conversations import heated
from freshup.domain.reasons import Reason

READ_MAX: Final = 4_000
# Shorter ones are names of models and "OK THANKS".
SHOUTED_LETTERS_MIN: Final = 12
SHOUTED_SHARE: Final = 0.75
# What a "not" before it takes back; "never called me" is negated by its nature.
TAKEN_BACK: Final = frozenset({"threat", "review", "insult", "fury"})

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_QUOTE = re.compile(
    r"\s*(on .{5,80} wrote:|el .{5,80} escribio:|-{2,} ?original message|from: |de: )", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heat:
    """`kind`: threat, review, insult, ignored, fury or shouting; empty when nothing was found."""

    kind: str = ""

    @property
    def angry(self) -> bool:
        return bool(self.kind)

    @property
    def reason(self) -> Reason:
        return Reason(f"angry.{self.kind}")


CALM: Final = Heat()


def read_heat(text: str) -> Heat:
    """What these words give away; the gravest kind where there are several."""
    said = _own_words(text)
    found = {kind for sentence in _SENTENCE_END.split(_plain(said)) for kind in _kinds(sentence.strip())}
    for kind in heated.KINDS:
        if kind in found:
            return Heat(kind)
    return Heat("shouting") if _shouts(said) else CALM


def _own_words(text: str) -> str:
    """Without earlier mail: our own follow-up must not be read as the customer's."""
    lines: list[str] = []
    for line in text[:READ_MAX].replace("\r", "").split("\n"):
        if _QUOTE.match(line):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line)
    return "\n".join(lines)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in folded if not unicodedata.combining(one))
    bare = bare.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("`", "'")
    return re.sub(r"[^\S\n]+", " ", bare)


def _kinds(sentence: str) -> set[str]:
    if not sentence or heated.OTHERS.search(sentence):
        return set()
    doubts = heated.DOUBT.match(sentence) is not None
    return {
        kind
        for kind, patterns in heated.KINDS.items()
        if not (doubts and kind == "insult") and any(_meant(one, sentence, kind) for one in patterns)
    }


def _meant(pattern: re.Pattern[str], sentence: str, kind: str) -> bool:
    return any(
        kind not in TAKEN_BACK or not heated.NEGATED.search(sentence[: match.start()])
        for match in pattern.finditer(sentence)
    )


def _shouts(said: str) -> bool:
    letters = [one for one in said if one.isalpha()]
    if len(letters) < SHOUTED_LETTERS_MIN:
        return False
    upper = sum(one.isupper() for one in letters)
    return upper >= SHOUTED_SHARE * len(letters) and heated.SHOUTED.search(_plain(said)) is not None
