"""Gulf Honda's connectors, met by its manager, its agent, the other store's manager and a stranger."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from freshup.data.models import Connector, ConnectorHour, InboundEvent, User
from freshup.operations.connectors.opening import connect
from freshup.queries.access import scope_of
from tests.intake_web.conftest import (
    NOW,
    Dealership,
    Visitor,
    agent,
    colleague,
    dealership,
    manager,
    outsider,
    owner,
)

__all__ = ["Dealership", "Visitor", "agent", "colleague", "dealership", "manager", "outsider", "owner"]
GOOGLE = {"google_key": "google-secret", "intake_key": "gulfkey"}


@dataclass
class Line:
    """One connector and what a test does to it."""

    row: Connector

    @property
    def url(self) -> str:
        return f"/settings/connectors/{self.row.pk}/"

    @property
    def now(self) -> Connector:
        return Connector.objects.get(id=self.row.pk)

    def report(self, body: bytes = b"{}", **other: Any) -> InboundEvent:
        number = InboundEvent.objects.count() + 1
        words = {
            "kind": "lead-forms",
            "event_key": f"lead:{number}",
            "received_at": NOW + timedelta(minutes=number),
            "retry_at": NOW,
            "size": len(body),
            "body": body,
            "state": "done",
        }
        return InboundEvent.objects.create(
            rooftop_id=self.row.rooftop_id, connector=self.row, **{**words, **other}
        )

    def hour(self, **figures: int) -> None:
        ConnectorHour.objects.create(
            rooftop_id=self.row.rooftop_id,
            connector=self.row,
            hour=NOW.replace(minute=0),
            **figures,
        )


def connected(store: int, who: str, provider: str, typed: dict[str, str], *, key: str = "") -> Line:
    scope = scope_of(User.objects.get(name=who).pk)
    secret = f"hook-{key or provider}"
    id = connect(scope, store, provider, name="", typed=typed, secret=secret, now=NOW)
    return Line(Connector.objects.get(id=id))


@pytest.fixture
def google(dealership: Dealership) -> Line:
    return connected(dealership.gulf, "Mia", "google", GOOGLE)


@pytest.fixture(autouse=True)
def at_noon(time_stands: None) -> None:
    """Pages read the clock: it stands at NOW."""


@pytest.fixture
def time_stands() -> Any:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield
