"""Two stores of one group and one of another, with people and the gate's answers about them."""

from datetime import datetime, timedelta
from typing import Any

from freshup.data.models import GateDecision, Opportunity, Rooftop
from tests import factories
from tests.factories import NOW
from tests.leads_web.conftest import World, behind_the_wall, client_of, scope, world

__all__ = ["NOW", "World", "behind_the_wall", "client_of", "customer", "decided", "scope", "world"]


def customer(store: Rooftop, owner: Any = None, *, first: str = "Zoe", number: int = 42) -> Opportunity:
    """Somebody with a mobile number and an e-mail address, who inquired."""
    person = factories.make_person(
        store, first, "Quill", phone=f"+123955501{number:02}", email=f"{first.lower()}@example.com"
    )
    person.postal_code, person.region = "34102", "FL"
    person.save()
    return factories.make_opportunity(store, person, owner=owner)


def decided(
    opportunity: Opportunity, *, minutes: float = 0, at: datetime | None = None, **other: Any
) -> GateDecision:
    """One answer of the gate about this opportunity, some minutes ago."""
    return GateDecision.objects.create(
        **{
            "rooftop_id": opportunity.rooftop_id,
            "opportunity": opportunity,
            "at": at or NOW - timedelta(minutes=minutes),
            "asked": "send",
            "channel": "text",
            "purpose": "follow_up",
            "automatic": True,
            "verdict": "allow",
            "rule": "inquiry_followed",
            **other,
        }
    )
