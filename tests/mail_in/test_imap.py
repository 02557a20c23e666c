"""A real mailbox is read: from now on, each mail once, marked and never deleted, whatever becomes of its numbers."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from imap_tools import MailBoxUnencrypted

from freshup.adapters.mail import imap as adapter
from freshup.adapters.mail.imap import ImapReader
from freshup.adapters.mail.raw import mail_key
from freshup.data.models import Connector, ConnectorHour, InboundEvent
from freshup.operations.connectors.sealing import sealed, unsealed
from freshup.operations.conversations.mailboxes import keep_mails, mailboxes, read_mailbox
from freshup.ports.mailboxes import Batch
from tests.intake.conftest import NOW
from tests.mail_in import dovecot
from tests.mail_in.conftest import IMAP, PostOffice
from tests.mail_in.dovecot import PASSWORD, USER, MailServer
from tests.mail_in.letters import mail, photo


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    if not dovecot.is_installed():
        if os.environ.get("FRESHUP_REQUIRE_IMAP"):
            pytest.fail("Dovecot is missing, and FRESHUP_REQUIRE_IMAP wants it")
        pytest.skip("no Dovecot here: apt-get install dovecot-imapd")
    with dovecot.running() as started:
        yield started


@dataclass
class Box:
    """The store's mailbox, with the customer's mail program on one side and Freshup on the other."""

    server: MailServer
    office: PostOffice

    def client(self) -> MailBoxUnencrypted:
        box = MailBoxUnencrypted("127.0.0.1", self.server.port, timeout=10)
        return box.login(USER, PASSWORD)

    def comes(self, *contents: bytes) -> None:
        with self.client() as box:
            for content in contents:
                box.append(content, "INBOX", dt=NOW)

    def poll(self, at: datetime = NOW) -> bool:
        """One round of the task."""
        (mailbox,) = mailboxes(now=at)
        read = read_mailbox(mailbox, ImapReader(), now=at)
        keys = [mail_key(one) for one in read.mails] if isinstance(read, Batch) else []
        return keep_mails(mailbox, read, keys=keys, storage=self.office.house.storage, now=at)

    @property
    def taken(self) -> int:
        return InboundEvent.objects.filter(connector=self.office.mailbox).count()

    @property
    def cursor(self) -> dict[str, object]:
        return Connector.objects.get(id=self.office.mailbox.pk).cursor


@pytest.fixture
def box(server: MailServer, office: PostOffice) -> Box:
    settings = {**IMAP, "port": str(server.port), "user": USER}
    settings.pop("password")
    Connector.objects.filter(id=office.mailbox.pk).update(settings=settings)
    made = Box(server, office)
    with made.client() as client:
        client.delete(client.uids())
    return made


class TestAMailbox:
    def test_is_read_from_the_day_it_was_connected(self, box: Box) -> None:
        box.comes(mail("Years ago."))
        box.poll()
        box.comes(mail(to=box.office.address(), id="new@mail.example.net"))
        box.poll()
        assert box.taken == 1

    def test_brings_an_answer_to_its_lead(self, box: Box) -> None:
        box.poll()
        box.comes(
            mail(to=box.office.address(), html="<p>Yes</p>", files=(("me.jpg", photo(), "image/jpeg"),))
        )
        box.poll()
        box.office.drain(NOW)
        (message,) = box.office.received
        assert (message.body, message.provider, message.opportunity) == (
            "Yes, Saturday works.",
            "imap",
            box.office.opportunity,
        )
        assert [one.name for one in box.office.files(message)] == ["me.jpg"]
        assert Connector.objects.get(id=box.office.mailbox.pk).last_in_at == NOW

    def test_is_read_once_and_goes_on_where_it_stopped(self, box: Box) -> None:
        box.poll()
        for number in range(3):
            box.comes(mail(id=f"{number}@mail.example.net"))
            box.poll()
            box.poll()
        assert box.taken == 3

    def test_keeps_all_its_mail_and_shows_it_as_read(self, box: Box) -> None:
        box.poll()
        box.comes(mail())
        box.poll()
        with box.client() as client:
            assert [one.flags for one in client.fetch(mark_seen=False)] == [("\\Seen",)]

    def test_takes_nothing_away_that_somebody_has_marked_to_be_deleted(self, box: Box) -> None:
        box.poll()
        box.comes(mail(id="a@mail.example.net"), mail(id="b@mail.example.net"))
        with box.client() as client:
            client.client.uid("STORE", client.uids()[0], "+FLAGS", "(\\Deleted)")
        box.poll()
        with box.client() as client:
            assert len(client.uids()) == 2

    def test_with_many_mails_is_read_in_rounds(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("freshup.operations.conversations.mailboxes.AT_ONCE_MAX", 2)
        box.poll()
        box.comes(*(mail(id=f"{number}@mail.example.net") for number in range(5)))
        assert [box.poll() for _ in range(3)] == [True, True, False]
        assert box.taken == 5

    def test_holds_no_more_in_memory_than_a_round_may(
        self, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(adapter, "ROUND_BYTES_MAX", 1_500)
        box.poll()
        box.comes(*(mail("x" * 1_000, id=f"{number}@mail.example.net") for number in range(3)))
        assert box.poll() is True
        assert box.taken == 1

    def test_that_was_restored_is_read_by_date_and_nothing_twice(self, box: Box) -> None:
        box.poll()
        box.comes(mail(id="a@mail.example.net"))
        box.poll()
        before = box.cursor["validity"]
        box.server.forget_numbers()
        box.comes(mail(id="b@mail.example.net"))
        box.poll(NOW + timedelta(minutes=1))
        assert box.cursor["validity"] != before
        assert box.taken == 2

    def test_moves_on_only_when_its_mails_are_kept(self, box: Box) -> None:
        box.poll()
        before = box.cursor
        box.comes(mail("x" * 300_000))
        (mailbox,) = mailboxes(now=NOW)
        read = read_mailbox(mailbox, ImapReader(), now=NOW)
        assert isinstance(read, Batch)
        with pytest.raises(ZeroDivisionError):
            keep_mails(mailbox, read, keys=["k"], storage=Broken(), now=NOW)  # type: ignore[arg-type]
        assert (box.cursor, box.taken) == (before, 0)
        box.poll()
        assert box.taken == 1


class Broken:
    """Storage on a disk that is full."""

    def put(self, content: bytes) -> str:
        raise ZeroDivisionError

    def get(self, name: str) -> bytes:
        raise ZeroDivisionError


class TestAMailOfMoreThan40Mb:
    def test_comes_without_its_body_and_says_so(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(adapter, "MAIL_BYTES_MAX", 50_000)
        box.poll()
        files = (("big.pdf", b"%PDF" + b"x" * 60_000, "application/pdf"),)
        box.comes(mail("Long words.", to=box.office.address(), files=files))
        box.poll()
        box.office.drain(NOW)
        (message,) = box.office.received
        assert message.details["left_out"] > 60_000
        assert "The whole mail is in your mailbox" in message.body
        assert box.office.files(message) == []


class TestAMailServer:
    def test_that_refuses_the_password_is_named_on_the_connector(self, box: Box) -> None:
        type(box.office.mailbox).objects.filter(id=box.office.mailbox.pk).update(
            sealed=resealed(box.office, password="wrong")
        )
        box.poll()
        connector = Connector.objects.get(id=box.office.mailbox.pk)
        assert connector.last_error == "The mailbox refuses this user name or password"
        assert ConnectorHour.objects.get(connector=connector).failed == 1

    def test_without_the_folder_is_named_on_the_connector(self, box: Box) -> None:
        change_settings(box, folder="Nowhere")
        box.poll()
        assert (
            Connector.objects.get(id=box.office.mailbox.pk).last_error
            == "There is no such folder in the mailbox"
        )

    def test_that_is_away_is_asked_again_the_next_minute(self, box: Box) -> None:
        box.poll()
        port = str(box.server.port)
        change_settings(box, port="1")
        box.poll()
        assert "does not answer" in Connector.objects.get(id=box.office.mailbox.pk).last_error
        change_settings(box, port=port)
        box.comes(mail())
        box.poll()
        assert box.taken == 1

    def test_must_speak_the_encryption_that_was_chosen(self, box: Box) -> None:
        change_settings(box, security="tls")
        box.poll()
        assert "does not answer" in Connector.objects.get(id=box.office.mailbox.pk).last_error


def change_settings(box: Box, **other: str) -> None:
    connector = Connector.objects.get(id=box.office.mailbox.pk)
    connector.settings = {**connector.settings, **other}
    connector.save(update_fields=["settings"])


def resealed(office: PostOffice, **other: str) -> bytes:
    return sealed({**unsealed(bytes(office.mailbox.sealed)), **other})
