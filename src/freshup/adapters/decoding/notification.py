"""Notification mails and other texts of `Key: value` lines → drafts."""

from __future__ import annotations

import re

from freshup.adapters.decoding.draft import Draft
from freshup.adapters.decoding.field_names import field_of, is_consent
from freshup.adapters.decoding.fields import FieldReader

_LINE = re.compile(
    r"[ \t>*•\-]{0,8}([A-Za-zÀ-ÿ][^:\t\n=]{0,80}?)[ *]{0,4}(?::(?!//)|\t+:?|\s=\s|\s-\s)\s*+[*]?(.*)\Z"
)
_SIGNATURE = re.compile(
    r"\s*(?:--\s?|_{5,}|={5,}|\*{5,}|this (?:e-?mail|message) (?:was|is) (?:sent|generated|automatic).*)\Z",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,}|_{3,}|#{3,})\s*\Z")
_MULTI_LINE = frozenset({"comments"})
_CONTACT = frozenset({"email", "phone", "cell", "home", "work"})
_NAMES = frozenset({"first", "last", "full"})
_LINES_MAX = 2_000


class _Lines:
    """Reads line after line; a field known to run over several lines takes all up to the next known key."""

    def __init__(self) -> None:
        self.readers = [FieldReader()]
        self.known = 0
        self._seen: dict[str, str] = {}
        self._key: str | None = None
        self._value: list[str] = []

    def line(self, line: str) -> None:
        match = _LINE.match(line)
        key = match.group(1).strip() if match is not None else ""
        found = field_of(key) if key else None
        if match is not None and (found is not None or is_consent(key)):
            self.close()
            self._key, self._value = key, [match.group(2).strip()]
            self.known += 1
        elif match is not None and not self._runs_on():
            self.close()
            if len(key) <= 60:
                self._key, self._value = key, [match.group(2).strip()]
        elif self._key is not None and (self._runs_on() or not self._value[0]):
            if line.strip() or self._runs_on():
                self._value.append(line.strip())
        elif line.strip():
            self.close()

    def _runs_on(self) -> bool:
        if self._key is None:
            return False
        found = field_of(self._key)
        return found is not None and found.name in _MULTI_LINE

    def close(self) -> None:
        if self._key is None:
            return
        value = "\n".join(self._value).strip()
        found = field_of(self._key)
        name = found.name if found is not None and found.place == "person" else ""
        if name in _NAMES and self._begins_another(name, value):
            self.readers.append(FieldReader())
            self._seen = {}
        if value:
            self._seen.setdefault(name, value)
            self.readers[-1].take(self._key, value)
        self._key, self._value = None, []

    def _begins_another(self, name: str, value: str) -> bool:
        """One mail may list several people: a second name after a complete contact starts the next."""
        return bool(value) and self._seen.get(name, value) != value and bool(_CONTACT & self._seen.keys())


def read_lines(text: str) -> list[Draft]:
    """The prospects that a text of `Key: value` lines names; none unless there are a contact and another known key."""
    lines = _Lines()
    for line in text.split("\n", _LINES_MAX)[:_LINES_MAX]:
        if _SIGNATURE.match(line):
            lines.close()
        elif not _DIVIDER.match(line):
            lines.line(line[:4_000])
    lines.close()
    drafts = [reader.draft for reader in lines.readers]
    return [draft for draft in drafts if draft.emails or draft.phones] if lines.known >= 2 else []
