"""The stores of the lead pages, open day and night, with one customer of each kind in somebody's line."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from freshup.data.models import Opportunity, Rooftop, Staff, Task
from freshup.domain.response.tasks import FIRST_CALL_BAND, band_of
from tests.factories import NOW, make_clock, make_lead, make_opportunity, make_person, make_source
from tests.leads_web.conftest import World, behind_the_wall, client_of, statements, world

__all__ = ["World", "behind_the_wall", "client_of", "statements", "world"]


def make_task(one: Opportunity, kind: str = "call", *, staff: Staff | None = None, **other: Any) -> Task:
    """An open task that stands in line since an hour."""
    at: datetime = other.pop("due_at", NOW)
    values = {
        "band": band_of(kind, one.tier, first=kind == "call"),
        "due_at": at,
        "shown_at": NOW - timedelta(days=3650),
        "created_at": NOW - timedelta(hours=1),
    }
    return Task.objects.create(
        rooftop_id=one.rooftop_id, opportunity=one, staff=staff, kind=kind, **{**values, **other}
    )


def make_case(
    store: Rooftop, owner: Staff | None, first: str = "Marisol", *, phone: str = "+12395550142", **other: Any
) -> Opportunity:
    """A customer with an inquiry, a clock, a phone and an e-mail address."""
    person = make_person(store, first, "Ortega", phone=phone, email=f"{first.lower()}@example.com")
    one = make_opportunity(store, person, owner=owner, wanted="2023 Toyota RAV4", **other)
    make_clock(make_lead(one, source=make_source(store)))
    return one


@pytest.fixture
def case(world: World) -> Opportunity:
    return make_case(world.gulf, world.agent)


__all__ += ["FIRST_CALL_BAND", "make_case", "make_task"]
