"""A store whose leads are followed up, and the hands that move its clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from freshup.data.models import Enrolment, Message, Opportunity, StepRun, Task
from freshup.operations.cadences import run_due
from freshup.operations.conversations import Incoming, receive_reply
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import forget_settings
from tests.intake.adf import adf
from tests.intake.conftest import ALL_DAY, NOW, Dealership, make_dealership, person, store

__all__ = ["NOW", "make_dealership"]


@dataclass
class FollowedUp:
    """Gulf Honda in Florida with Ana, Ben and a manager; open Monday to Saturday, 9 to 20."""

    house: Dealership
    rooftop: int

    def lead(self, at: datetime = NOW, **other: object) -> Opportunity:
        """One inquiry, taken in at that moment."""
        return self.house.take(adf(**other), at=at)[-1]  # type: ignore[arg-type]

    def scope(self, name: str = "Ana") -> Scope:
        return scope_of(self.house.staff(name).user_id)

    def owner_scope(self, opportunity: Opportunity) -> Scope:
        assert opportunity.owner is not None
        return scope_of(opportunity.owner.user_id)

    def run_until(self, until: datetime, *, most: int = 400) -> None:
        """Let the worker do whatever falls due up to that moment, each step at its time, and the sender after it."""
        for _ in range(most):
            due = Enrolment.objects.filter(due_at__lte=until).order_by("due_at").first()
            sends = (
                Message.objects.filter(state="queued", send_after__lte=until).order_by("send_after").first()
            )
            moments = [at for at in (due and due.due_at, sends and sends.send_after) if at]
            if not moments:
                return
            at = min(moments)
            run_due(now=at)
            self.house.deliver(at + timedelta(seconds=1))
        raise AssertionError("it never came to an end")

    def answer(self, message: Message, body: str, *, at: datetime, id: str = "r1") -> int | None:
        """What the customer writes back."""
        incoming = Incoming(
            "sandbox", id, self.rooftop, message.channel, message.recipient, body, answers=message.pk
        )
        return receive_reply(incoming, now=at)


@pytest.fixture
def gulf(make_dealership: Callable[..., Dealership]) -> Iterator[FollowedUp]:
    people = (
        person("Ana"),
        person("Ben"),
        person("Mia", role="manager", takes_leads=False, shifts=ALL_DAY),
    )
    house = make_dealership(store("Gulf Honda", "gulfkey", people))
    yield FollowedUp(house, house.opened.rooftop_ids[0])
    forget_settings()


def steps(opportunity: Opportunity) -> list[tuple[str, str]]:
    """What was done so far, as (kind, result)."""
    return list(StepRun.objects.filter(opportunity=opportunity).order_by("id").values_list("kind", "result"))


def running(opportunity: Opportunity) -> Enrolment:
    return Enrolment.objects.get(opportunity=opportunity, ended_at=None)


def open_tasks_of(opportunity: Opportunity) -> list[str]:
    return list(
        Task.objects.filter(opportunity=opportunity, done_at=None)
        .order_by("kind")
        .values_list("kind", flat=True)
    )
