"""Bounces and complaints that come as mail change what is known of an address."""

import pytest

from freshup.data.models import Activity, Message, Suppression
from freshup.domain.conversations.bounces import delivery_of
from tests.mail_in.conftest import PostOffice
from tests.mail_in.letters import bounce, complaint, mail


class TestABounce:
    def test_fails_its_message_and_marks_the_address(self, office: PostOffice) -> None:
        event = office.mail(bounce(office.sent.mail_id))
        message = Message.objects.get(direction="out", purpose="acknowledgement")
        assert event.state == "done"
        assert (message.state, message.delivery, message.delivery_code) == ("failed", "bounced", "5.1.1")
        assert office.point().reachability == "bounced"
        assert Activity.objects.filter(kind="sending_failed", opportunity=office.opportunity).exists()

    def test_finds_its_message_by_the_address_where_it_names_no_other(self, office: PostOffice) -> None:
        office.mail(bounce("unknown@somewhere.example.net"))
        assert office.point().reachability == "bounced"

    def test_of_a_full_mailbox_says_nothing_of_the_address(self, office: PostOffice) -> None:
        office.mail(bounce(office.sent.mail_id, status="5.2.2"))
        assert office.point().reachability == "unverified"
        assert Message.objects.get(direction="out", purpose="acknowledgement").delivery == "failed"

    def test_that_only_says_it_takes_longer_changes_nothing(self, office: PostOffice) -> None:
        event = office.mail(bounce(office.sent.mail_id, status="4.4.1", action="delayed"))
        assert (event.state, event.reason) == ("ignored", "delayed")
        assert Message.objects.get(direction="out", purpose="acknowledgement").state == "sent"

    def test_of_a_mail_that_is_not_ours_is_passed_over(self, office: PostOffice) -> None:
        event = office.mail(bounce("x@example.net", recipient="nobody@example.net"))
        assert (event.state, event.reason) == ("ignored", "no_such_message")

    def test_is_no_answer_of_the_customer(self, office: PostOffice) -> None:
        office.mail(bounce(office.sent.mail_id))
        assert office.received == []

    def test_in_plain_words_is_understood(self, office: PostOffice) -> None:
        words = "Address not found. The response was: 550 5.1.1 no such user"
        office.mail(
            mail(
                words,
                sender="MAILER-DAEMON@mx.example.net",
                subject="Delivery Status Notification (Failure)",
                X_Failed_Recipients="marisol@example.com",
            )
        )
        assert office.point().reachability == "bounced"


class TestAComplaint:
    def test_is_an_opt_out(self, office: PostOffice) -> None:
        office.mail(complaint(office.sent.mail_id))
        closed = Suppression.objects.get()
        assert (closed.value, closed.channel, closed.reason) == ("marisol@example.com", "email", "complaint")

    def test_of_which_nobody_knows_the_mail_is_an_opt_out_too(self, office: PostOffice) -> None:
        office.mail(complaint("x@example.net", recipient="hugo@example.net"))
        assert Suppression.objects.get().value == "hugo@example.net"


@pytest.mark.parametrize(
    ("code", "action", "meaning"),
    [
        ("5.1.1", "failed", "bounced"),
        ("5.2.1", "failed", "bounced"),
        ("", "failed", "bounced"),
        ("5.2.2", "failed", "failed"),
        ("5.7.1", "failed", "failed"),
        ("4.2.2", "failed", "failed"),
        ("4.4.1", "delayed", ""),
        ("2.0.0", "delivered", ""),
    ],
)
def test_what_a_code_says_of_the_address(code: str, action: str, meaning: str) -> None:
    assert delivery_of(code, action) == meaning
