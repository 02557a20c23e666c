"""Out by SMTP and back by SMTP, through real processes: the customer answers, and the answer stands at its lead."""

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller

from freshup.interfaces.console.processes import FRESHUP, Child, listener
from tests.doors.conftest import KEY, Site, adf, end, eventually, free_port, site
from tests.mail_in.letters import mail

__all__ = ["site"]
DOMAIN = "intake.example.com"
pytestmark = pytest.mark.slow


@dataclass
class CustomersServer:
    """The mail server of everybody the store writes to."""

    port: int
    mails: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.mails.append(envelope.content)  # type: ignore[attr-defined]
        return "250 OK"

    def mail_to(self, address: str) -> Message:
        eventually(lambda: any(address.encode() in one for one in self.mails))
        return message_from_bytes(next(one for one in self.mails if address.encode() in one))


@dataclass
class Street:
    """The store with its own domain, and its customers' mail server."""

    site: Site
    customers: CustomersServer
    port: int

    def written_to(self, number: int) -> Message:
        """An inquiry comes in, and the store's acknowledgement reaches its customer."""
        assert self.site.post(adf(number)) == 202
        return self.customers.mail_to(f"maria{number}@example.com")

    def answer(self, content: bytes, *recipients: str, sender: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as smtp:
            smtp.sendmail(sender, list(recipients), content)

    def received(self, what: str = "*") -> list[tuple[object, ...]]:
        with self.site.database.connect("owner") as connection:
            return connection.execute(
                f"SELECT {what} FROM message WHERE direction = 'in' AND channel = 'email' ORDER BY id"
            ).fetchall()


@pytest.fixture(scope="module")
def street(site: Site) -> Iterator[Street]:
    customers = CustomersServer(free_port())
    controller = Controller(customers, hostname="127.0.0.1", port=customers.port)
    controller.start()
    port = free_port()
    named = {"FRESHUP_INTAKE_DOMAIN": DOMAIN}
    door = listener(host="127.0.0.1", port=port)
    site.start(replace(door, environment={**door.environment, **named}), "web")
    sends = {**named, "FRESHUP_EMAIL": f"smtp://127.0.0.1:{customers.port}"}
    worker = site.start(Child("worker", [*FRESHUP, "worker"], sends), "worker")
    try:
        eventually(lambda: listens(port))
        yield Street(site, customers, port)
    finally:
        end(worker)
        controller.stop()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


class TestACustomer:
    def test_answers_the_acknowledgement_and_is_heard(self, street: Street) -> None:
        sent = street.written_to(501)
        sender = "maria501@example.com"
        answer = mail(
            sender=sender, to=sent["Reply-To"], answers=sent["Message-ID"].strip("<>"), id="a501@x.example"
        )
        street.answer(answer, sent["Reply-To"], sender=sender)
        eventually(lambda: ("Yes, Saturday works.", "listener") in street.received("body, provider"))
        assert street.site.count("connector WHERE provider = 'listener' AND last_in_at IS NOT NULL") == 1

    def test_whose_server_sends_it_twice_is_heard_once(self, street: Street) -> None:
        sent = street.written_to(502)
        answer = mail("Twice.", sender="maria502@example.com", to=sent["Reply-To"], id="a502@x.example")
        for _ in range(2):
            street.answer(answer, sent["Reply-To"], sender="maria502@example.com")
        eventually(lambda: street.site.count("inbound_event WHERE state = 'waiting'") == 0)
        eventually(lambda: ("Twice.",) in street.received("body"))
        assert street.received("body").count(("Twice.",)) == 1

    def test_may_write_to_the_stores_key_in_the_same_mail(self, street: Street) -> None:
        sent = street.written_to(503)
        before = street.site.count("submission")
        answer = mail("Both.", sender="maria503@example.com", to=sent["Reply-To"], id="a503@x.example")
        street.answer(answer, sent["Reply-To"], f"{KEY}@{DOMAIN}", sender="maria503@example.com")
        eventually(lambda: ("Both.",) in street.received("body"))
        assert street.site.count("submission") == before + 1


class TestAnAddress:
    @pytest.mark.parametrize("local", ["r-aaaaaaaaaaaaaaaa1", "r-", "R-AAAAAAAAAAAAAAAAZZZZZZZZZZZZZ"])
    def test_that_was_made_up_is_refused(self, street: Street, local: str) -> None:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            street.answer(mail(), f"{local}@{DOMAIN}", sender="x@example.net")
        ((code, _),) = refused.value.recipients.values()
        assert code == 550

    def test_at_another_domain_is_not_passed_on(self, street: Street) -> None:
        sent = street.written_to(504)
        local = sent["Reply-To"].partition("@")[0]
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            street.answer(mail(), f"{local}@elsewhere.example.net", sender="x@example.net")
        ((code, words),) = refused.value.recipients.values()
        assert (code, b"not passed on" in words) == (550, True)

    def test_of_a_store_that_has_switched_its_listener_off_is_refused(self, street: Street) -> None:
        sent = street.written_to(505)
        street.answer(mail(sender="maria505@example.com"), sent["Reply-To"], sender="maria505@example.com")
        street.site.do("UPDATE connector SET disabled_at = now() WHERE provider = 'listener'")
        try:
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                street.answer(mail(), sent["Reply-To"], sender="maria505@example.com")
        finally:
            street.site.do("UPDATE connector SET disabled_at = NULL WHERE provider = 'listener'")
        ((code, _),) = refused.value.recipients.values()
        assert code == 550
