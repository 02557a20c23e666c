"""What an inquiry is about when no vehicle says so: a job, something to sell to us, the workshop, parts."""

from __future__ import annotations

import re

from freshup.domain.intake.prospect import KindHint

_WORDS: tuple[tuple[KindHint, re.Pattern[str]], ...] = (
    (
        "hiring",
        re.compile(
            r"\b(?:resum[eé]|curriculum vitae|job (?:application|opening|opportunit|posting|inquiry)|employment"
            r"|now hiring|are you hiring|apply(?:ing)? for (?:a|the|your)|applicant|open position|hiring manager"
            r"|career(?:s)? (?:at|with|opportunit|inquiry)|work for you)",
            re.IGNORECASE,
        ),
    ),
    (
        "vendor",
        re.compile(
            r"\b(?:seo\b|search engine (?:optim|rank)|first page of google|rank(?:ing)?s? (?:on|in) google|backlinks?"
            r"|link building|guest post|web ?(?:site )?(?:design|development) (?:service|company|agency)"
            r"|digital marketing|marketing (?:agency|service|solution)|lead generation|merchant (?:account|services)"
            r"|business (?:loan|funding)|working capital|our (?:agency|services can|software|platform)"
            r"|we (?:offer|provide|specialize in) (?:\w+ ){0,3}(?:service|solution|software)s?|outsourc|bitcoin|crypto"
            r"|casino|viagra|partnership opportunity|increase your (?:sales|traffic|revenue)|email list)",
            re.IGNORECASE,
        ),
    ),
    (
        "service",
        re.compile(
            r"\b(?:service (?:appointment|department|request|inquiry)|schedule (?:a )?service|oil change|tire rotation"
            r"|brake (?:job|pads|service)|recall (?:repair|service)|check engine|inspection sticker)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "parts",
        re.compile(r"\b(?:parts? (?:department|request|inquiry|order)|part number|oem parts?|order (?:a )?part)\b",
                   re.IGNORECASE),
    ),
    (
        "sell",
        re.compile(
            r"\b(?:sell(?:ing)? my (?:car|truck|suv|van|vehicle|\d{4})|sell your car|value (?:of )?my trade"
            r"|(?:cash|instant) offer|appraisal (?:request|lead)|buy my (?:car|truck|suv|vehicle))\b",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip


def kind_of_words(text: str) -> KindHint:
    """The kind that the words of an inquiry point to; `general` where none does."""
    text = text[:5_000]
    for kind, pattern in _WORDS:
        if pattern.search(text):
            return kind
    return "general"


def kind_hint(*, wanted: bool, offered: bool, interests: frozenset[str], text: str) -> KindHint:
    """What a lead is about. A vehicle named is stronger than any word; a trade without one is an offer to sell."""
    if "service" in interests:
        return "service"
    if "parts" in interests:
        return "parts"
    if wanted:
        return "vehicle"
    if "sell" in interests or offered:
        return "sell"
    return kind_of_words(text) if text else "general"
