"""A text by Twilio's SDK through the outbox, and its signed callbacks through our door, whatever goes wrong between."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.twilio.client import TwilioText
from freshup.adapters.twilio.fake import FakeTwilio, Trouble
from freshup.bootstrap.connectors import reader_of
from freshup.data.models import (
    ContactPoint,
    InboundEvent,
    Message,
    Opportunity,
    PhoneLine,
    TextingRegistration,
)
from freshup.interfaces.api.hooks import HookDoor
from freshup.interfaces.api.limits import IntakeLimits
from freshup.operations.connectors.finding import FoundConnector, find_connectors
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.conversations import send_batch, settle_forgotten
from freshup.operations.conversations.senders import Senders, TextRoute
from freshup.operations.hooks.draining import take_reports
from freshup.operations.hooks.handling import Outside
from freshup.ports.accounts import Account
from freshup.queries.access import scope_of
from freshup.queries.stores import forget_settings
from tests.hooks.test_reports import Shelf
from tests.intake.adf import adf
from tests.intake.conftest import NOW, Dealership, make_dealership, person, store

__all__ = ["make_dealership"]
BASE = "http://localhost:8000"


class Batches:
    """Keeps reports until the door has closed: its loop has no part in the test's own transaction."""

    def __init__(self, known: Mapping[str, FoundConnector]) -> None:
        self.known = known
        self.taken: list[RawReport] = []

    def submit(self, reports: Sequence[RawReport]) -> "Future[list[bool]]":
        self.taken += reports
        return _done([True] * len(reports))

    def find(self, key: str) -> "Future[FoundConnector | None]":
        return _done(self.known.get(key))


def _done(value: Any) -> "Future[Any]":
    future: Future[Any] = Future()
    future.set_result(value)
    return future


@dataclass
class Line:
    """A registered store that texts by the fake, which tells our door."""

    house: Dealership
    twilio: FakeTwilio
    account: Account
    shelf: Shelf
    connector_id: int

    def text(self, body: str = "Is 4 pm good?") -> Message:
        """Queued for a customer of the store."""
        opportunity = Opportunity.objects.get()
        point = ContactPoint.objects.get(person=opportunity.person_id, kind="phone")
        return Message.objects.create(
            rooftop_id=opportunity.rooftop_id, opportunity=opportunity, person_id=opportunity.person_id,
            contact_point=point, channel="text", direction="out", purpose="follow_up", automatic=False,
            step_key=f"hand:{Message.objects.count()}", sender="+12395550100", recipient=point.value, body=body,
            created_at=NOW, send_after=NOW,
        )  # fmt: skip

    def send(self, at: datetime = NOW) -> None:
        senders = OfOneStore(
            SandboxMail(self.house.outbox), TwilioText(self.account), connector=self.connector_id
        )
        send_batch(senders, clock=lambda: at)

    def settle(self, at: datetime) -> None:
        settle_forgotten(
            OfOneStore(SandboxMail(self.house.outbox), TwilioText(self.account), connector=self.connector_id),
            now=at,
        )

    def drain(self, at: datetime = NOW) -> None:
        take_reports(reader_of, Outside(self.shelf), clock=lambda: at)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """One request at our door."""
        batches = Batches(find_connectors([urlsplit(url).path.split("/")[2]]))
        door = HookDoor(batches, IntakeLimits(), base_url=BASE)  # type: ignore[arg-type]
        address, sent = urlsplit(url), []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "POST", "path": address.path, "query_string": address.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
        }  # fmt: skip
        asyncio.run(door(scope, receive, send))
        # The door reads the real clock; the test has its own.
        take_in([replace(one, received_at=NOW) for one in batches.taken], storage=self.shelf)
        return sent[0]["status"], sent[1]["body"]


@dataclass
class OfOneStore(Senders):
    connector: int = 0

    def text_for(self, rooftop_id: int) -> TextRoute | None:
        return None if self.text is None else TextRoute(self.text, self.connector)


@pytest.fixture
def line(make_dealership: Callable[..., Dealership], twilio: FakeTwilio) -> Iterator[Line]:
    house = make_dealership(
        store("Gulf Honda", "gulfkey", (person("Ana"), person("Mia", role="manager", takes_leads=False))),
        store("Bay Toyota", "bayintake", (person("Olga", role="manager", takes_leads=False),)),
    )
    rooftop = house.opened.rooftop_ids[0]
    typed = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "api_url": twilio.url}
    id = connect(
        scope_of(house.staff("Mia").user_id),
        rooftop,
        "twilio",
        name="",
        typed=typed,
        secret="hookkey",
        now=NOW,
    )
    TextingRegistration.objects.create(rooftop_id=rooftop, status="approved", changed_at=NOW)
    house.take(adf())
    Message.objects.all().update(state="sent", sent_at=NOW, provider="test")
    found = find_connectors(["hookkey"])["hookkey"]
    assert found.account is not None
    made = Line(house, twilio, found.account, Shelf(), id)
    twilio.post = made.post
    yield made
    forget_settings()


class TestAText:
    def test_goes_and_comes_back_delivered(self, line: Line) -> None:
        message = line.text()
        line.send()
        (taken,) = line.twilio.messages
        assert line.twilio.report(taken.sid, "delivered")[0] == 204
        line.drain()
        message.refresh_from_db()
        assert (message.state, message.provider_id, message.delivery) == ("sent", taken.sid, "delivered")
        assert message.connector_id == line.connector_id

    def test_that_fails_says_why_and_marks_the_number(self, line: Line) -> None:
        message = line.text()
        line.send()
        line.twilio.report(line.twilio.messages[0].sid, "undelivered", code=30005)
        line.drain()
        message.refresh_from_db()
        assert (message.state, message.failure) == ("failed", "The number is out of service")
        assert ContactPoint.objects.get(id=message.contact_point_id).reachability == "disconnected"

    def test_is_reported_twice_and_in_the_wrong_order_without_harm(self, line: Line) -> None:
        message = line.text()
        line.send()
        sid = line.twilio.messages[0].sid
        for status in ("delivered", "delivered", "sent", "queued"):
            line.twilio.report(sid, status)
        line.drain()
        message.refresh_from_db()
        assert (message.delivery, InboundEvent.objects.count()) == ("delivered", 3)

    def test_whose_callback_comes_before_the_answer_is_found_by_our_own_number(self, line: Line) -> None:
        message = line.text()
        Message.objects.filter(id=message.pk).update(state="sending", claimed_at=NOW)
        url = f"{line.account.hook_url}text-status/?m={message.pk}"
        line.twilio.tell(url, {"MessageSid": "SM9", "MessageStatus": "sent"})
        line.drain()
        message.refresh_from_db()
        assert (message.delivery, message.provider_id) == ("sent", "SM9")

    def test_whose_line_broke_is_sent_once_and_shown_to_a_person(self, line: Line) -> None:
        message = line.text()
        line.twilio.troubles.append(Trouble(drops=True))
        line.send()
        line.send(NOW + timedelta(hours=1))
        message.refresh_from_db()
        assert (message.state, len(line.twilio.messages)) == ("unsure", 1)

    def test_whose_worker_died_is_asked_for_at_twilio(self, line: Line) -> None:
        message = line.text()
        line.send()
        Message.objects.filter(id=message.pk).update(state="sending", claimed_at=NOW, sent_at=None)
        line.settle(NOW + timedelta(minutes=6))
        message.refresh_from_db()
        assert (message.state, len(line.twilio.messages)) == ("sent", 1)

    def test_waits_when_twilio_asks_for_patience_and_loses_no_try(self, line: Line) -> None:
        message = line.text()
        line.twilio.troubles.append(Trouble(status=429, code=20429, retry_after="30"))
        line.send()
        message.refresh_from_db()
        assert (message.state, message.attempts, message.send_after) == (
            "queued",
            0,
            NOW + timedelta(seconds=30),
        )
        line.send(NOW + timedelta(seconds=31))
        assert len(line.twilio.messages) == 1

    def test_goes_from_the_number_the_customer_wrote_to(self, line: Line) -> None:
        for number in ("+12395550171", "+12395550172"):
            PhoneLine.objects.create(
                rooftop_id=line.account.rooftop_id,
                connector_id=line.connector_id,
                e164=number,
                name=number,
                created_at=NOW,
            )
        opportunity = Opportunity.objects.get()
        Message.objects.create(
            rooftop_id=opportunity.rooftop_id, opportunity=opportunity, person_id=opportunity.person_id, channel="text",
            direction="in", purpose="reply", automatic=False, step_key="in:1", recipient="+12395550172", body="Hi",
            state="received", created_at=NOW, send_after=NOW,
        )  # fmt: skip
        line.text()
        line.send()
        assert line.twilio.messages[0].fields["From"] == "+12395550172"


class TestACallback:
    def test_by_another_account_is_turned_away_and_written_nowhere(
        self, line: Line, caplog: pytest.LogCaptureFixture
    ) -> None:
        line.text()
        line.send()
        line.twilio.auth_token = "another"
        assert line.twilio.report(line.twilio.messages[0].sid, "delivered")[0] == 403
        assert not InboundEvent.objects.exists()
        assert f"connector {line.connector_id}" in caplog.text

    def test_to_a_key_that_is_none_finds_no_store(self, line: Line) -> None:
        message = line.text()
        url = f"{BASE}/hooks/otherkey/text-status/?m={message.pk}"
        assert line.twilio.tell(url, {"MessageSid": "SM1", "MessageStatus": "failed"})[0] == 404

    def test_by_another_stores_own_account_changes_nothing_here(self, line: Line) -> None:
        """Its signature is right, and its own: it may name any message, and reaches those of its store alone."""
        message = line.text()
        line.send()
        elsewhere = line.house.opened.rooftop_ids[1]
        typed = {"account_sid": line.twilio.account_sid, "auth_token": line.twilio.auth_token}
        manager = scope_of(line.house.staff("Olga").user_id)
        connect(manager, elsewhere, "twilio", name="", typed=typed, secret="baykey", now=NOW)
        url = f"{BASE}/hooks/baykey/text-status/?m={message.pk}"
        assert line.twilio.tell(url, {"MessageSid": "SM1", "MessageStatus": "failed"})[0] == 204
        line.drain()
        message.refresh_from_db()
        assert (message.state, message.delivery) == ("sent", "")


class TestACustomer:
    def test_who_texts_is_answered_with_nothing_and_heard(self, line: Line) -> None:
        number = ContactPoint.objects.get(kind="phone").value
        url = f"{line.account.hook_url}text-in/"
        answered = [
            line.twilio.text(url, sender=number, recipient="+12395550100", body="Is it there?", sid="SM7")
            for _ in range(2)
        ]
        line.drain()
        assert answered == [(200, b"<Response/>")] * 2
        assert Message.objects.filter(direction="in", body="Is it there?").count() == 1
