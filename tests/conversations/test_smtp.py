"""The SMTP adapter against a real server on a socket."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller

from freshup.adapters.mail.smtp import SmtpMail, SmtpServer
from freshup.domain.consent import Permit, SendRequest, decide
from freshup.ports.mail import OutgoingMail, UnableToSend

NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)


class Mailbox:
    """Keeps what it is sent; answers as told."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.at_recipient = "250 OK"
        self.at_data = "250 OK"

    async def handle_RCPT(
        self, server: object, session: object, envelope: object, address: str, options: object
    ) -> str:
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return self.at_recipient

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.mails.append(envelope.content)  # type: ignore[attr-defined]
        return self.at_data


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, SmtpMail]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, SmtpMail(SmtpServer("127.0.0.1", port))
    controller.stop()


def permit(recipient: str = "maria@example.com") -> Permit:
    answer = decide(SendRequest("ack:1", "acknowledgement", "email", recipient), NOW)
    assert isinstance(answer, Permit)
    return answer


def mail(**other: str) -> OutgoingMail:
    words = {"sender_name": "Gulf Honda", "sender": "sales@example.com", "recipient": "maria@example.com"}
    words |= {"message_id": "<ack.1@example.com>", "subject": "Su consulta ñ", "body": "Hello,\n.\ndot\n"}
    return OutgoingMail(**(words | other), headers={"Auto-Submitted": "auto-replied"})  # type: ignore[arg-type]


class TestSmtp:
    def test_delivers_the_mail_whole(self, mailbox: tuple[Mailbox, SmtpMail]) -> None:
        box, sender = mailbox
        assert sender.send(mail(), permit=permit()) == "ack.1@example.com"
        assert b"Auto-Submitted: auto-replied" in box.mails[0]
        assert b"\r\n.\r\ndot" in box.mails[0]

    def test_keeps_the_line_for_the_next_mail(self, mailbox: tuple[Mailbox, SmtpMail]) -> None:
        box, sender = mailbox
        for _ in range(3):
            sender.send(mail(), permit=permit())
        sender.close()
        assert len(box.mails) == 3

    @pytest.mark.parametrize(("answer", "final"), [("550 no such user", True), ("451 later", False)])
    def test_tells_final_from_passing(
        self, mailbox: tuple[Mailbox, SmtpMail], answer: str, final: bool
    ) -> None:
        box, sender = mailbox
        box.at_recipient = answer
        with pytest.raises(UnableToSend) as refused:
            sender.send(mail(), permit=permit())
        assert refused.value.permanent is final

    def test_a_header_cannot_be_smuggled_in(self, mailbox: tuple[Mailbox, SmtpMail]) -> None:
        box, sender = mailbox
        with pytest.raises(UnableToSend):
            sender.send(mail(subject="Hi\r\nBcc: all@example.com"), permit=permit())
        assert box.mails == []

    def test_nobody_there_is_no_final_answer(self) -> None:
        with pytest.raises(UnableToSend) as refused:
            SmtpMail(SmtpServer("127.0.0.1", 1)).send(mail(), permit=permit())
        assert not refused.value.permanent
