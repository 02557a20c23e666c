"""The facts behind a score, as an opportunity keeps them."""

from dataclasses import fields
from typing import Any

from freshup.domain.qualification.facts import Behaviour, InquiryFacts
from freshup.domain.rulesets import from_json, to_json


def stored_facts(inquiry: InquiryFacts, distance_miles: int | None, behaviour: Behaviour) -> dict[str, Any]:
    """What an opportunity keeps of the facts behind its score; defaults are left out."""
    return {
        "inquiry": _without_defaults(inquiry),
        "distance_miles": distance_miles,
        "behaviour": _without_defaults(behaviour),
    }


def read_facts(stored: dict[str, Any]) -> tuple[InquiryFacts, int | None, Behaviour]:
    return (
        from_json(InquiryFacts, stored.get("inquiry", {})),
        stored.get("distance_miles"),
        from_json(Behaviour, stored.get("behaviour", {})),
    )


def _without_defaults(facts: InquiryFacts | Behaviour) -> dict[str, Any]:
    kept = {}
    for one in fields(facts):
        value = getattr(facts, one.name)
        if value != one.default:
            kept[one.name] = to_json(value)
    return kept
