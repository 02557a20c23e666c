"""Mail from people nobody knows becomes an inquiry, or waits for a person; nothing is lost."""

import pytest

from freshup.data.models import Connector, Lead, Opportunity, Submission
from freshup.operations.connectors.opening import change
from freshup.operations.connectors.sealing import sealed, unsealed
from freshup.queries.access import scope_of
from tests.intake.adf import adf
from tests.intake.adf import mail as lead_mail
from tests.intake.conftest import NOW
from tests.mail_in.conftest import IMAP, PostOffice
from tests.mail_in.letters import mail


def handed_in(office: PostOffice) -> list[Submission]:
    return list(Submission.objects.exclude(id=office_first(office)).order_by("id"))


def office_first(office: PostOffice) -> int:
    return Submission.objects.order_by("id")[0].pk


def set_key(office: PostOffice, key: str) -> None:
    mia = scope_of(office.house.staff("Mia").user_id)
    change(mia, office.mailbox.pk, name="", typed={**IMAP, "intake_key": key}, now=NOW)


class TestMailOfSomebodyNew:
    def test_becomes_a_lead_under_the_mailboxs_key(self, office: PostOffice) -> None:
        event = office.mail(
            mail("Do you have a Pilot?", sender="Nadia Quill <nadia@example.net>", subject="Pilot")
        )
        office.understand(NOW)
        assert (event.state, event.reason) == ("done", "")
        lead = Lead.objects.order_by("-id")[0]
        assert lead.opportunity.person.first_name == "Nadia"
        assert "Do you have a Pilot?" in str(lead.said)

    def test_makes_one_lead_however_often_it_is_fetched(self, office: PostOffice) -> None:
        for _ in range(2):
            office.mail(mail("Do you have a Pilot?", sender="nadia@example.net"))
        assert len(handed_in(office)) == 1

    def test_waits_for_a_person_where_the_mailbox_has_no_key(self, office: PostOffice) -> None:
        take_key_away(office.mailbox)
        event = office.mail(mail(sender="nadia@example.net"))
        assert event.state == "quarantined"
        assert event.reason.startswith("Mail from somebody who is no customer here")

    def test_is_refused_under_the_key_of_another_store(self, office: PostOffice) -> None:
        set_key(office, "baykey")
        event = office.mail(mail(sender="nadia@example.net"))
        assert (event.state, handed_in(office)) == ("quarantined", [])
        assert "another store" in event.reason

    def test_waits_under_a_key_that_does_not_exist(self, office: PostOffice) -> None:
        set_key(office, "nosuchkey")
        assert office.mail(mail(sender="nadia@example.net")).state == "quarantined"

    def test_that_names_no_sender_waits_for_a_person(self, office: PostOffice) -> None:
        event = office.mail(b"Subject: hm\r\nMessage-ID: <x@example.net>\r\n\r\nwho am I?\r\n")
        assert (event.state, event.reason) == ("quarantined", "Nobody is named as the sender of this mail")


class TestALeadInAMail:
    def test_is_an_inquiry_although_its_customer_is_known(self, office: PostOffice) -> None:
        document = adf(
            number="2002",
            first="Marisol",
            last="Ortega",
            email="marisol@example.com",
            vehicle="<year>2025</year><make>Honda</make><model>Pilot</model>",
            comments="And a Pilot?",
        )
        office.mail(lead_mail(document, sender="marisol@example.com"))
        office.understand(NOW)
        assert office.received == []
        assert (Lead.objects.count(), Opportunity.objects.count()) == (2, 1)


class TestANewsletter:
    @pytest.mark.parametrize("name", ["List_Unsubscribe", "List_Id"])
    def test_is_left_to_intake_which_knows_it_for_one(self, office: PostOffice, name: str) -> None:
        office.mail(mail("News!", sender="news@shop.example.net", **{name: "<x@example.net>"}))
        office.understand(NOW)
        (kept,) = handed_in(office)
        assert kept.state == "not_a_lead"

    def test_bothers_nobody_where_the_mailbox_has_no_key(self, office: PostOffice) -> None:
        take_key_away(office.mailbox)
        event = office.mail(mail("News!", sender="news@shop.example.net", List_Id="<x@example.net>"))
        assert (event.state, event.reason) == ("ignored", "machine")


class TestABomb:
    def test_of_parts_is_set_aside_whole(self, office: PostOffice) -> None:
        head = b"From: marisol@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        event = office.mail(head + b"--a\r\n\r\nx\r\n" * 5_000)
        assert (event.state, event.reason) == ("quarantined", "A mail of more than 200 parts")
        assert event.size > 40_000


def take_key_away(connector: Connector) -> None:
    """A secret left empty stays, so it is sealed anew without it."""
    secrets = unsealed(bytes(connector.sealed))
    secrets.pop("intake_key")
    Connector.objects.filter(id=connector.pk).update(sealed=sealed(secrets))
