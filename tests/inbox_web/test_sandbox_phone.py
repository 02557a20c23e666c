"""The customer's side of the sandbox: what they have got, and words that come in as if they had written them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from freshup.bootstrap.connectors import outside, reader_of
from freshup.data.models import (
    Connector,
    Conversation,
    InboundEvent,
    Message,
    Opportunity,
    Rooftop,
    Submission,
)
from freshup.operations.hooks.draining import take_reports
from tests.inbox_web.conftest import NOW, World, client_of, message

pytestmark = pytest.mark.database
NUMBER = "+12395550142"


@pytest.fixture(autouse=True)
def in_sandbox(world: World, settings: Any) -> None:
    settings.FRESHUP_EMAIL = "sandbox"
    Rooftop.objects.filter(id=world.gulf.id).update(phone_e164="+12395550100", mail_from="sales@example.com")


def play(person: Any, what: str, **data: str) -> Any:
    return client_of(person).post(reverse(f"sandbox_{what}"), data)


def understood() -> None:
    take_reports(reader_of, outside(), clock=lambda: datetime.now(UTC))


class TestWhatTheyHave:
    def test_shows_what_was_sent_to_them_and_how_far_it_came(
        self, world: World, marisol: Opportunity
    ) -> None:
        message(
            marisol,
            "Your CR-V is here",
            direction="out",
            state="sent",
            delivery="delivered",
            recipient=NUMBER,
        )
        page = (
            client_of(world.manager).get(reverse("sandbox_phone"), {"who": "(239) 555-0142"}).content.decode()
        )
        assert "Your CR-V is here" in page
        assert "delivered" in page

    def test_shows_nothing_of_other_customers(self, world: World, marisol: Opportunity) -> None:
        message(marisol, "For Marisol", direction="out", state="sent", recipient=NUMBER)
        page = (
            client_of(world.manager).get(reverse("sandbox_phone"), {"who": "+12395550143"}).content.decode()
        )
        assert "For Marisol" not in page

    @pytest.mark.parametrize("who", ["+12395551234", "ann@gmail.com", "x", "555", "'; --"])
    def test_only_invented_people_can_be_played(self, world: World, who: str) -> None:
        page = client_of(world.manager).get(reverse("sandbox_phone"), {"who": who}).content.decode()
        assert "Only invented people" in page
        play(world.manager, "texts", who=who, words="Hello")
        play(world.manager, "mails", who=who, words="Hello")
        assert not InboundEvent.objects.exists()


class TestTheyWrite:
    def test_a_text_finds_its_lead_and_waits_for_an_answer(self, world: World, marisol: Opportunity) -> None:
        play(world.manager, "texts", who=NUMBER, words="Is it still there?")
        understood()
        assert Message.objects.get(opportunity=marisol, direction="in").body == "Is it still there?"
        assert Conversation.objects.get(opportunity=marisol).waiting_since is not None

    def test_a_mail_answers_in_its_thread(self, world: World, marisol: Opportunity) -> None:
        message(
            marisol, "Hello", direction="out", channel="email", state="sent", recipient="marisol@example.com",
            mail_id="m1@example.com", subject="Your CR-V",
        )  # fmt: skip
        play(world.manager, "mails", who="marisol@example.com", words="Yes please")
        understood()
        row = Message.objects.get(opportunity=marisol, direction="in")
        assert (row.channel, row.body.strip(), row.subject) == ("email", "Yes please", "Re: Your CR-V")

    def test_a_new_number_becomes_an_inquiry(self, world: World) -> None:
        play(world.manager, "texts", who="+12395550177", words="Do you have a Pilot?")
        understood()
        assert Submission.objects.get().rooftop_id == world.gulf.id

    def test_no_words_nothing_received(self, world: World) -> None:
        play(world.manager, "texts", who=NUMBER, words=" \0 ")
        assert not InboundEvent.objects.exists()


class TestTheyCall:
    def test_a_message_on_the_machine_stands_in_the_conversation(
        self, world: World, marisol: Opportunity
    ) -> None:
        play(world.manager, "calls", who=NUMBER, outcome="voicemail", words="Call me please")
        understood()
        assert Message.objects.filter(opportunity=marisol, channel="call", direction="in").exists()

    def test_only_what_can_come_of_a_call(self, world: World) -> None:
        play(world.manager, "calls", who=NUMBER, outcome="nonsense")
        assert not Message.objects.exists()


class TestWhoMay:
    @pytest.mark.parametrize("who", ["agent", "own"])
    def test_nobody_but_a_manager(self, world: World, who: str) -> None:
        assert client_of(getattr(world, who)).get(reverse("sandbox_phone")).status_code == 403
        assert play(getattr(world, who), "texts", who=NUMBER, words="Hello").status_code == 403

    def test_no_such_page_where_mail_really_goes_out(self, world: World, settings: Any) -> None:
        settings.FRESHUP_EMAIL = "smtp://mail.example.com"
        assert client_of(world.manager).get(reverse("sandbox_phone")).status_code == 404

    def test_not_in_a_store_with_a_real_provider(self, world: World) -> None:
        Connector.objects.create(
            rooftop=world.gulf, provider="twilio", name="Twilio", sealed=b"", created_at=NOW, key_hash=b"x"
        )
        assert client_of(world.manager).get(reverse("sandbox_phone")).status_code == 404
        assert play(world.manager, "texts", who=NUMBER, words="Hello").status_code == 404

    def test_an_outsider_plays_their_own_store_alone(self, world: World, marisol: Opportunity) -> None:
        play(world.outsider, "texts", who=NUMBER, words="Hello")
        assert InboundEvent.objects.get().rooftop_id == world.elsewhere.id
