"""What would go wrong with a template before anybody receives it."""

from __future__ import annotations

from typing import Final

from freshup.domain import rulesets
from freshup.domain.conversations.acknowledging import SUBJECT_LENGTH_MAX
from freshup.domain.conversations.blanks import FIELDS
from freshup.domain.conversations.segments import segments
from freshup.domain.conversations.templates import (
    CHANNELS,
    LANGUAGES,
    SENTENCE_WISE,
    Template,
    fields_of,
    fill,
    parsed,
)
from freshup.domain.reasons import Reason
from freshup.domain.rulesets import Problem

BODY_LENGTH_MAX: Final = 5_000
SEGMENTS_MAX: Final = 3


def template_problems(template: Template) -> list[Problem]:
    """Everything that keeps it from being published; empty when it may be. A text is counted with samples."""
    found = rulesets.not_among("channel", template.channel, CHANNELS)
    found += rulesets.not_among("language", template.language, LANGUAGES)
    for path in ("key", "name", "body"):
        if not getattr(template, path).strip():
            found.append(Problem(path, Reason("rules.empty")))
    if template.channel == "email" and not template.subject.strip():
        found.append(Problem("subject", Reason("template.no_subject")))
    for path, limit in (("subject", SUBJECT_LENGTH_MAX), ("body", BODY_LENGTH_MAX)):
        if len(getattr(template, path)) > limit:
            found.append(Problem(path, Reason("template.too_long", {"most": limit})))
    return found + _blanks(template) + _segments(template)


def _blanks(template: Template) -> list[Problem]:
    found = []
    for path in ("subject", "body"):
        if parsed(getattr(template, path), path == "subject" or template.channel in SENTENCE_WISE).unclosed:
            found.append(Problem(path, Reason("template.unclosed")))
    for name in fields_of(template):
        if name not in FIELDS:
            found.append(Problem("body", Reason("template.unknown_field", {"field": f"{{{name}}}"})))
    return found


def _segments(template: Template) -> list[Problem]:
    if template.channel != "text":
        return []
    samples = {name: doc.sample for name, doc in FIELDS.items()}
    count = segments(fill(template, samples).body).count
    if count <= SEGMENTS_MAX:
        return []
    return [Problem("body", Reason("template.segments", {"count": count, "most": SEGMENTS_MAX}))]
