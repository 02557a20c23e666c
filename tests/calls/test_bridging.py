"""Click-to-dial: the agent's phone first, the customer's only with the gate's leave; the provider's word counts."""

from datetime import timedelta

import pytest

from freshup.adapters.twilio.fake import Trouble
from freshup.adapters.voice.sandbox import SandboxCalls
from freshup.data.models import (
    Activity,
    Connector,
    GateDecision,
    InboundEvent,
    Message,
    Opportunity,
    ResponseClock,
    Suppression,
    User,
)
from freshup.domain.consent import Hold, Permit
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.calls.bridging import NoOwnPhone, NoVoice, bridge_call
from freshup.operations.calls.dropping import NotOnTheLine, drop_voicemail
from freshup.operations.connectors.opening import disconnect
from freshup.operations.conversations.calling import end_forgotten_calls
from freshup.operations.leads import NoSuchOpportunity, log_outcome
from freshup.ports.accounts import Account
from freshup.ports.calling import OutgoingCall
from freshup.queries.calls import own_call
from tests.calls.conftest import (
    ANA,
    CUSTOMER,
    MAIN,
    NOW,
    OTHER_KEY,
    Phone,
    connected,
    rules,
    rung,
    words,
)


def tapped(phone: Phone, made: Opportunity, name: str = "Ana") -> Message:
    """The tap, and the worker that asks the provider."""
    placed = bridge_call(phone.scope(name), made.pk, phone.point(made), now=phone.now)
    assert placed.message_id is not None
    phone.place()
    return Message.objects.get(id=placed.message_id)


def agent(phone: Phone, call: Message, status: str, **more: str) -> None:
    fields = {
        "CallSid": call.provider_id,
        "CallStatus": status,
        "Direction": "outbound-api",
        "From": MAIN,
        "To": ANA,
    }
    phone.tell("voice-status", fields | more, query=f"?m={call.pk}&leg=agent")


def customer(phone: Phone, call: Message, status: str, **more: str) -> None:
    """What the provider says of the customer's leg, at the address it was dialled with."""
    fields = {
        "CallSid": "CAcustomer", "ParentCallSid": call.provider_id, "CallStatus": status,
        "Direction": "outbound-dial", "From": MAIN, "To": CUSTOMER,
    }  # fmt: skip
    phone.tell("voice-status", fields | more, query=f"?m={call.pk}&leg=customer")


def fresh(call: Message) -> Message:
    return Message.objects.get(id=call.pk)


class TestTheTap:
    def test_rings_the_agent_under_the_stores_number(self, phone: Phone) -> None:
        call = tapped(phone, phone.lead())
        (made,) = phone.twilio.made.values()
        assert (made.kind, made.fields["To"], made.fields["From"]) == ("Calls", ANA, MAIN)
        assert made.fields["Url"] == f"https://store.example.com/hooks/hookkey/voice-bridge/?m={call.pk}"
        assert call.provider_id == made.sid
        assert CUSTOMER not in made.fields.values()

    def test_is_no_attempt_before_the_customers_phone_rings(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        assert (call.sent_at, ResponseClock.objects.get(opportunity=made).attempted_at) == (None, None)

    def test_twice_within_seconds_is_one_call(self, phone: Phone) -> None:
        made = phone.lead()
        tapped(phone, made)
        bridge_call(phone.scope(), made.pk, phone.point(made), now=phone.now + timedelta(seconds=3))
        phone.place()
        assert len(phone.twilio.made) == 1

    def test_by_somebody_without_a_phone_or_a_provider_says_so(self, phone: Phone) -> None:
        made = phone.lead()
        User.objects.filter(name="Ana").update(alert_phone_e164="")
        with pytest.raises(NoOwnPhone):
            bridge_call(phone.scope(), made.pk, phone.point(made), now=phone.now)
        disconnect(phone.scope("Mia"), phone.connector.pk, now=phone.now)
        with pytest.raises(NoVoice):
            bridge_call(phone.scope("Ben"), made.pk, phone.point(made), now=phone.now)
        assert not Message.objects.filter(channel="call").exists()

    def test_by_an_outsider_reaches_nobody(self, phone: Phone) -> None:
        made = phone.lead()
        User.objects.filter(name="Cleo").update(alert_phone_e164="+12395550119")
        with pytest.raises(NoSuchOpportunity):
            bridge_call(phone.scope("Cleo"), made.pk, phone.point(made), now=phone.now)


class TestTheGate:
    def test_that_holds_lets_nothing_ring_at_all(self, phone: Phone) -> None:
        made = phone.lead()
        night = NOW.replace(hour=3) + timedelta(days=1)
        placed = bridge_call(phone.scope(), made.pk, phone.point(made), now=night)
        phone.now = night
        assert isinstance(placed.answer, Hold)
        assert (placed.message_id, phone.place(), len(phone.twilio.made)) == (None, 0, 0)
        assert GateDecision.objects.filter(verdict="hold", channel="call", asked="by_hand").count() == 1

    def test_is_asked_again_before_the_provider_is(self, phone: Phone) -> None:
        made = phone.lead()
        placed = bridge_call(phone.scope(), made.pk, phone.point(made), now=phone.now)
        opted_out(made)
        phone.place()
        assert len(phone.twilio.made) == 0
        assert Message.objects.get(id=placed.message_id).state == "refused"

    def test_is_asked_once_more_before_the_customer_is_dialled(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        opted_out(made)
        twiml = phone.follow(phone.twilio.made[call.provider_id].fields["Url"], {"CallSid": call.provider_id})
        assert (rung(twiml), [one.tag for one in twiml]) == ([], ["Say", "Hangup"])
        assert (fresh(call).state, fresh(call).sent_at) == ("refused", None)
        assert GateDecision.objects.filter(message_id=call.pk, verdict="refuse").count() == 1

    def test_does_not_count_the_call_itself_against_its_own_cap(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        customer(phone, call, "ringing")
        phone.work(rounds=1)
        twiml = phone.follow(phone.twilio.made[call.provider_id].fields["Url"], {"CallSid": call.provider_id})
        assert rung(twiml) == [CUSTOMER]


def opted_out(made: Opportunity) -> None:
    Suppression.objects.create(
        group_id=made.person.group_id, kind="phone", value=CUSTOMER, reason="by_hand", since=NOW
    )


class TestTheCustomersLeg:
    def test_is_dialled_under_the_stores_number_and_named_to_the_agent(self, phone: Phone) -> None:
        call = tapped(phone, phone.lead())
        twiml = phone.follow(phone.twilio.made[call.provider_id].fields["Url"], {"CallSid": call.provider_id})
        (dial,) = twiml.iter("Dial")
        (number,) = dial.iter("Number")
        assert (number.text, dial.get("callerId"), dial.get("record")) == (CUSTOMER, MAIN, None)
        assert f"m={call.pk}" in (number.get("statusCallback") or "")
        assert "Maria Lopez" in words(twiml)

    def test_hears_that_it_is_recorded_where_it_is(self, phone: Phone) -> None:
        rules(phone, record=True)
        call = tapped(phone, phone.lead())
        twiml = phone.follow(phone.twilio.made[call.provider_id].fields["Url"], {"CallSid": call.provider_id})
        (number,) = twiml.iter("Number")
        told = phone.follow(
            number.get("url") or "", {"CallSid": "CAcustomer", "ParentCallSid": call.provider_id}
        )
        assert "recorded" in words(told)
        assert fresh(call).details["consent"] == "announced"

    def test_that_rings_is_a_verified_attempt(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        agent(phone, call, "in-progress")
        customer(phone, call, "ringing")
        phone.work(rounds=1)
        clock = ResponseClock.objects.get(opportunity=made)
        assert (clock.attempt_claimed, clock.verified_attempt_at) == (False, fresh(call).sent_at)
        made.refresh_from_db()
        assert (made.stage, made.due_at) == ("attempting", None)

    @pytest.mark.parametrize(
        ("status", "seconds", "outcome"),
        [
            ("completed", "75", "spoke"),
            ("busy", "0", "no_answer"),
            ("no-answer", "0", "no_answer"),
            ("failed", "0", "bad_number"),
        ],
    )
    def test_says_how_it_seems_to_have_gone(
        self, phone: Phone, status: str, seconds: str, outcome: str
    ) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        customer(phone, call, "ringing")
        customer(phone, call, status, CallDuration=seconds)
        phone.work(rounds=1)
        found = own_call(phone.scope(), made.pk, now=phone.now)
        assert found is not None
        assert (found.suggested, found.state) == (outcome, "done")

    def test_told_of_in_any_order_and_twice_ends_the_same(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        for status in ("completed", "ringing", "in-progress", "completed", "ringing"):
            customer(phone, call, status, CallDuration="75")
        agent(phone, call, "ringing")
        phone.work(rounds=1)
        assert (fresh(call).state, fresh(call).seconds, fresh(call).details["customer"]) == (
            "done",
            75,
            "completed",
        )
        assert ResponseClock.objects.get(opportunity=made).verified_attempt_at is not None

    def test_that_never_rang_since_the_agent_did_not_answer_is_no_attempt(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        agent(phone, call, "ringing")
        agent(phone, call, "no-answer")
        phone.work(rounds=1)
        assert (fresh(call).state, fresh(call).sent_at) == ("failed", None)
        assert ResponseClock.objects.get(opportunity=made).attempted_at is None


class TestTheOutcome:
    def test_that_the_provider_bears_out_is_verified_and_keeps_its_seconds(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        customer(phone, call, "ringing")
        customer(phone, call, "completed", CallDuration="75")
        phone.work(rounds=1)
        log_outcome(phone.scope(), made.pk, Outcome.SPOKE, now=phone.now)
        assert (fresh(call).outcome, fresh(call).seconds) == ("spoke", 75)
        assert Message.objects.filter(channel="call").count() == 1
        told = Activity.objects.get(opportunity=made, kind="spoke")
        assert (told.data["claimed"], told.data["message"]) == (False, call.pk)

    def test_that_it_contradicts_stays_claimed(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        customer(phone, call, "ringing")
        customer(phone, call, "no-answer")
        phone.work(rounds=1)
        log_outcome(phone.scope(), made.pk, Outcome.SPOKE, now=phone.now)
        assert Activity.objects.get(opportunity=made, kind="spoke").data["claimed"] is True

    def test_tapped_while_they_still_speak_is_not_undone_by_the_report(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        customer(phone, call, "in-progress")
        phone.work(rounds=1)
        log_outcome(phone.scope(), made.pk, Outcome.SPOKE, now=phone.now)
        customer(phone, call, "completed", CallDuration="75")
        phone.work(rounds=1)
        assert (fresh(call).outcome, fresh(call).seconds) == ("spoke", 75)

    def test_of_a_long_talk_is_not_given_up_after_ten_minutes(self, phone: Phone) -> None:
        call = tapped(phone, phone.lead())
        end_forgotten_calls(now=phone.now + timedelta(minutes=45))
        assert fresh(call).state == "calling"
        end_forgotten_calls(now=phone.now + timedelta(hours=5))
        assert fresh(call).state == "done"


class TestAProviderInTrouble:
    @pytest.mark.parametrize(
        "trouble", [Trouble(status=429), Trouble(status=500), Trouble(status=400, code=21211)]
    )
    def test_that_refuses_rings_nobody_and_says_so(self, phone: Phone, trouble: Trouble) -> None:
        phone.twilio.troubles.append(trouble)
        call = tapped(phone, phone.lead())
        assert (call.state, bool(call.failure)) == ("failed", True)
        assert phone.place() == 0

    def test_whose_line_breaks_is_never_asked_a_second_time(self, phone: Phone) -> None:
        phone.twilio.troubles.append(Trouble(drops=True))
        made = phone.lead()
        call = tapped(phone, made)
        assert (call.state, call.provider_id, phone.place()) == ("calling", "", 0)
        call.provider_id = next(iter(phone.twilio.made))
        customer(phone, call, "ringing")
        phone.work(rounds=1)
        assert ResponseClock.objects.get(opportunity=made).verified_attempt_at is not None


class TestAnotherStoresKey:
    def test_moves_nobodys_call(self, phone: Phone) -> None:
        call = tapped(phone, phone.lead())
        connected(phone.house, phone.twilio, 1, "Max", OTHER_KEY)
        fields = {"CallSid": "CAcustomer", "ParentCallSid": call.provider_id, "CallStatus": "ringing"}
        phone.tell("voice-status", fields, key=OTHER_KEY, query=f"?m={call.pk}&leg=customer")
        phone.work(rounds=1)
        assert InboundEvent.objects.get().reason == "no_such_call"
        assert "rang_at" not in fresh(call).details

    def test_is_told_nothing_about_it(self, phone: Phone) -> None:
        call = tapped(phone, phone.lead())
        connected(phone.house, phone.twilio, 1, "Max", OTHER_KEY)
        url = f"https://store.example.com/hooks/{OTHER_KEY}/voice-bridge/?m={call.pk}"
        twiml = phone.follow(url, {"CallSid": call.provider_id})
        assert [one.tag for one in twiml] == ["Hangup"]


class TestAVoicemailDrop:
    def test_speaks_into_the_machine_and_frees_the_agent(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        customer(phone, call, "ringing")
        customer(phone, call, "in-progress")
        phone.work(rounds=1)
        # The customer's leg as the provider knows it.
        phone.twilio.made["CAcustomer"] = phone.twilio.made[call.provider_id]
        drop_voicemail(phone.scope(), made.pk, "Hi, it's Ana & the team <3", now=phone.now)
        assert phone.place() == 1
        url = phone.twilio.made["CAcustomer"].fields["Url"]
        twiml = phone.follow(url, {"CallSid": "CAcustomer"})
        assert (words(twiml), [one.tag for one in twiml]) == ("Hi, it's Ana & the team <3", ["Say", "Hangup"])
        customer(phone, call, "completed", CallDuration="31")
        phone.work(rounds=1)
        assert (fresh(call).outcome, fresh(call).state) == ("left_message", "done")
        assert Activity.objects.get(opportunity=made, kind="called").data["claimed"] is False

    def test_needs_a_machine_on_the_line(self, phone: Phone) -> None:
        made = phone.lead()
        call = tapped(phone, made)
        customer(phone, call, "ringing")
        phone.work(rounds=1)
        with pytest.raises(NotOnTheLine):
            drop_voicemail(phone.scope(), made.pk, "Hi", now=phone.now)


class TestTheSandbox:
    def test_rings_and_ends_like_a_real_one(self, phone: Phone) -> None:
        Connector.objects.filter(id=phone.connector.pk).update(provider="sandbox")
        made = phone.lead()
        call = tapped(phone, made)
        assert call.provider_id == f"SBC{call.pk}"
        later = InboundEvent.objects.order_by("-received_at")[0]
        assert later.retry_at > phone.now
        assert {one.kind for one in InboundEvent.objects.all()} == {"voice-status"}

    def test_lets_of_a_hundred_about_forty_answer(self, phone: Phone) -> None:
        made = phone.lead()
        placed = bridge_call(phone.scope(), made.pk, phone.point(made), now=phone.now)
        assert isinstance(placed.answer, Permit)
        ends = {"completed": 0, "no_answer": 0, "busy": 0}
        for reference in range(400):
            reports = pretended(reference, placed.answer)
            ends[next(end for end in ends if f'"customer", "state": "{end}"' in reports)] += 1
        assert 150 < ends["completed"] < 250
        assert 120 < ends["no_answer"] < 200
        assert 20 < ends["busy"] < 70


def pretended(reference: int, permit: Permit) -> str:
    placed = SandboxCalls(Account(1, 1, 1, "sandbox")).bridge(
        OutgoingCall(ANA, MAIN, reference), permit=permit
    )
    return " ".join(one.body.decode() for one in placed.reports)
