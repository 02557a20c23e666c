"""A mail that answers us finds its lead; whoever else writes in the thread is heard and is not the customer."""

from datetime import timedelta

import pytest

from freshup.data.models import (
    Alert,
    Connector,
    ContactPoint,
    Conversation,
    Enrolment,
    Message,
    Suppression,
    Task,
)
from freshup.operations.connectors.opening import connect
from freshup.queries.access import scope_of
from tests.intake.adf import adf
from tests.intake.conftest import NOW
from tests.mail_in.conftest import IMAP, PostOffice
from tests.mail_in.letters import mail

QUOTED = (
    "Yes, Saturday works.\n\nOn Wed, Nov 18, 2026 at 11:02 AM Gulf Honda <sales@example.com> wrote:\n"
    "> Hello\n> STOP"
)


def replies(office: PostOffice) -> list[Task]:
    return list(Task.objects.filter(opportunity=office.opportunity, kind="reply", done_at=None))


class TestAnAnswer:
    def test_is_found_by_the_address_it_came_to(self, office: PostOffice) -> None:
        event = office.mail(mail(to=office.address()))
        (message,) = office.received
        assert (event.state, event.message_id) == ("done", message.pk)
        assert (message.opportunity, message.channel, message.body) == (
            office.opportunity,
            "email",
            "Yes, Saturday works.",
        )

    def test_is_found_by_its_thread(self, office: PostOffice) -> None:
        office.mail(mail(answers=office.sent.mail_id))
        assert office.received[0].opportunity == office.opportunity

    def test_is_found_by_the_id_that_a_mail_provider_made_of_ours(self, office: PostOffice) -> None:
        Message.objects.filter(id=office.sent.pk).update(provider_id="0100018c-aaaa-bbbb", mail_id="")
        office.mail(mail(answers="0100018c-aaaa-bbbb@mail.example.net"))
        assert office.received[0].opportunity == office.opportunity

    def test_is_found_by_who_wrote_it(self, office: PostOffice) -> None:
        office.mail(mail(sender="MARISOL@Example.com"))
        assert office.received[0].contact_point == office.point()

    def test_folds_quotes_away_and_keeps_them(self, office: PostOffice) -> None:
        office.mail(mail(QUOTED, to=office.address()))
        (message,) = office.received
        assert message.body == "Yes, Saturday works."
        assert "> Hello" in message.rest
        assert not Suppression.objects.exists()

    def test_stops_the_cadence_and_starts_our_clock(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address()))
        assert not Enrolment.objects.filter(
            opportunity=office.opportunity, ended_at=None, due_at__isnull=False
        ).exists()
        assert len(replies(office)) == 1
        talk = Conversation.objects.get(opportunity=office.opportunity)
        assert (talk.last_channel, talk.waiting_since) == ("email", NOW + timedelta(minutes=30))
        assert talk.due_at is not None
        assert office.point().reachability == "reached"
        assert Alert.objects.filter(opportunity_id=office.opportunity.pk, kind="reply").exists()

    def test_that_comes_twice_by_two_ways_is_one(self, office: PostOffice) -> None:
        other = Connector.objects.get(id=connected(office, "Second mailbox"))
        office.mail(mail(to=office.address()))
        again = office.mail(b"Delivered-To: x@example.com\r\n" + mail(to=office.address()), connector=other)
        assert (len(office.received), again.state, again.reason) == (1, "ignored", "seen_before")

    def test_of_the_same_words_with_another_id_is_another(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address(), id="a@mail.example.net"))
        office.mail(mail(to=office.address(), id="b@mail.example.net"))
        assert len(office.received) == 2

    def test_without_any_id_is_known_by_its_bytes(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address(), id=""))
        office.mail(mail(to=office.address(), id=""))
        assert len(office.received) == 1


class TestAnAddressOfAnotherStore:
    def test_names_nothing_here(self, office: PostOffice) -> None:
        office.house.take(adf(number="7", first="Other", email="other@example.com"), key="baykey")
        theirs = type(office.opportunity).objects.get(rooftop=office.house.opened.rooftop_ids[1])
        office.mail(mail(to=office.address(theirs), sender="nobody@example.net"))
        assert not Message.objects.filter(opportunity=theirs, direction="in").exists()

    @pytest.mark.parametrize(
        "local", ["r-", "r-aaaaaaaaaaaaaaaa1", "r-" + "a" * 60, "sales+r-bbbbbbbbbbbbbbbb1"]
    )
    def test_that_was_made_up_names_nothing(self, office: PostOffice, local: str) -> None:
        office.mail(mail(to=f"{local}@intake.example.com", sender="nobody@example.net"))
        assert office.received == []


class TestAStranger:
    def test_in_the_thread_is_heard_and_is_not_the_customer(self, office: PostOffice) -> None:
        office.mail(mail("We come at five.", to=office.address(), sender="Hugo <hugo@example.net>"))
        (message,) = office.received
        assert (message.contact_point, message.details["stranger"], message.sender) == (
            None,
            True,
            "hugo@example.net",
        )
        assert (office.point().reachability, office.opportunity.stage) == ("unverified", "new")
        assert len(replies(office)) == 1
        assert Conversation.objects.get().waiting_since is not None

    def test_stops_what_goes_out_by_itself(self, office: PostOffice) -> None:
        office.mail(mail("We come at five.", to=office.address(), sender="hugo@example.net"))
        assert not Enrolment.objects.filter(
            opportunity=office.opportunity, ended_at=None, due_at__isnull=False
        ).exists()

    def test_who_says_stop_closes_their_own_address_only(self, office: PostOffice) -> None:
        office.mail(mail("STOP", to=office.address(), sender="hugo@example.net"))
        assert list(Suppression.objects.values_list("value", flat=True)) == ["hugo@example.net"]
        assert Conversation.objects.get().waiting_since is None

    def test_does_not_join_the_customers_addresses(self, office: PostOffice) -> None:
        office.mail(mail("We come at five.", to=office.address(), sender="hugo@example.net"))
        assert not ContactPoint.objects.filter(value="hugo@example.net").exists()


class TestARefusalByMail:
    def test_closes_everything_where_it_names_nothing(self, office: PostOffice) -> None:
        office.mail(mail("Please take me off your list.", to=office.address()))
        closed = set(Suppression.objects.values_list("value", "channel"))
        assert closed == {("marisol@example.com", ""), ("+12395550142", "")}
        assert replies(office) == []

    def test_closes_what_it_names(self, office: PostOffice) -> None:
        office.mail(mail("Please don't text me again. Mail is fine.", to=office.address()))
        assert list(Suppression.objects.values_list("value", "channel")) == [("+12395550142", "text")]

    def test_may_stand_in_the_subject_of_an_empty_mail(self, office: PostOffice) -> None:
        office.mail(mail("", subject="unsubscribe", to=office.address()))
        assert Suppression.objects.filter(value="marisol@example.com", channel="").exists()

    def test_is_not_read_in_what_we_wrote_ourselves(self, office: PostOffice) -> None:
        office.mail(mail(QUOTED, to=office.address()))
        assert not Suppression.objects.exists()

    def test_help_is_a_question_that_somebody_answers(self, office: PostOffice) -> None:
        office.mail(mail("Help", to=office.address()))
        assert len(replies(office)) == 1
        assert not Message.objects.filter(channel="text", direction="out", purpose="reply").exists()


class TestAMachine:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"subject": "Out of office: back Monday"},
            {"X_Autoreply": "yes"},
            {"Precedence": "bulk"},
        ],
    )
    def test_that_answers_is_kept_and_changes_nothing(
        self, office: PostOffice, headers: dict[str, str]
    ) -> None:
        before = Enrolment.objects.get(opportunity=office.opportunity, ended_at=None).due_at
        office.mail(mail("I am away. To stop these mails unsubscribe.", to=office.address(), **headers))
        (message,) = office.received
        assert (message.details["auto"], message.automatic) == (True, True)
        assert Enrolment.objects.get(opportunity=office.opportunity, ended_at=None).due_at == before
        assert (replies(office), office.opportunity.stage) == ([], "new")
        assert office.point().reachability == "unverified"
        assert not Suppression.objects.exists()
        assert Conversation.objects.get().waiting_since is None

    def test_that_sends_our_own_mail_back_is_not_listened_to(self, office: PostOffice) -> None:
        event = office.mail(mail(id=office.sent.mail_id, to=office.address()))
        assert (event.state, event.reason, office.received) == ("ignored", "own_mail", [])

    def test_that_writes_from_our_own_address_is_not_listened_to(self, office: PostOffice) -> None:
        event = office.mail(mail(sender="Gulf Honda <sales@example.com>", to=office.address()))
        assert (event.state, event.reason, office.received) == ("ignored", "own_mail", [])


class TestAnswersToTheLaw:
    def test_a_lead_of_another_store_is_not_reached_by_its_customers_address(
        self, office: PostOffice
    ) -> None:
        office.house.take(adf(number="7", first="Other", email="other@example.com", phone=None), key="baykey")
        office.mail(mail(sender="other@example.com"))
        assert office.received == []


def connected(office: PostOffice, name: str) -> int:
    mia = scope_of(office.house.staff("Mia").user_id)
    return connect(mia, office.rooftop, "imap", name=name, typed=IMAP, secret="second", now=NOW)
