"""A store with a site of its own, a car on the lot, and visitors who look at it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from freshup.data.models import Message, Opportunity, TrackedLink, Unit, WebVisitor
from freshup.domain.website.visits import read_view
from freshup.operations.stores.opening import NewKey
from freshup.operations.website.counting import count_visits
from freshup.operations.website.joining import join_visitors
from freshup.operations.website.visiting import Viewed, record_views
from freshup.queries.stores import forget_settings
from tests.follow_up.conftest import FollowedUp
from tests.intake.conftest import ALL_DAY, NOW, Dealership, make_dealership, person, store

__all__ = ["NOW", "make_dealership"]

ORIGIN = "https://www.gulf.example.com"
FORM_KEY = "gulfform000000000000"
ANN, BOB = "a" * 32, "b" * 32
VIN = "1HGCV1F30LA000001"


@dataclass
class Site(FollowedUp):
    """Gulf Honda, followed up, with one Accord on the lot and a tag on its pages."""

    group: int = 0
    unit: int = 0

    def view(self, path: str = "/", *, visitor: str = ANN, at: datetime = NOW, **said: Any) -> None:
        """The tag tells of one page."""
        body = json.dumps({"visitor": visitor, "path": path, **said}).encode()
        record_views([Viewed(self.rooftop, self.group, at, read_view(body), body)])

    def visitor(self, token: str = ANN) -> WebVisitor:
        return WebVisitor.objects.get(rooftop=self.rooftop, token=token)

    def inquiry(self, at: datetime = NOW, *, visitor: str = ANN, **words: str) -> Opportunity:
        """A form of the store's site is handed in."""
        said = {
            "first_name": "Maria",
            "last_name": "Lopez",
            "email": "maria@example.com",
            "phone": "239-555-0142",
            "vehicle": "2026 Honda Accord",
            "visitor": visitor,
            **words,
        }
        return self.house.take(json.dumps(said).encode(), at=at, key=FORM_KEY)[-1]

    def settle(self, at: datetime = NOW) -> int:
        """What the worker does with visits; how many opportunities were scored anew."""
        join_visitors(now=at)
        return count_visits(now=at)

    def link_of(self, opportunity: Opportunity, token: str = "t" * 16) -> str:
        """A link in a mail to this customer, as click tracking makes them."""
        message = Message.objects.filter(opportunity=opportunity, channel="email").first()
        assert message is not None
        TrackedLink.objects.create(
            rooftop_id=opportunity.rooftop_id,
            opportunity=opportunity,
            message=message,
            token=token,
            target=f"{ORIGIN}/",
            created_at=NOW,
            expires_at=NOW.replace(year=2027),
        )
        return token


@pytest.fixture
def site(make_dealership: Callable[..., Dealership]) -> Iterator[Site]:
    people = (person("Ana"), person("Ben"), person("Mia", role="manager", takes_leads=False, shifts=ALL_DAY))
    keys = (
        NewKey("gulfkey", "Server", source="Website"),
        NewKey(FORM_KEY, "Site", kind="form", source="Website", allowed_origins=(ORIGIN,)),
    )
    house = make_dealership(store("Gulf Honda", "gulfkey", people, keys=keys))
    rooftop = house.opened.rooftop_ids[0]
    unit = Unit.objects.create(
        rooftop_id=rooftop,
        stock="H-1",
        vin=VIN,
        year=2026,
        make="Honda",
        model="Accord",
        details_url=f"{ORIGIN}/new/accord-1/",
        first_seen_at=NOW,
        last_seen_at=NOW,
    )
    yield Site(house, rooftop, house.opened.group_id, unit.pk)
    forget_settings()
