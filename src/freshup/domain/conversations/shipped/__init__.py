"""The texts every store begins with, in the languages its customers write in."""

from __future__ import annotations

from typing import Final

from freshup.domain.conversations.shipped import en, es
from freshup.domain.conversations.shipped.en_calls import CALLS as EN_CALLS
from freshup.domain.conversations.shipped.es_calls import CALLS as ES_CALLS
from freshup.domain.conversations.shipped.registry import in_language
from freshup.domain.conversations.templates import Template

SHIPPED_TEMPLATES: Final[tuple[Template, ...]] = (
    *in_language("en", en.TEXTS, en.EMAILS, EN_CALLS),
    *in_language("es", es.TEXTS, es.EMAILS, ES_CALLS),
)
