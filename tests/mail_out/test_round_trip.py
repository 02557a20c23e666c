"""A store with a service of its own, both ways over real HTTP or SMTP: out with a mail, back with what became of it."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from freshup.adapters.mail.anymail.fake import KEY, FakeService, Told
from freshup.adapters.mail.smtp import server_of
from freshup.bootstrap.connectors import outside, reader_of
from freshup.bootstrap.sending import StoreSenders
from freshup.data.models import ConnectorHour, InboundEvent, Message
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.conversations import send_batch
from freshup.operations.hooks.draining import take_reports
from freshup.ports.accounts import Account
from tests.conversations.test_smtp import Mailbox
from tests.intake.conftest import NOW
from tests.mail_out.conftest import CIVIC, Desk, Post
from tests.mail_out.payloads import MADE

pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")


def connected(desk: Desk, provider: str, **typed: str) -> int:
    scope = desk.gulf.scope("Mia")
    return connect(scope, desk.gulf.rooftop, provider, name="", typed=typed, secret="k" * 32, now=NOW)


def send(at_minutes: int = 0) -> int:
    return send_batch(StoreSenders(Post()), clock=lambda: NOW + timedelta(minutes=at_minutes))


def report(connector: int, desk: Desk, said: object, key: str) -> None:
    raw = RawReport(
        connector_id=connector,
        rooftop_id=desk.gulf.rooftop,
        group_id=desk.gulf.house.opened.group_id,
        kind="mail-events",
        key=key,
        received_at=NOW + timedelta(hours=1),
        body=json.dumps(said).encode(),
        content_type="application/json",
    )
    take_in([raw], storage=outside().storage)
    take_reports(reader_of, outside(), clock=lambda: NOW + timedelta(hours=1))


class TestAService:
    def test_sends_the_stores_mail_and_says_what_became_of_it(self, desk: Desk) -> None:
        message = desk.write(f"Look: {CIVIC}")
        with FakeService("postmark") as service:
            id = connected(desk, "postmark", server_token=KEY, webhook_password="w", api_url=service.url)
            send()
            assert "/l/" in service.taken[0].said["TextBody"]
        message.refresh_from_db()
        assert (message.state, message.provider, message.provider_id) == ("sent", "postmark", "postmark-1")
        assert message.connector_id == id
        ours = {"Metadata": {"message": str(message.pk)}, "MessageID": "postmark-1"}
        report(id, desk, MADE["postmark"]("delivered") | ours, "1")
        report(id, desk, MADE["postmark"]("opened") | ours, "2")
        report(id, desk, MADE["postmark"]("clicked") | ours | {"ReceivedAt": "2026-11-18T16:30:00Z"}, "3")
        message.refresh_from_db()
        assert (message.delivery, message.delivered_at) == ("delivered", NOW)
        assert message.clicked_at == NOW + timedelta(minutes=30)
        assert set(InboundEvent.objects.values_list("state", flat=True)) == {"done"}

    def test_that_asks_for_patience_gets_the_mail_later_and_once(self, desk: Desk) -> None:
        message = desk.write()
        with FakeService("resend", Told(429, {"name": "rate_limit"}, {"Retry-After": "60"})) as service:
            connected(desk, "resend", api_key=KEY, signing_secret="s", api_url=service.url)
            send()
            message.refresh_from_db()
            assert (message.state, message.send_after) == ("queued", NOW + timedelta(seconds=60))
            assert message.attempts == 0
            send(at_minutes=2)
            assert len(service.taken) == 1
        message.refresh_from_db()
        assert message.state == "sent"

    def test_that_never_answers_leaves_the_mail_for_a_person(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "freshup.adapters.mail.anymail.sender.AnymailSender.__init__.__kwdefaults__",
            {"timeout": (1.0, 0.2)},
        )
        message = desk.write()
        with FakeService("brevo", Told(silent=True)) as service:
            connected(desk, "brevo", api_key=KEY, webhook_password="w", api_url=service.url)
            send()
            send(at_minutes=60)
            assert len(service.taken) == 1
        message.refresh_from_db()
        assert message.state == "unsure"

    def test_counts_for_the_health_of_its_connector(self, desk: Desk) -> None:
        desk.write()
        with FakeService("sparkpost", Told(400, {"errors": [{"code": "1902"}]})) as service:
            id = connected(desk, "sparkpost", api_key=KEY, webhook_password="w", api_url=service.url)
            send()
        (hour,) = ConnectorHour.objects.filter(connector_id=id)
        assert (hour.sent, hour.failed) == (0, 1)
        assert Message.objects.get(state="failed").delivery_code == "1902"


@pytest.fixture
def server() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


class TestAMailServerOfTheStores:
    def test_sends_its_mail(self, desk: Desk, server: tuple[Mailbox, int]) -> None:
        box, port = server
        message = desk.write(f"Look: {CIVIC}")
        connected(desk, "smtp", host="127.0.0.1", port=str(port), security="none")
        send()
        message.refresh_from_db()
        assert (message.state, message.provider) == ("sent", "smtp")
        mail = message_from_bytes(box.mails[0], policy=default)
        assert mail.get_content_type() == "multipart/alternative"
        assert "/l/" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("security", "tls", "starttls"),
        [("tls", True, False), ("starttls", False, True), ("none", False, False)],
    )
    def test_is_spoken_to_as_it_was_set_up(self, security: str, tls: bool, starttls: bool) -> None:
        told = {"host": "mail.example.com", "port": "465", "security": security, "user": "sales"}
        server = server_of(Account(1, 1, 1, "smtp", told, {"password": "secret"}))
        assert (server.host, server.port, server.user, server.password) == (
            "mail.example.com",
            465,
            "sales",
            "secret",
        )
        assert (server.tls, server.starttls) == (tls, starttls)

    def test_without_a_certificate_anybody_knows_gets_nothing(
        self, server: tuple[Mailbox, int], desk: Desk
    ) -> None:
        box, port = server
        message = desk.write()
        connected(desk, "smtp", host="127.0.0.1", port=str(port), security="starttls")
        send()
        message.refresh_from_db()
        assert (message.state, box.mails) == ("queued", [])
