"""A store whose people are on shift around the clock, and leads nobody has tried yet."""

from datetime import datetime, timedelta

import pytest

from freshup.data.models import Opportunity, Rooftop, Shift, Staff, Task
from freshup.queries.stores import forget_settings
from tests import factories
from tests.factories import NOW
from tests.leads_web.conftest import World, world

__all__ = ["World", "world"]
MINUTE = timedelta(minutes=1)
DUE = NOW + 5 * MINUTE


def on_shift(*people: Staff) -> None:
    """These work day and night."""
    for one in people:
        for day in range(7):
            Shift.objects.create(
                rooftop_id=one.rooftop_id, staff=one, weekday=day, starts_minute=0, ends_minute=1440
            )
    forget_settings()


def settle(store: Rooftop, **columns: object) -> None:
    Rooftop.objects.filter(id=store.pk).update(**columns)
    forget_settings()


def waiting(store: Rooftop, owner: Staff | None = None, **other: object) -> Opportunity:
    """An inquiry of NOW, due in five minutes, about to climb, with its first call to make."""
    one = factories.make_opportunity(store, owner=owner, **other)
    factories.make_clock(factories.make_lead(one))
    Opportunity.objects.filter(id=one.pk).update(escalates_at=DUE)
    task(one, "call", 1)
    one.refresh_from_db()
    return one


def task(one: Opportunity, kind: str, band: int, due_at: datetime = DUE, **other: object) -> Task:
    return Task.objects.create(
        rooftop_id=one.rooftop_id,
        opportunity=one,
        staff_id=one.owner_id,
        kind=kind,
        band=band,
        due_at=due_at,
        shown_at=NOW,
        created_at=NOW,
        **other,
    )


@pytest.fixture
def busy(world: World) -> World:
    """Ana and Sol are on shift at Gulf Honda."""
    on_shift(world.agent, world.own)
    return world
