"""A text in any way of writing its number: a known one goes on talking, an unknown one becomes a lead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from freshup.data.models import (
    Attachment,
    Conversation,
    Lead,
    Message,
    Opportunity,
    PhoneLine,
    Source,
    Submission,
    Suppression,
)
from freshup.domain.connectors.reports import TextReport
from freshup.operations.conversations.text_in import number_of
from tests.intake.conftest import NOW
from tests.mail_in.conftest import PostOffice

AT = NOW + timedelta(minutes=30)
KNOWN = TextReport("SM1", "+12395550142", "+12395550100", "Is it still there?", AT)
NEW = replace(KNOWN, provider_id="SM2", sender="+12395550177", body="Do you have a Pilot?")
PICTURE = ("https://api.twilio.com/media/ME1", "image/jpeg")


def arrives(office: PostOffice, report: TextReport) -> None:
    """The text comes, intake makes a lead of it, and the text finds that lead."""
    office.text(report, at=AT)
    office.understand(AT)
    office.drain(AT + timedelta(minutes=1))


class TestAKnownNumber:
    @pytest.mark.parametrize(
        "written", ["+12395550142", "(239) 555-0142", "1-239-555-0142", "239.555.0142", "tel:+1 239 555 0142"]
    )
    def test_continues_its_conversation_however_it_is_written(self, office: PostOffice, written: str) -> None:
        event = office.text(replace(KNOWN, sender=written))
        (message,) = office.received
        assert (event.state, message.sender, message.contact_point) == (
            "done",
            "+12395550142",
            office.point("phone"),
        )

    def test_says_by_which_line_it_came(self, office: PostOffice) -> None:
        line = a_line(office)
        office.text(replace(KNOWN, recipient="239-555-0111"))
        assert (office.received[0].recipient, office.received[0].details) == (
            "+12395550111",
            {"line": line.pk},
        )

    def test_keeps_its_pictures_to_be_fetched(self, office: PostOffice) -> None:
        office.text(replace(KNOWN, media=(PICTURE,)))
        (waiting,) = office.files(office.received[0])
        assert (waiting.state, waiting.kind, waiting.remote_url) == ("waiting", "picture", PICTURE[0])
        assert waiting.connector_id == office.line.pk

    def test_reported_twice_is_one_text(self, office: PostOffice) -> None:
        office.text(KNOWN)
        again = office.text(KNOWN)
        assert (len(office.received), again.reason) == (1, "seen_before")


class TestStop:
    def test_that_the_provider_has_obeyed_is_written_down_and_not_confirmed_again(
        self, office: PostOffice
    ) -> None:
        office.text(replace(KNOWN, body="STOP", opt_out="STOP"))
        assert Suppression.objects.filter(value="+12395550142").exists()
        assert not Message.objects.filter(purpose="confirmation").exists()

    def test_that_only_the_provider_understood_closes_texts(self, office: PostOffice) -> None:
        office.text(replace(KNOWN, body="STOPP", opt_out="STOP"))
        assert list(Suppression.objects.values_list("value", "channel")) == [("+12395550142", "text")]

    @pytest.mark.parametrize(("minutes", "state"), [(4, "sent"), (75, "refused")])
    def test_is_confirmed_within_five_minutes_of_its_coming_or_not_at_all(
        self, office: PostOffice, minutes: int, state: str
    ) -> None:
        read_at = AT + timedelta(minutes=minutes)
        office.text(replace(KNOWN, body="STOP"), at=AT, read_at=read_at)
        office.house.deliver(read_at)
        assert Suppression.objects.filter(value="+12395550142").exists()
        assert Message.objects.get(purpose="confirmation").state == state

    def test_of_an_unknown_number_closes_it_and_makes_no_lead(self, office: PostOffice) -> None:
        event = office.text(replace(NEW, body="STOP"))
        closed = Suppression.objects.get()
        assert (closed.value, closed.channel, event.state) == ("+12395550177", "", "done")
        assert Submission.objects.count() == 1

    def test_and_start_of_an_unknown_number_opens_texts_again(self, office: PostOffice) -> None:
        office.text(replace(NEW, body="STOP"))
        office.text(replace(NEW, provider_id="SM3", body="START"), at=AT + timedelta(minutes=5))
        standing = Suppression.objects.filter(value="+12395550177", lifted_at=None)
        assert set(standing.values_list("channel", flat=True)) == {"call"}

    def test_help_of_an_unknown_number_is_left_to_the_provider(self, office: PostOffice) -> None:
        event = office.text(replace(NEW, body="HELP"))
        assert (event.state, event.reason) == ("ignored", "help_of_unknown_number")
        assert Submission.objects.count() == 1


class TestAnUnknownNumber:
    def test_becomes_a_lead_with_its_words(self, office: PostOffice) -> None:
        arrives(office, NEW)
        lead = Lead.objects.order_by("-id")[0]
        assert lead.opportunity.person.contact_points.get().value == "+12395550177"
        (message,) = office.received
        assert (message.opportunity, message.body, message.purpose) == (
            lead.opportunity,
            "Do you have a Pilot?",
            "inquiry",
        )
        assert Conversation.objects.get(opportunity=lead.opportunity).waiting_since is not None

    def test_is_followed_up_like_any_other_lead(self, office: PostOffice) -> None:
        arrives(office, NEW)
        opportunity = Opportunity.objects.order_by("-id")[0]
        assert (opportunity.stage, opportunity.due_at is not None) == ("new", True)

    def test_is_of_the_source_of_the_line_it_came_to(self, office: PostOffice) -> None:
        a_line(office)
        arrives(office, replace(NEW, recipient="+12395550111"))
        source = Lead.objects.order_by("-id")[0].source
        assert source is not None
        assert source.name == "AutoTrader"

    def test_brings_its_pictures_along(self, office: PostOffice) -> None:
        arrives(office, replace(NEW, body="", media=(PICTURE,)))
        assert Attachment.objects.get().message == office.received[0]

    def test_who_writes_twice_before_the_first_is_read_is_one_person(self, office: PostOffice) -> None:
        office.text(NEW, at=AT)
        office.text(replace(NEW, provider_id="SM3", body="And a Civic?"), at=AT)
        office.understand(AT)
        office.drain(AT + timedelta(minutes=1))
        assert Opportunity.objects.count() == 2
        assert [one.body for one in office.received] == ["Do you have a Pilot?", "And a Civic?"]

    def test_is_no_customer_of_the_other_store(self, office: PostOffice) -> None:
        arrives(office, NEW)
        assert {one.rooftop_id for one in Opportunity.objects.all()} == {office.rooftop}


class TestWhatIsNoNumber:
    @pytest.mark.parametrize(
        "written", ["12345", "BANKALERT", "", "anonymous", "+1", "0000000000", "x" * 500]
    )
    def test_waits_for_a_person(self, office: PostOffice, written: str) -> None:
        event = office.text(replace(NEW, sender=written))
        assert (event.state, event.reason) == (
            "quarantined",
            "A text from something that is no telephone number",
        )

    def test_of_other_networks_is_the_number_in_it(self) -> None:
        assert number_of("whatsapp:+12395550142") == "+12395550142"
        assert number_of("+44 20 7946 0123") == "+442079460123"


def a_line(office: PostOffice) -> PhoneLine:
    source = Source.objects.get(rooftop=office.rooftop, name="AutoTrader")
    return PhoneLine.objects.create(
        rooftop_id=office.rooftop, connector=office.line, e164="+12395550111", name="AutoTrader", source=source,
        created_at=NOW,
    )  # fmt: skip
