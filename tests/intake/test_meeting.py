"""Who has asked by mail and comes in an hour later is reached by that, and is not chased any more."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from freshup.data.models import Enrolment, Opportunity, ResponseClock, Staff, Task
from freshup.operations.intake.receive import Delivery, receive_by_hand
from tests.intake.adf import adf
from tests.intake.conftest import NOW, Dealership, dealership

__all__ = ["dealership"]
LATER = NOW + timedelta(hours=1)


def comes_in(house: Dealership, channel: str) -> Opportunity:
    """Ann Sample, who asked at NOW, is written down by hand an hour later."""
    (asked,) = house.take(adf(first="Ann", last="Sample", email="ann@example.com", phone="2395550142"))
    typed = {"first_name": "Ann", "last_name": "Sample", "email": "ann@example.com", "phone": "239-555-0142"}
    store = house.opened.rooftop_ids[0]
    user = Staff.objects.filter(rooftop=store).order_by("id").values_list("user_id", flat=True)[0]
    delivery = Delivery("", UUID(int=77), channel, LATER, json.dumps(typed).encode(), "application/json")
    receive_by_hand(
        delivery, group_id=house.opened.group_id, rooftop_id=store, user_id=user, storage=house.storage
    )
    house.drain(LATER)
    assert Opportunity.objects.count() == 1
    asked.refresh_from_db()
    return asked


@pytest.mark.parametrize(("channel", "stage"), [("walk_in", "visited"), ("phone", "engaged")])
class TestSomebodyWhoAskedBefore:
    def test_is_reached_when_they_come(self, dealership: Dealership, channel: str, stage: str) -> None:
        asked = comes_in(dealership, channel)
        clock = ResponseClock.objects.get()
        assert (clock.attempted_at, clock.contacted_at) == (LATER, LATER)
        assert (asked.stage, asked.due_at, asked.escalates_at) == (stage, None, None)

    def test_is_not_chased_any_more(self, dealership: Dealership, channel: str, stage: str) -> None:
        comes_in(dealership, channel)
        assert not Task.objects.filter(kind="call", done_at=None).exists()
        assert not Enrolment.objects.filter(key="third_party", ended_at=None).exists()
        assert not Enrolment.objects.filter(key="internet", ended_at=None).exists()
