"""A visitor of the store's site talks with the assistant, becomes a lead, asks for a person and gets one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from freshup.data.models import (
    Alert,
    Chat,
    ChatLine,
    ConsentEvent,
    Conversation,
    Enrolment,
    Lead,
    Message,
    Opportunity,
    ResponseClock,
    Suppression,
    Task,
    Unit,
    User,
)
from freshup.operations.website import chatting, widget
from freshup.operations.website.chat_rows import ChatEnded, NoSuchChat, NothingToSay
from freshup.operations.website.widget import Contact, WordsChanged
from freshup.queries.cases import cases_of
from freshup.queries.website import chat_lines, lines_after
from tests.acting import acting_as
from tests.intake.adf import adf
from tests.website_chat.conftest import CONSENT, NOW, Site, later, lines

SUNDAY_NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class TestAnAnswer:
    def test_says_first_that_it_is_no_person(self, site: Site) -> None:
        first = lines(site.open())[0]
        assert "automated assistant, not a person" in first
        assert "saved" in first

    def test_on_a_vehicle_is_its_listed_price_from_the_lot(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "Is stock number P1001 still available?")
        assert (
            "2024 Honda Civic EX: it is listed in stock right now. Listed price: $24,990." in lines(chat)[-1]
        )

    def test_on_a_vehicle_that_is_gone_names_what_is_near(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "Do you still have stock P1003?")
        assert "no longer in our inventory" in lines(chat)[-3]
        shown = ChatLine.objects.get(chat=chat, data__has_key="units")
        assert Unit.objects.get(id=shown.data["units"][0]).stock == "P1004"

    def test_greets_by_the_vehicle_of_the_page(self, site: Site) -> None:
        chat = site.open(stock="p1001")
        assert lines(chat)[-1].startswith(
            "You are looking at the 2024 Honda Civic EX. Listed price: $24,990."
        )
        assert Chat.objects.get(id=chat).captured["wanted"]["stock"] == "P1001"

    def test_on_service_is_the_number_and_no_lead(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "I need an oil change")
        assert "(239) 555-0100" in lines(chat)[-1]
        assert "contact" not in ChatLine.objects.filter(chat=chat).latest("id").data.get("ask", "")

    def test_comes_in_the_language_the_visitor_writes(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "¿Tienen el Civic disponible?")
        assert lines(chat)[-1] == "Ahora tenemos este:"

    def test_a_line_without_words_is_none(self, site: Site) -> None:
        chat = site.open()
        with pytest.raises(NothingToSay):
            site.say(chat, " \n ")


class TestALead:
    def test_comes_of_a_number_with_what_was_asked_for(self, site: Site) -> None:
        chat = site.open(page="https://www.example.com/civic")
        site.say(chat, "Do you have a Civic?")
        opportunity = site.become_lead(chat)
        lead = Lead.objects.get()
        assert (lead.channel, lead.source and lead.source.kind, lead.provider) == (
            "chat",
            "chat",
            "Website chat",
        )
        assert opportunity.wanted == "Honda Civic"
        assert lead.said["comments"].splitlines()[0] == "Do you have a Civic?"

    def test_has_the_whole_transcript_as_messages(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "Hi")
        opportunity = site.become_lead(chat)
        told = Message.objects.filter(opportunity=opportunity, channel="chat").order_by("id")
        assert [one.body for one in told] == list(
            ChatLine.objects.filter(chat=chat).order_by("id").values_list("words", flat=True)
        )
        assert {one.direction for one in told if one.automatic} == {"in", "out"}
        assert told[0].step_key == f"chat:{ChatLine.objects.filter(chat=chat).earliest('id').pk}"

    def test_keeps_the_words_of_consent_and_their_version(self, site: Site) -> None:
        chat = site.open()
        site.leave_contact(chat, consent=True, consent_version=1)
        site.house.drain()
        evidence = list(ConsentEvent.objects.filter(level="evidence").values_list("text", flat=True))
        assert {f"text: {CONSENT}", "version: 1", "given: yes"} <= set(evidence)

    def test_is_not_made_of_words_that_changed_meanwhile(self, site: Site) -> None:
        chat = site.open()
        with pytest.raises(WordsChanged):
            site.leave_contact(chat, consent=True, consent_version=7)
        assert Chat.objects.get(id=chat).receipt is None

    def test_is_one_a_chat_and_later_lines_follow_it(self, site: Site) -> None:
        chat = site.open()
        opportunity = site.become_lead(chat)
        site.say(chat, "What are your hours?", at=later(minutes=1))
        site.house.drain(later(minutes=1))
        assert Lead.objects.count() == 1
        said = Message.objects.filter(opportunity=opportunity, direction="in").latest("id")
        assert said.body == "What are your hours?"

    def test_is_joined_by_the_visitors_own_next_look(self, site: Site) -> None:
        chat = site.open()
        site.leave_contact(chat)
        site.house.drain()
        assert (
            widget.look(chat, after=0, now=later(seconds=3))[0].opportunity_id == Opportunity.objects.get().pk
        )

    def test_talk_with_the_machine_is_no_contact_and_no_attempt(self, site: Site) -> None:
        chat = site.open()
        opportunity = site.become_lead(chat)
        site.say(chat, "Do you have a Civic?", at=later(minutes=2))
        clock = ResponseClock.objects.get(opportunity=opportunity)
        assert (clock.attempted_at, clock.contacted_at) == (None, None)
        case = cases_of([(opportunity.pk, NOW - timedelta(days=1))])[opportunity.pk]
        assert case.wrote_at is None

    def test_of_somebody_known_falls_into_the_talk_they_have(self, site: Site) -> None:
        known = site.house.take(adf(first="Marisol", last="Ortega", phone="239 555 0147"))[0]
        Conversation.objects.create(
            rooftop_id=site.rooftop, opportunity=known, last_at=NOW - timedelta(days=1)
        )
        chat = site.open(at=later(hours=1))
        site.say(chat, "Talk to a person", at=later(hours=1))
        joined = site.become_lead(chat, at=later(hours=1))
        assert joined.pk == known.pk
        assert Conversation.objects.get(opportunity=known).waiting_since == later(hours=1)
        assert not Conversation.objects.filter(chat=chat).exists()


class TestAPerson:
    def test_is_called_by_whoever_asks_for_one(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "Can I talk to a person?")
        asked = Chat.objects.get(id=chat)
        assert (asked.state, asked.asked_person_at) == ("waiting", NOW)
        waiting = Conversation.objects.get(chat=chat)
        assert (waiting.waiting_since, waiting.due_at) == (NOW, later(minutes=2))

    def test_is_told_by_an_alert_once_there_is_a_lead(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "Can I talk to a person?")
        site.become_lead(chat)
        assert Alert.objects.filter(kind="chat").exists()

    def test_who_does_not_come_is_excused_and_contact_is_asked_for(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "Can I talk to a person?")
        widget.look(chat, after=0, now=later(seconds=119))
        assert "nobody has been free" not in " ".join(lines(chat))
        widget.look(chat, after=0, now=later(minutes=2))
        widget.look(chat, after=0, now=later(minutes=3))
        assert sum("nobody has been free" in one for one in lines(chat)) == 1
        assert ChatLine.objects.filter(chat=chat).latest("id").data["ask"] == "contact"

    def test_is_not_called_when_the_store_is_closed(self, site: Site) -> None:
        chat = site.open(at=SUNDAY_NIGHT)
        site.say(chat, "Can I talk to a person?", at=SUNDAY_NIGHT)
        assert Chat.objects.get(id=chat).state == "bot"
        assert "Nobody is here" in lines(chat)[-2]

    def test_who_writes_takes_the_chat_and_the_machine_is_silent(self, site: Site) -> None:
        chat = site.open()
        chatting.person_says(site.scope("Ana Ruiz"), chat, "Hello, Ana here.", now=later(minutes=1))
        site.say(chat, "Do you have a Civic?", at=later(minutes=2))
        assert lines(chat)[-1] == "Ana has joined the chat."
        assert Conversation.objects.get(chat=chat).waiting_since == later(minutes=2)

    def test_makes_attempt_and_contact_of_their_talk(self, site: Site) -> None:
        chat = site.open()
        opportunity = site.become_lead(chat)
        chatting.person_says(site.scope("Ana Ruiz"), chat, "Hello!", now=later(minutes=3))
        clock = ResponseClock.objects.get(opportunity=opportunity)
        assert (clock.attempted_at, clock.attempt_claimed, clock.contacted_at) == (
            later(minutes=3),
            False,
            None,
        )
        site.say(chat, "Great, is it red?", at=later(minutes=4))
        clock.refresh_from_db()
        assert clock.contacted_at == later(minutes=4)
        opportunity.refresh_from_db()
        assert opportunity.stage == "engaged"
        assert not Task.objects.filter(opportunity=opportunity, kind="email", done_at=None).exists()

    def test_who_talked_before_there_was_a_lead_counts_for_it(self, site: Site) -> None:
        chat = site.open()
        chatting.person_says(site.scope("Ana Ruiz"), chat, "Hello!", now=NOW)
        site.say(chat, "I am Joe", at=later(seconds=20))
        opportunity = site.become_lead(chat, at=later(seconds=30))
        clock = ResponseClock.objects.get(opportunity=opportunity)
        assert clock.contacted_at is not None
        assert Message.objects.filter(
            opportunity=opportunity, by_user=site.scope("Ana Ruiz").user_id
        ).exists()

    def test_hands_back_in_the_open(self, site: Site) -> None:
        chat = site.open()
        chatting.take(site.scope("Ana Ruiz"), chat, now=NOW)
        chatting.hand_back(site.scope("Ana Ruiz"), chat, now=later(minutes=1))
        site.say(chat, "What are your hours?", at=later(minutes=2))
        assert any("automated assistant is here again" in one for one in lines(chat))
        assert lines(chat)[-3].startswith("We are open now")

    def test_ends_it_and_nobody_writes_any_more(self, site: Site) -> None:
        chat = site.open()
        chatting.end(site.scope("Ana Ruiz"), chat, now=NOW)
        with pytest.raises(ChatEnded):
            site.say(chat, "Hello?")
        with pytest.raises(ChatEnded):
            chatting.person_says(site.scope("Ana Ruiz"), chat, "Hello?", now=NOW)


class TestTheLeadsPage:
    def test_shows_the_transcript_as_one_entry_in_order(self, site: Site) -> None:
        chat = site.open()
        chatting.person_says(site.scope("Ana Ruiz"), chat, "Hello, Ana here.", now=NOW)
        site.say(chat, "Is it red?", at=later(seconds=9))
        opportunity = site.become_lead(chat, at=later(seconds=20))
        client = Client()
        client.force_login(User.objects.get(name="Mia"))
        with acting_as("freshup_web"):
            page = client.get(f"/opportunities/{opportunity.pk}/").content.decode()
        assert "Ana Ruiz: Hello, Ana here.<br>Customer: Is it red?" in page


class TestWhoSeesIt:
    def test_a_seller_sees_nobodys_chat_but_no_colleagues_lead(self, site: Site) -> None:
        chat = site.open()
        assert chat_lines(site.scope("Sol"), chat) is not None
        site.become_lead(chat)
        assert chat_lines(site.scope("Sol"), chat) is None
        with pytest.raises(NoSuchChat):
            chatting.take(site.scope("Sol"), chat, now=NOW)

    def test_the_visitor_sees_first_names_and_pictures_that_come_safely(self, site: Site) -> None:
        chat = site.open()
        chatting.person_says(site.scope("Ana Ruiz"), chat, "Hello!", now=NOW)
        site.open(stock="P1001")
        with_unit = Chat.objects.latest("id")
        told = lines_after(Chat.objects.get(id=chat), 0)
        card = lines_after(with_unit, 0)[-1].data["units"][0]
        assert told[-1].name == "Ana"
        assert (card["price"], card["photo"]) == ("$24,990", "https://example.net/c.jpg")


class TestARefusal:
    def test_is_obeyed_for_the_number_that_was_given(self, site: Site) -> None:
        chat = site.open()
        opportunity = site.become_lead(chat)
        site.say(chat, "please stop contacting me", at=later(minutes=1))
        assert Suppression.objects.filter(value="+12395550147", lifted_at=None).exists()
        assert not Enrolment.objects.filter(opportunity=opportunity, ended_at=None).exists()
        assert "We will not contact you" in lines(chat)[-1]

    def test_before_the_lead_is_there_holds_for_it_too(self, site: Site) -> None:
        chat = site.open()
        site.leave_contact(chat)
        site.say(chat, "STOP", at=later(seconds=2))
        site.house.drain(later(seconds=3))
        widget.look(chat, after=0, now=later(seconds=4))
        assert Suppression.objects.filter(value="+12395550147", lifted_at=None).exists()
        assert not Enrolment.objects.filter(ended_at=None).exists()

    def test_without_a_number_makes_no_lead_later(self, site: Site) -> None:
        chat = site.open()
        site.say(chat, "Stop, don't contact me")
        site.say(chat, contact=Contact(name="Joe", phone="239 555 0147"))
        assert Chat.objects.get(id=chat).receipt is None
