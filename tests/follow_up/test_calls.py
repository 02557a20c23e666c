"""Placing a call: the gate is asked at the tap, two people learn of each other, and nothing is left ringing."""

from datetime import timedelta

import pytest

from freshup.data.models import ContactPoint, GateDecision, Message, Opportunity, ResponseClock
from freshup.domain.consent import Hold, Permit
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.conversations import CannotReach, place_call
from freshup.operations.conversations.calling import end_forgotten_calls
from freshup.operations.leads import NoSuchOpportunity, log_outcome
from freshup.operations.response.tasks import agree_callback
from tests.follow_up.conftest import NOW, FollowedUp

SOON = NOW + timedelta(minutes=3)


def number(lead: Opportunity) -> int:
    return ContactPoint.objects.get(person=lead.person_id, kind="phone").pk


class TestACallThatMayBeMade:
    def test_stops_the_clock_at_the_tap(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        placed = place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=SOON)
        assert isinstance(placed.answer, Permit)
        assert ResponseClock.objects.get(opportunity=lead).attempted_at == SOON

    def test_stands_in_the_log_of_the_gate(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        placed = place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=SOON)
        asked = GateDecision.objects.get(asked="by_hand")
        assert (asked.verdict, asked.channel, asked.message_id) == ("allow", "call", placed.message_id)

    def test_is_settled_by_its_outcome(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=SOON)
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.SPOKE, now=SOON + timedelta(minutes=4))
        call = Message.objects.get(channel="call")
        assert (call.state, call.outcome, call.seconds) == ("done", "spoke", 240)

    def test_tapped_twice_is_one(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        first = place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=SOON)
        again = place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=SOON + timedelta(seconds=1))
        assert first.message_id == again.message_id
        assert Message.objects.filter(channel="call").count() == 1

    def test_whose_end_nobody_told_is_over_after_a_while(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=SOON)
        assert end_forgotten_calls(now=SOON + timedelta(minutes=5)) == 0
        assert end_forgotten_calls(now=SOON + timedelta(minutes=11)) == 1
        assert Message.objects.get(channel="call").state == "done"


class TestTwoAgents:
    def test_learn_of_each_other(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        place_call(gulf.scope("Ana"), lead.pk, number(lead), now=SOON)
        second = place_call(gulf.scope("Mia"), lead.pk, number(lead), now=SOON + timedelta(seconds=40))
        assert (second.message_id, second.busy_with) == (None, "Ana")

    def test_may_insist(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        place_call(gulf.scope("Ana"), lead.pk, number(lead), now=SOON)
        at = SOON + timedelta(seconds=40)
        assert (
            place_call(gulf.scope("Mia"), lead.pk, number(lead), now=at, insists=True).message_id is not None
        )


class TestAtNight:
    LATE = NOW.replace(day=19, hour=2)  # 21:00 in Florida

    def test_no_call_is_placed_and_the_answer_says_until_when(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        placed = place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=self.LATE)
        assert placed.message_id is None
        assert isinstance(placed.answer, Hold)
        assert placed.answer.until == self.LATE.replace(hour=13)
        assert GateDecision.objects.get(asked="by_hand").verdict == "hold"

    def test_the_hour_a_customer_named_is_theirs_to_name(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        agree_callback(gulf.owner_scope(lead), lead.pk, self.LATE, now=SOON)
        placed = place_call(gulf.owner_scope(lead), lead.pk, number(lead), now=self.LATE)
        assert isinstance(placed.answer, Permit)


class TestSomebodyElses:
    def test_number_is_not_dialled(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        other = gulf.lead(
            NOW + timedelta(minutes=1), first="Otto", email="otto@example.com", phone="(239) 555-0177"
        )
        with pytest.raises(CannotReach):
            place_call(gulf.owner_scope(lead), lead.pk, number(other), now=SOON)

    def test_lead_is_nobodys_business(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        from_elsewhere = gulf.scope("Ana").__class__(user_id=0)
        with pytest.raises(NoSuchOpportunity):
            place_call(from_elsewhere, lead.pk, number(lead), now=SOON)
