"""What a source writes when it has nothing to say: literal nulls, unfilled templates, "Not specified"."""

from __future__ import annotations

import re

_WORDS = frozenset(
    """
    null nil none n/a na n.a. n.a #n/a undefined unknown unspecified blank empty
    not|specified not|provided not|available not|applicable not|given not|set not|entered
    none|provided none|given none|specified no|data no|value no|answer
    not|supplied not|selected none|selected no|preference|specified
    select select|one please|select choose choose|one select|year select|make select|model
    full|line all|models any|model any|make any|year tbd to|be|determined
    0 00 000 0000 00000 00000-0000 00-00-0000 0000-00-00 (null) <null> <none> [null] ? ?? ???
    """.replace("|", "\x00").split()
)
_PLACEHOLDERS = frozenset(word.replace("\x00", " ") for word in _WORDS)
# A blank the sender's mail-merge never filled: [fdt], {{first_name}}, ${year}, %%MODEL%%, @@trim@@, <%= x %>.
_UNFILLED = re.compile(
    r"(?:\[[A-Za-z_][\w .-]{0,40}\]|\{\{?[^{}]{1,60}\}?\}|\$\{[^{}]{1,60}\}"
    r"|%%?[A-Za-z_]{2,40}%%?|@@\w{1,40}@@|<%.{0,60}%>)\Z"
)
_ONLY_MARKS = frozenset("-–—._*/ ")


def present(text: str | None) -> str | None:
    """The text without surrounding space, or None where it is empty or says that there is nothing."""
    if text is None:
        return None
    text = text.strip()
    if not text:
        return None
    if len(text) > 64:
        return text
    if text.casefold() in _PLACEHOLDERS:
        return None
    if text[0] in "[{$%@<" and _UNFILLED.match(text):
        return None
    return None if text[0] in _ONLY_MARKS and _ONLY_MARKS.issuperset(text) else text


def present_name(text: str | None) -> str | None:
    """Like `present`, but Ms Na and Mr Select are people: only what no one is called counts as absent."""
    if text is None:
        return None
    text = text.strip()
    if text in ("Na", "Nil", "Select", "Choose", "Blank"):
        return text
    return present(text)
