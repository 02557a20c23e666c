"""One conversation over every channel: what is shown, to whom, and how it is answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from freshup.data.models import Activity, Attachment, ChatLine, Conversation, Message, Opportunity
from freshup.domain.events import Event
from freshup.queries.conversations_of import SAID_ROWS, said, talk
from tests import factories
from tests.inbox_web.conftest import (
    NOW,
    World,
    a_chat,
    behind_the_wall,
    client_of,
    customer,
    message,
    statements,
    wrote,
)

pytestmark = pytest.mark.database


def page_of(who: Any, talk_id: int, **query: Any) -> str:
    answer = client_of(who).get(reverse("conversation", args=[talk_id]), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


class TestWhatWasSaid:
    def test_every_channel_stands_in_one_line_newest_first(self, world: World, marisol: Opportunity) -> None:
        factories.make_lead(marisol, at=NOW - timedelta(hours=1), said={"comments": "Inquiry words"})
        a_chat(world, state="ended", opportunity=marisol)
        found = wrote(marisol, "Text words", at=NOW + timedelta(minutes=1))
        message(marisol, "Mail words", channel="email", subject="Your CR-V", at=NOW + timedelta(minutes=2))
        message(marisol, "", channel="call", outcome="spoke", seconds=192, at=NOW + timedelta(minutes=3))
        page = page_of(world.agent, found.pk).partition('id="said"')[2]
        words = ("3:12", "Mail words", "Text words", "anybody there", "Inquiry words")
        order = [page.index(one) for one in words]
        assert order == sorted(order)

    def test_who_wrote_for_whom_is_said(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol)
        answers: dict[str, Any] = {"direction": "out", "state": "sent", "at": NOW + timedelta(minutes=1)}
        message(marisol, "From Mona", by_user=world.manager.user, delivery="delivered", **answers)
        message(marisol, "From nobody", automatic=True, **answers)
        page = page_of(world.agent, found.pk)
        assert "Mona for Ana" in page
        assert "By itself" in page
        assert "delivered" in page

    def test_quotes_are_folded_and_files_are_linked(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol)
        row = message(marisol, "See the photo", channel="email", rest="> what we wrote before")
        kept = Attachment.objects.create(
            rooftop=world.gulf, opportunity=marisol, message=row, kind="picture", name="car.jpg", at=NOW
        )
        page = page_of(world.agent, found.pk)
        assert "Earlier mail and signature" in page
        assert f'href="/files/{kept.pk}/"' in page

    def test_a_recording_is_for_whoever_may_hear_it(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol)
        call = message(marisol, "", channel="call", direction="out", by_user=world.manager.user)
        kept = Attachment.objects.create(
            rooftop=world.gulf, opportunity=marisol, message=call, kind="recording", at=NOW
        )
        assert f"/files/{kept.pk}/" not in page_of(world.agent, found.pk)
        assert f"/files/{kept.pk}/" in page_of(world.manager, found.pk)

    def test_somebody_else_in_the_thread_is_named(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol)
        message(marisol, "His wife here", sender="rosa@example.net", details={"stranger": True})
        page = page_of(world.agent, found.pk)
        assert "rosa@example.net" in page
        assert "from another address" in page

    def test_words_of_a_customer_are_never_html(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol, "<script>alert(1)</script>")
        assert "<script>alert(1)" not in page_of(world.agent, found.pk)

    def test_erased_words_are_gone(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol, "Secret words", erased_at=NOW)
        page = page_of(world.agent, found.pk)
        assert "Secret words" not in page
        assert "Erased" in page

    def test_a_note_of_a_colleague_stands_beside_it(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol)
        Activity.objects.create(
            rooftop=world.gulf, opportunity=marisol, at=NOW, kind=Event.NOTE, words="Wife decides"
        )
        assert "Wife decides" in page_of(world.agent, found.pk)

    def test_older_words_come_page_by_page_each_once(self, world: World, marisol: Opportunity) -> None:
        for n in range(SAID_ROWS * 2 + 5):
            found = wrote(marisol, f"word-{n:03}", at=NOW + timedelta(seconds=n // 2))
        with behind_the_wall(world.agent) as seen:
            talking = talk(seen, found.pk)
            assert talking is not None
            words, older = [], ""
            while older is not None:
                page = said(talking, older)
                words += [one.words for one in page.entries]
                older = page.older  # type: ignore[assignment]
        assert words == [f"word-{n:03}" for n in reversed(range(SAID_ROWS * 2 + 5))]

    def test_it_takes_the_same_statements_however_long(self, world: World, marisol: Opportunity) -> None:
        client = client_of(world.agent)
        found = wrote(marisol)
        url = reverse("conversation", args=[found.pk])
        client.get(url)
        few = statements(client, url)
        for n in range(20):
            row = wrote(marisol, f"word {n}") and message(marisol, "x", channel="email", subject="S")
            Attachment.objects.create(
                rooftop=world.gulf, opportunity=marisol, message=row, kind="file", at=NOW
            )
        assert statements(client, url) == few


class TestWhoSeesIt:
    @pytest.mark.parametrize("who", ["colleague", "own", "outsider"])
    def test_others_find_no_such_page(self, world: World, marisol: Opportunity, who: str) -> None:
        found = wrote(marisol)
        client = client_of(getattr(world, who))
        assert client.get(reverse("conversation", args=[found.pk])).status_code == 404
        assert client.get(reverse("lead_conversation", args=[marisol.pk])).status_code == 404
        with behind_the_wall(getattr(world, who)) as seen:
            assert talk(seen, found.pk) is None
            assert not Conversation.objects.filter(id=found.pk).exists()

    def test_the_owner_who_sees_only_their_own_reads_it(self, world: World) -> None:
        found = wrote(customer(world, "Sid", owner=world.own), "For Sol")
        assert "For Sol" in page_of(world.own, found.pk)

    def test_other_inquiries_of_the_same_person_are_linked(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol)
        other = factories.make_opportunity(world.gulf, marisol.person, wanted="2019 Pilot")
        page = page_of(world.agent, found.pk)
        assert "2019 Pilot" in page
        assert reverse("lead", args=[other.pk]) in page


class TestAnswering:
    def sent(self, who: Any, opportunity: Opportunity, body: str = "It is here.") -> Any:
        point = opportunity.person.contact_points.get(kind="email")
        return client_of(who).post(
            reverse("messages", args=[opportunity.pk]),
            {
                "channel": "email",
                "point": point.pk,
                "subject": "Re: Your CR-V",
                "body": body,
                "language": "en",
                "next": "inbox",
            },
        )

    def test_the_composer_opens_on_the_channel_the_customer_used(
        self, world: World, marisol: Opportunity
    ) -> None:
        found = wrote(marisol, "By mail", channel="email", subject="Your CR-V")
        page = page_of(world.agent, found.pk)
        assert 'name="subject" maxlength="200" value="Re: Your CR-V"' in page
        assert 'name="channel" value="text"' in page_of(world.agent, found.pk, write="text")

    def test_an_answer_ends_the_wait_and_comes_back_here(self, world: World, marisol: Opportunity) -> None:
        found = wrote(marisol, channel="email")
        answer = self.sent(world.agent, marisol)
        assert answer["Location"].startswith(reverse("lead_conversation", args=[marisol.pk]))
        found.refresh_from_db()
        assert (found.waiting_since, found.last_direction) == (None, "out")

    def test_a_manager_answers_under_their_own_name_and_the_owner_keeps_the_lead(
        self, world: World, marisol: Opportunity
    ) -> None:
        found = wrote(marisol, channel="email")
        self.sent(world.manager, marisol)
        marisol.refresh_from_db()
        row = Message.objects.get(opportunity=marisol, direction="out")
        assert row.by_user_id == world.manager.user_id
        assert row.sender_name.startswith("Mona")
        assert marisol.owner_id == world.agent.pk
        assert "Mona for Ana" in page_of(world.agent, found.pk)

    def test_nothing_is_sent_without_words_and_the_page_says_so(
        self, world: World, marisol: Opportunity
    ) -> None:
        wrote(marisol, channel="email")
        answer = self.sent(world.agent, marisol, body="  ")
        assert reverse("lead_conversation", args=[marisol.pk]) in answer["Location"]
        assert not Message.objects.filter(direction="out").exists()

    def test_the_way_from_the_lead_keeps_what_was_asked_for(self, world: World, marisol: Opportunity) -> None:
        client = client_of(world.agent)
        url = reverse("lead_conversation", args=[marisol.pk])
        assert client.get(url)["Location"].startswith(reverse("lead", args=[marisol.pk]))
        found = wrote(marisol)
        assert client.get(url, {"write": "text"})["Location"].endswith(f"/inbox/{found.pk}/?write=text")


class TestChats:
    def test_a_live_chat_opens_on_its_lines(self, world: World) -> None:
        a_chat(world)
        found = Conversation.objects.get()
        page = page_of(world.own, found.pk)
        assert "Is anybody there?" in page
        assert "asks for a person" in page
        assert reverse("conversation_lines", args=[found.pk]) in page

    def test_a_colleague_of_another_store_cannot_write_in_it(self, world: World) -> None:
        a_chat(world)
        found = Conversation.objects.get()
        for name in ("conversation_chat", "conversation_lines"):
            answer = client_of(world.colleague).post(reverse(name, args=[found.pk]), {"to": "person"})
            assert answer.status_code == 404

    def test_what_a_chat_may_become_is_a_short_list(self, world: World) -> None:
        a_chat(world)
        url = reverse("conversation_chat", args=[Conversation.objects.get().pk])
        assert client_of(world.agent).post(url, {"to": "nonsense"}).status_code == 404

    def test_whoever_writes_takes_the_chat_and_nobody_waits(self, world: World) -> None:
        chat = a_chat(world)
        found = Conversation.objects.get()
        client_of(world.own).post(reverse("conversation_lines", args=[found.pk]), {"words": "Sol here."})
        chat.refresh_from_db()
        found.refresh_from_db()
        assert (chat.state, chat.staff_id, found.waiting_since) == ("person", world.own.pk, None)
        assert "Sol here." in page_of(world.agent, found.pk)

    def test_a_draft_is_sent_as_a_person_left_it(self, world: World) -> None:
        chat = a_chat(world)
        draft = ChatLine.objects.create(
            rooftop=world.gulf, chat=chat, who="person", at=NOW, words="A draft", draft=True, by_model=True
        )
        found = Conversation.objects.get()
        assert "A draft" in page_of(world.agent, found.pk)
        data = {"words": "Better words", "draft": draft.pk}
        client_of(world.agent).post(reverse("conversation_lines", args=[found.pk]), data)
        page = page_of(world.agent, found.pk)
        assert "Better words" in page
        assert "A draft" not in page

    @pytest.mark.parametrize(("to", "state"), [("person", "person"), ("ended", "ended")])
    def test_it_is_taken_and_ended_by_a_tap(self, world: World, to: str, state: str) -> None:
        chat = a_chat(world)
        client_of(world.agent).post(
            reverse("conversation_chat", args=[Conversation.objects.get().pk]), {"to": to}
        )
        chat.refresh_from_db()
        assert chat.state == state

    def test_nothing_is_written_to_somebody_who_has_left(self, world: World) -> None:
        a_chat(world, state="ended")
        url = reverse("conversation_lines", args=[Conversation.objects.get().pk])
        client = client_of(world.agent)
        answer = client.post(url, {"words": "Are you there?"})
        assert "The chat is over" in client.get(answer["Location"]).content.decode()
        assert ChatLine.objects.count() == 1
