"""What providers report: written down once, acted on in any order, and never lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from freshup.data.models import Activity, Connector, ConnectorHour, ContactPoint, InboundEvent, Message
from freshup.domain.events import Event
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.conversations import Senders, send_batch
from freshup.operations.hooks.draining import PATIENCE, take_reports
from freshup.operations.hooks.handling import Outside
from freshup.ports.storage import MissingBytes
from freshup.queries.access import scope_of
from freshup.queries.stores import forget_settings
from tests.conversations.test_outbox import Provider
from tests.hooks.provider import Reader, body
from tests.intake.adf import adf
from tests.intake.conftest import NOW, Dealership, make_dealership, person, store

__all__ = ["make_dealership"]
TWILIO = {"account_sid": "AC1", "auth_token": "word"}


class Shelf:
    """Storage in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        self.kept[str(len(self.kept))] = content
        return str(len(self.kept) - 1)

    def get(self, name: str) -> bytes:
        if name not in self.kept:
            raise MissingBytes(name)
        return self.kept[name]


@dataclass
class Line:
    """A store with a provider, one mail sent through it, and what the provider says of it."""

    house: Dealership
    connector: Connector
    reader: Reader = field(default_factory=Reader)
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def message(self) -> Message:
        return Message.objects.order_by("id")[0]

    def report(self, content: bytes, *, key: str = "1", at: datetime = NOW, store: int = 0) -> None:
        raw = RawReport(
            connector_id=self.connector.pk,
            rooftop_id=store or self.connector.rooftop_id,
            group_id=self.connector.rooftop.group_id,
            kind="status",
            key=key,
            received_at=at,
            body=content,
        )
        take_in([raw], storage=self.shelf)

    def drain(self, at: datetime = NOW) -> int:
        return take_reports(lambda provider: self.reader, Outside(self.shelf), clock=lambda: at)


@pytest.fixture
def line(make_dealership: Callable[..., Dealership]) -> Iterator[Line]:
    mia = person("Mia", role="manager", takes_leads=False)
    house = make_dealership(
        store("Gulf Honda", "gulfkey", (person("Ana"), mia)), store("Bay Toyota", "baykey", ())
    )
    scope = scope_of(house.staff("Mia").user_id)
    id = connect(
        scope,
        house.opened.rooftop_ids[0],
        "twilio",
        name="Texts",
        typed=TWILIO,
        secret="hookkey",
        now=NOW,
    )
    house.take(adf())
    yield Line(house, Connector.objects.get(id=id))
    forget_settings()


def sent(line: Line) -> Message:
    send_batch(Senders(Provider("SM1")), clock=lambda: NOW)
    return line.message


class TestAReport:
    def test_finds_its_message_by_our_own_id(self, line: Line) -> None:
        message = sent(line)
        line.report(body("1", {"ours": message.pk, "delivery": "delivered"}))
        line.drain()
        assert (line.message.delivery, line.message.delivered_at) == ("delivered", NOW)
        assert InboundEvent.objects.get().state == "done"

    def test_finds_it_by_the_providers_id_too(self, line: Line) -> None:
        sent(line)
        line.report(body("1", {"sid": "SM1", "delivery": "delivered"}))
        line.drain()
        assert line.message.delivery == "delivered"

    def test_is_written_down_once_however_often_it_comes(self, line: Line) -> None:
        sent(line)
        for _ in range(3):
            line.report(body("1", {"sid": "SM1", "delivery": "delivered"}))
        assert InboundEvent.objects.count() == 1

    def test_that_comes_late_never_moves_a_message_back(self, line: Line) -> None:
        sent(line)
        line.report(body("2", {"sid": "SM1", "delivery": "delivered"}), key="2")
        line.drain()
        line.report(body("1", {"sid": "SM1", "delivery": "sent"}), key="1")
        line.drain()
        assert line.message.delivery == "delivered"
        assert not InboundEvent.objects.exclude(state="done").exists()

    def test_waits_for_the_answer_it_has_overtaken(self, line: Line) -> None:
        line.report(body("1", {"sid": "SM1", "delivery": "delivered"}))
        line.drain()
        assert InboundEvent.objects.get().state == "waiting"
        sent(line)
        line.drain(NOW + timedelta(minutes=1))
        assert line.message.delivery == "delivered"

    def test_of_nothing_we_know_is_given_up_after_a_while(self, line: Line) -> None:
        line.report(body("1", {"sid": "SM-other", "delivery": "delivered"}))
        line.drain()
        line.drain(NOW + PATIENCE + timedelta(minutes=1))
        event = InboundEvent.objects.get()
        assert (event.state, event.reason) == ("ignored", "no_such_message")

    def test_of_another_stores_message_changes_nothing(self, line: Line) -> None:
        message = sent(line)
        other = line.house.opened.rooftop_ids[1]
        line.report(body("1", {"ours": message.pk, "delivery": "undelivered"}), store=other)
        line.drain()
        assert line.message.delivery == ""

    def test_that_says_nothing_is_kept_and_shown(self, line: Line) -> None:
        line.report(b"not json at all")
        line.drain()
        event = InboundEvent.objects.get()
        assert (event.state, event.reason, bytes(event.body or b"")) == (
            "quarantined",
            "no JSON",
            b"not json at all",
        )

    def test_whose_contents_cannot_be_fetched_now_is_tried_again(self, line: Line) -> None:
        sent(line)
        line.reader.failing = 1
        line.report(body("1", {"sid": "SM1", "delivery": "delivered"}))
        line.drain()
        assert InboundEvent.objects.get().state == "waiting"
        line.drain(NOW + timedelta(minutes=5))
        assert line.message.delivery == "delivered"

    def test_survives_a_worker_that_died_while_reading(self, line: Line) -> None:
        sent(line)
        line.report(body("1", {"sid": "SM1", "delivery": "delivered"}))
        InboundEvent.objects.update(retry_at=NOW + timedelta(minutes=2), attempts=1)
        assert line.drain() == 0
        assert line.drain(NOW + timedelta(minutes=3)) == 1
        assert line.message.delivery == "delivered"


class TestAFailure:
    def test_is_told_on_the_lead_and_marks_the_address(self, line: Line) -> None:
        message = sent(line)
        line.report(body("1", {"sid": "SM1", "delivery": "bounced", "code": "5.1.1"}))
        line.drain()
        assert (line.message.state, line.message.failure) == ("failed", "There is no such mailbox")
        assert ContactPoint.objects.get(id=message.contact_point_id).reachability == "bounced"
        assert Activity.objects.filter(kind=Event.SENDING_FAILED).exists()

    def test_that_comes_before_the_answer_is_not_undone_by_it(self, line: Line) -> None:
        Message.objects.update(state="sending", claimed_at=NOW, attempts=1)
        line.report(body("1", {"ours": line.message.pk, "delivery": "undelivered", "code": "30005"}))
        line.drain()
        assert line.message.state == "failed"

    def test_counts_for_the_connector_only_when_something_was_unreadable(self, line: Line) -> None:
        line.report(b"not json at all")
        line.drain()
        hour = ConnectorHour.objects.get()
        assert (hour.failed, hour.received) == (1, 0)
        assert Connector.objects.get().last_error == "no JSON"
