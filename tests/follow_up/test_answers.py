"""What customers write back: answered, obeyed, or nobody's."""

from datetime import timedelta

import pytest

from freshup.data.models import (
    Alert,
    ContactPoint,
    Enrolment,
    Message,
    Opportunity,
    PersonStore,
    Suppression,
    Task,
)
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.conversations import Incoming, receive_reply, write_by_hand
from freshup.operations.conversations.receiving import UnknownSender
from freshup.operations.leads import close, log_outcome
from tests.follow_up.conftest import NOW, FollowedUp, open_tasks_of

SOON = NOW + timedelta(minutes=3)
LATER = SOON + timedelta(minutes=20)


def texted(gulf: FollowedUp) -> tuple[Opportunity, Message]:
    lead = gulf.lead()
    log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
    gulf.run_until(SOON + timedelta(minutes=1))
    return lead, Message.objects.get(opportunity=lead, channel="text", direction="out")


class TestWhoWrites:
    def test_is_found_by_their_number(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        receive_reply(Incoming("sandbox", "x", gulf.rooftop, "text", text.recipient, "Yes"), now=LATER)
        assert Message.objects.get(direction="in").opportunity_id == lead.pk

    def test_and_is_nobody_is_told_apart(self, gulf: FollowedUp) -> None:
        texted(gulf)
        with pytest.raises(UnknownSender):
            receive_reply(Incoming("sandbox", "x", gulf.rooftop, "text", "+12395550188", "Yes"), now=LATER)
        assert not Message.objects.filter(direction="in").exists()

    def test_teaches_what_they_answer_to(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        gulf.answer(text, "Yes", at=LATER)
        answered = PersonStore.objects.get(person=lead.person_id).answered
        assert answered["text"] == 1


class TestAnAnswer:
    def test_goes_to_the_owner_and_tells_them(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        gulf.answer(text, "Yes", at=LATER)
        assert lead.owner is not None
        assert Alert.objects.get(kind="reply").user_id == lead.owner.user_id

    def test_of_somebody_whose_lead_is_lost_opens_no_task(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        close(gulf.scope("Mia"), lead.pk, Stage.LOST, "price", now=SOON + timedelta(minutes=5))
        gulf.answer(text, "Yes", at=LATER)
        assert Message.objects.filter(direction="in").exists()
        assert open_tasks_of(lead) == []


class TestARefusal:
    @pytest.mark.parametrize(
        "words", ["Stop.", "STOPALL", "stop texting me please", "Please remove me from your list"]
    )
    def test_is_obeyed_in_their_own_words(self, gulf: FollowedUp, words: str) -> None:
        lead, text = texted(gulf)
        gulf.answer(text, words, at=LATER)
        assert Suppression.objects.filter(value=text.recipient, lifted_at=None).exists()
        assert Enrolment.objects.get(opportunity=lead).ended_by == "opt_out"
        assert not Task.objects.filter(opportunity=lead, kind="reply").exists()

    def test_of_the_list_is_no_refusal_when_it_only_sounds_like_one(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        gulf.answer(text, "I can stop by tomorrow", at=LATER)
        assert not Suppression.objects.exists()
        assert open_tasks_of(lead) == ["reply"]

    def test_said_twice_is_confirmed_once(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        gulf.answer(text, "STOP", at=LATER, id="a")
        gulf.house.deliver(LATER)
        gulf.answer(text, "STOP", at=LATER + timedelta(minutes=1), id="b")
        gulf.house.deliver(LATER + timedelta(minutes=2))
        sent = Message.objects.filter(opportunity=lead, purpose="confirmation", state="sent")
        assert sent.count() == 1

    def test_can_be_taken_back(self, gulf: FollowedUp) -> None:
        _, text = texted(gulf)
        gulf.answer(text, "STOP", at=LATER, id="a")
        gulf.answer(text, "START", at=LATER + timedelta(hours=1), id="b")
        assert not Suppression.objects.filter(
            value=text.recipient, channel__in=("", "text"), lifted_at=None
        ).exists()


class TestHelp:
    def test_says_who_we_are(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        gulf.answer(text, "HELP", at=LATER)
        gulf.house.deliver(LATER)
        help = Message.objects.get(opportunity=lead, step_key__startswith="help:")
        assert "Gulf Honda" in help.body
        assert help.state == "sent"
        assert help.automatic


class TestTheFirstText:
    def test_says_how_to_end_them_and_the_second_does_not(self, gulf: FollowedUp) -> None:
        lead, text = texted(gulf)
        assert "STOP" in text.body
        gulf.run_until(NOW + timedelta(days=6))
        later = Message.objects.filter(
            opportunity=lead, channel="text", direction="out", state="sent"
        ).order_by("id")
        assert later.count() > 1
        assert all("STOP" not in one.body for one in later[1:])

    def test_says_so_also_when_a_person_writes_it(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        point = ContactPoint.objects.get(person=lead.person_id, kind="phone")
        write_by_hand(
            gulf.owner_scope(lead), lead.pk, point.pk, channel="text", subject="", body="Hi Maria!", template="",
            edited=True, now=SOON,
        )  # fmt: skip
        assert Message.objects.get(channel="text").body == "Hi Maria! Reply STOP to opt out."
