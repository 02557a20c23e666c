"""Whether a customer's words ask us to stop, and which channels they name: keywords and free text, in two languages.

Any reasonable wording revokes consent (47 CFR 64.1200(a)(10), in force since 11 April 2025), so whole keywords are not
enough. "" as a channel means all of them: who names none means none. A wish for another hour ("don't call before
five") is no opt-out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from freshup.domain.consent import wordings

READ_MAX: Final = 4_000
EVERYTHING: Final = ("",)


@dataclass(frozen=True, slots=True)
class OptOut:
    """What was asked. `channels`: text, call, email, or ("",) for all. `keyword`: the message was one word for it.

    `rejoins`: they agree to be texted again; `asks_help`: they ask who we are. Both name no opt-out.
    """

    channels: tuple[str, ...]
    keyword: bool
    rejoins: bool = False
    asks_help: bool = False


def read_opt_out(text: str) -> OptOut | None:
    """What this message asks of us; None when it is neither opt-out, re-joining nor a call for help."""
    plain = _plain(text)
    if not plain:
        return None
    word = _bare(plain)
    if word in wordings.STOPS:
        return OptOut(EVERYTHING, keyword=True)
    if word in wordings.REJOINS:
        return OptOut(("text",), keyword=True, rejoins=True)
    if word in wordings.HELPS:
        return OptOut((), keyword=True, asks_help=True)
    # A signature below the one word that counts.
    if _bare(plain.partition("\n")[0]) in wordings.STOPS_AS_FIRST_LINE:
        return OptOut(EVERYTHING, keyword=True)
    channels = [one for sentence in wordings.SENTENCE_END.split(plain) for one in _asked(sentence)]
    if not channels:
        return None
    named = tuple(dict.fromkeys(channels))
    return OptOut(EVERYTHING if "" in named else named, keyword=False)


def _plain(text: str) -> str:
    """Lower case without accents, fancy apostrophes and quotes of earlier mail (our own footers say STOP too)."""
    lines = []
    for line in text[:READ_MAX].replace("\r", "").split("\n"):
        if wordings.QUOTE_BEGINS.match(line):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line)
    folded = unicodedata.normalize("NFKD", "\n".join(lines).casefold())
    bare = "".join(one for one in folded if not unicodedata.combining(one))
    bare = (
        bare.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        .replace("`", "'")
        .replace("\N{MODIFIER LETTER APOSTROPHE}", "'")
    )
    return re.sub(r"[^\S\n]+", " ", bare).strip()


def _bare(line: str) -> str:
    """The words of a line without politeness and punctuation: "STOP, please!!" → "stop"."""
    words = re.findall(r"[a-z0-9]+", line.replace("'", ""))
    if len(words) > 8:
        return ""
    kept = " ".join(word for word in words if word not in wordings.POLITE)
    return kept.replace("por favor", "").strip()


def _asked(sentence: str) -> list[str]:
    """The channels one sentence asks us to stop."""
    if _bare(sentence) in wordings.STOPS_AS_FIRST_LINE:
        return [""]
    refusals = () if wordings.ASKS_OR_SUPPOSES.search(sentence) else wordings.REFUSALS
    found = []
    for pattern in (*wordings.REQUESTS, *refusals):
        for match in pattern.finditer(sentence):
            # "don't call before 5" asks for an hour; "don't call me again at work" asks for an end.
            if wordings.ANOTHER_HOUR.match(sentence[match.end() :]) and not wordings.FOR_GOOD.search(
                match.group()
            ):
                continue
            found += _channels(match.group())
    return found


def _channels(words: str) -> list[str]:
    named = [channel for channel, pattern in wordings.CHANNELS.items() if pattern.search(words)]
    return [""] if not named or wordings.EVERYTHING.search(words) else named
