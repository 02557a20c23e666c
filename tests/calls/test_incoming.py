"""A customer calls: whose phone rings, who is told, what is written down, and what it comes to."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from freshup.bootstrap.calling import talk
from freshup.data.models import (
    Activity,
    Alert,
    Attachment,
    Conversation,
    InboundEvent,
    Message,
    Opportunity,
    ResponseClock,
    Task,
)
from freshup.interfaces.api.talking import talked
from freshup.operations.conversations.forgetting import forget_old_files
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook
from freshup.ports.storage import MissingBytes
from freshup.queries.response.up_next import up_next
from tests.calls.conftest import (
    ANA,
    BEN,
    CUSTOMER,
    MAIN,
    NOW,
    RADIO,
    STRANGER,
    WORKSHOP,
    Phone,
    incoming,
    leads_by_phone,
    over,
    rules,
    rung,
    words,
)


class TestAKnownCaller:
    def test_rings_their_owner_first_then_everybody_then_may_leave_words(self, phone: Phone) -> None:
        phone.owned_by("Ben")
        first = phone.rings()
        second = phone.unanswered(first)
        third = phone.unanswered(second)
        assert (rung(first), rung(second), rung(third)) == ([BEN], [ANA], [])
        assert next(third.iter("Record")).get("maxLength") == "120"
        assert "Gulf Honda" in words(first)

    def test_opens_their_page_for_whoever_is_rung(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        phone.rings()
        (alert,) = Alert.objects.filter(kind="calling")
        assert (alert.opportunity_id, alert.user_id) == (made.pk, phone.house.staff("Ben").user_id)

    def test_is_named_to_whoever_picks_up_and_theirs_once_a_key_is_pressed(self, phone: Phone) -> None:
        phone.owned_by("Ben")
        twiml = phone.rings()
        (number,) = twiml.iter("Number")
        leg = {"CallSid": "CA2", "ParentCallSid": "CA1", "From": CUSTOMER, "To": BEN}
        whisper = phone.follow(number.get("url") or "", leg)
        assert "Maria Lopez" in words(whisper)
        assert [one.tag for one in whisper] == ["Gather", "Hangup"]
        (gather,) = whisper.iter("Gather")
        taken = phone.follow(gather.get("action") or "", leg | {"Digits": "5"})
        assert list(taken) == []

    def test_who_was_answered_is_contact_and_nothing_is_owed(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        phone.answered(phone.rings(), "Ben", seconds=95)
        phone.hangs_up(seconds=120)
        phone.work()
        call = phone.call()
        assert (call.direction, call.state, call.outcome, call.seconds) == ("in", "done", "spoke", 95)
        assert call.by_user_id == phone.house.staff("Ben").user_id
        clock = ResponseClock.objects.get(opportunity=made)
        assert (clock.attempt_claimed, clock.verified_attempt_at is not None) == (False, True)
        assert clock.contacted_at is not None
        made.refresh_from_db()
        assert (made.stage, made.due_at) == ("engaged", None)
        assert made.facts["behaviour"]["calls_in"] == 1
        assert not Task.objects.filter(opportunity=made, kind="callback", done_at=None).exists()

    def test_who_was_missed_stands_on_top_of_up_next_at_once(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        phone.unanswered(phone.unanswered(phone.rings()))
        phone.hangs_up(seconds=55)
        phone.work()
        task = Task.objects.get(opportunity=made, kind="callback", done_at=None)
        assert (task.band, task.staff.user.name if task.staff else "") == (0, "Ben")
        assert task.due_at <= phone.now
        first = up_next(phone.scope("Ben"), (phone.rooftop,), now=phone.now).rows[0]
        assert (first.task_id, first.sentence.code) == (task.pk, "task.missed_call")
        assert Alert.objects.filter(kind="missed_call", opportunity=made).count() == 1
        assert Conversation.objects.get(opportunity=made).waiting_since is not None
        assert phone.call().state == "missed"

    def test_who_hangs_up_at_once_is_called_back_all_the_same(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        phone.rings()
        phone.hangs_up(seconds=4)
        phone.work()
        assert Task.objects.filter(opportunity=made, kind="callback", done_at=None).count() == 1

    def test_who_calls_at_night_hears_that_it_is_closed_and_is_called_at_opening(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        phone.now = NOW.replace(hour=3) + timedelta(days=1)
        twiml = phone.rings()
        assert ([one.tag for one in twiml], rung(twiml)) == (["Say", "Record"], [])
        assert "closed" in words(twiml)
        phone.hangs_up(seconds=30)
        phone.work()
        task = Task.objects.get(opportunity=made, kind="callback")
        assert task.due_at == NOW.replace(hour=14) + timedelta(days=1)

    def test_whose_owner_is_away_rings_everybody_who_is_here(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        made.owner = phone.house.staff("Mia")
        made.save()
        assert sorted(rung(phone.rings())) == [ANA, BEN]


class TestAStranger:
    def test_rings_everybody_on_shift_at_once(self, phone: Phone) -> None:
        twiml = phone.rings(sender=STRANGER)
        assert sorted(rung(twiml)) == [ANA, BEN]
        assert next(twiml.iter("Dial")).get("timeout") == "20"
        assert not Message.objects.filter(channel="call").exists()

    def test_who_was_answered_becomes_a_lead_of_whoever_answered_with_the_source_of_the_line(
        self, phone: Phone
    ) -> None:
        twiml = phone.rings(sender=STRANGER, line=RADIO)
        phone.answered(twiml, "Ben", sender=STRANGER, line=RADIO, seconds=180)
        phone.hangs_up(sender=STRANGER, line=RADIO, seconds=200)
        phone.work()
        made = Opportunity.objects.get()
        assert (made.source.name if made.source else "", made.due_at) == ("Radio", None)
        assert made.owner == phone.house.staff("Ben")
        call = phone.call()
        assert (call.opportunity_id, call.outcome, call.seconds) == (made.pk, "spoke", 180)
        assert [one.channel for one in leads_by_phone()] == ["phone"]

    def test_who_was_missed_becomes_a_lead_to_be_called_back_at_once(self, phone: Phone) -> None:
        phone.unanswered(phone.rings(sender=STRANGER, line=RADIO), sender=STRANGER, line=RADIO)
        phone.hangs_up(sender=STRANGER, line=RADIO, seconds=45)
        phone.work()
        made = Opportunity.objects.get()
        assert made.due_at is not None
        assert ResponseClock.objects.get(opportunity=made).attempted_at is None
        open_tasks = Task.objects.filter(opportunity=made, done_at=None)
        assert [(one.kind, one.band) for one in open_tasks] == [("callback", 0)]
        assert phone.call().opportunity_id == made.pk

    @pytest.mark.parametrize(("line", "seconds"), [(MAIN, 8), (WORKSHOP, 300)])
    def test_who_misdialled_or_wants_the_workshop_makes_no_lead(
        self, phone: Phone, line: str, seconds: int
    ) -> None:
        phone.rings(sender=STRANGER, line=line)
        phone.hangs_up(sender=STRANGER, line=line, seconds=seconds)
        phone.work()
        assert (Opportunity.objects.count(), len(leads_by_phone())) == (0, 0)
        assert InboundEvent.objects.get(event_key="voice-ended:CA1").reason == "no_lead"

    def test_who_asked_for_somebody_else_within_seconds_makes_no_lead(self, phone: Phone) -> None:
        phone.answered(phone.rings(sender=STRANGER), "Ana", sender=STRANGER, seconds=9)
        phone.hangs_up(sender=STRANGER, seconds=30)
        phone.work()
        assert Opportunity.objects.count() == 0

    def test_who_hides_their_number_makes_no_lead_that_could_not_be_called(self, phone: Phone) -> None:
        phone.rings(sender="anonymous")
        phone.hangs_up(sender="anonymous", seconds=60)
        phone.work()
        assert Opportunity.objects.count() == 0

    def test_is_not_lost_where_nobody_tells_how_the_call_ended(self, phone: Phone) -> None:
        phone.rings(sender=STRANGER)
        phone.work(rounds=2)
        assert Opportunity.objects.count() == 0
        phone.now += timedelta(minutes=5)
        phone.work()
        assert Task.objects.filter(kind="callback", done_at=None).count() == 1


class TestWhatIsReported:
    def test_twice_or_the_wrong_way_round_counts_once(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        twiml = phone.rings()
        phone.hangs_up(seconds=120)
        phone.hangs_up(seconds=120)
        phone.answered(twiml, "Ben", seconds=95)
        phone.work()
        phone.hangs_up(seconds=120)
        phone.work()
        assert Message.objects.filter(channel="call").count() == 1
        assert (phone.call().outcome, phone.call().seconds) == ("spoke", 95)
        made.refresh_from_db()
        assert made.facts["behaviour"]["calls_in"] == 1
        assert Activity.objects.filter(opportunity=made, kind="spoke").count() == 1

    def test_without_a_signature_or_with_another_is_turned_away(self, phone: Phone) -> None:
        url = "https://store.example.com/hooks/hookkey/voice-status/"
        fields = over("CA1", CUSTOMER, MAIN, 60)
        headers = phone.twilio.signed(url, fields)
        body = b"CallSid=CA1&CallStatus=completed&From=%2B12395550142&To=%2B12395550100&CallDuration=999"
        assert phone.post(url, headers, body)[0] == 403
        assert phone.post(url, {"content-type": "application/x-www-form-urlencoded"}, body)[0] == 403
        assert phone.post(url + "?m=1", headers, body)[0] == 403
        assert InboundEvent.objects.count() == 0

    def test_again_by_somebody_who_caught_it_changes_nothing(self, phone: Phone) -> None:
        phone.owned_by("Ben")
        phone.rings()
        phone.hangs_up(seconds=60)
        phone.work()
        before = (Message.objects.count(), Task.objects.count(), Alert.objects.count())
        phone.hangs_up(seconds=60)
        phone.work()
        assert (Message.objects.count(), Task.objects.count(), Alert.objects.count()) == before

    def test_that_says_nothing_readable_is_set_aside(self, phone: Phone) -> None:
        phone.tell("voice-status", {"CallSid": "CA9", "CallStatus": "melted"})
        phone.work(rounds=1)
        assert InboundEvent.objects.get().state == "quarantined"


class TestAFailureOfOurs:
    def test_still_lets_the_caller_leave_a_message(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fails(*args: object, **named: object) -> None:
            raise LookupError("the store is gone")

        monkeypatch.setattr("freshup.operations.calls.arriving.store_facts", fails)
        twiml = phone.rings()
        assert [one.tag for one in twiml] == ["Say", "Record"]
        assert "could not be put through: LookupError" in caplog.text

    def test_of_the_database_itself_is_no_silence_either(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def away() -> None:
            raise OperationalError("gone")

        monkeypatch.setattr("freshup.interfaces.api.talking.transaction.atomic", away)
        monkeypatch.setattr("freshup.interfaces.api.talking.connection", SimpleNamespace(close=lambda: None))
        account = Account(7, 1, 1, "twilio", hook_url="https://store.example.com/hooks/key/")
        hook = Hook("voice-in", "", "POST", {}, b"CallSid=CA1&From=%2B12395550142", NOW)
        answer = talked(talk, hook, account)
        assert [one.tag for one in ET.fromstring(answer.body)] == ["Say", "Record"]
        assert "in an emergency: OperationalError" in caplog.text


class TestAVoicemail:
    def test_is_fetched_shown_and_waits_for_an_answer(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        last = phone.unanswered(phone.unanswered(phone.rings()))
        record = next(last.iter("Record"))
        url = f"{phone.twilio.url}/media/RE1"
        told = incoming("CA1", CUSTOMER, MAIN) | {"RecordingSid": "RE1", "RecordingUrl": url}
        said = told | {"RecordingStatus": "completed", "RecordingDuration": "17"}
        assert phone.twilio.tell(record.get("recordingStatusCallback") or "", said)[0] == 204
        phone.hangs_up(seconds=70)
        phone.work()
        (kept,) = Attachment.objects.filter(kind="voicemail")
        assert (kept.state, kept.message, kept.opportunity_id) == ("waiting", phone.call(), made.pk)
        assert (kept.remote_url, kept.details["seconds"]) == (f"{url}.mp3", 17)
        assert kept.keep_until == kept.retry_at + timedelta(days=180)  # type: ignore[operator]
        assert Conversation.objects.get(opportunity=made).waiting_since is not None
        assert Activity.objects.filter(opportunity=made, kind="voicemail_left").count() == 1

    def test_of_silence_is_none(self, phone: Phone) -> None:
        phone.owned_by("Ben")
        phone.rings()
        told = incoming("CA1", CUSTOMER, MAIN) | {
            "RecordingSid": "RE1",
            "RecordingUrl": "https://example.com/RE1",
        }
        said = told | {"RecordingStatus": "completed", "RecordingDuration": "0"}
        phone.tell("voice-recording", said, query="?voicemail=1")
        phone.hangs_up(seconds=70)
        phone.work()
        assert not Attachment.objects.exists()

    def test_thanks_whoever_left_one(self, phone: Phone) -> None:
        last = phone.unanswered(phone.rings())
        thanks = phone.follow(next(last.iter("Record")).get("action") or "", incoming("CA1", CUSTOMER, MAIN))
        assert [one.tag for one in thanks] == ["Say", "Hangup"]


class TestARecording:
    def test_is_not_found_any_more_once_it_was_kept_long_enough(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        shelf = phone.house.storage
        own, shared = shelf.put(b"a voice"), shelf.put(b"the same tone")
        rows = [(own, 1), (shared, 1), (shared, 9)]
        for name, days in rows:
            Attachment.objects.create(
                rooftop_id=phone.rooftop, opportunity=made, kind="recording", state="kept", stored_as=name,
                at=NOW, keep_until=NOW + timedelta(days=days),
            )  # fmt: skip
        assert forget_old_files(storage=shelf, now=NOW) == 0
        assert forget_old_files(storage=shelf, now=NOW + timedelta(days=2)) == 2
        assert list(Attachment.objects.order_by("id").values_list("state", flat=True)) == [
            "refused", "refused", "kept",
        ]  # fmt: skip
        assert shelf.get(shared) == b"the same tone"
        with pytest.raises(MissingBytes):
            shelf.get(own)

    def test_is_made_only_where_the_store_wants_it_and_says_so_first(self, phone: Phone) -> None:
        phone.owned_by("Ben")
        assert next(phone.rings().iter("Dial")).get("record") is None
        rules(phone, record=True)
        twiml = phone.rings("CA2")
        assert next(twiml.iter("Dial")).get("record") == "record-from-answer-dual"
        assert "recorded" in words(twiml)

    def test_keeps_on_what_it_rests(self, phone: Phone) -> None:
        rules(phone, record=True, recording_days=30)
        phone.owned_by("Ben")
        twiml = phone.rings()
        phone.answered(twiml, "Ben")
        told = incoming("CA1", CUSTOMER, MAIN) | {
            "RecordingSid": "RE1",
            "RecordingUrl": "https://example.com/RE1",
        }
        said = told | {"RecordingStatus": "completed", "RecordingDuration": "95"}
        callback = next(twiml.iter("Dial")).get("recordingStatusCallback") or ""
        for _ in range(2):
            phone.twilio.tell(callback, said)
        phone.work()
        (kept,) = Attachment.objects.all()
        assert (kept.kind, kept.details["consent"]) == ("recording", "announced")
        assert kept.keep_until == kept.retry_at + timedelta(days=30)  # type: ignore[operator]

    def test_nobody_was_told_of_is_not_kept(self, phone: Phone) -> None:
        phone.owned_by("Ben")
        phone.answered(phone.rings(), "Ben")
        told = incoming("CA1", CUSTOMER, MAIN) | {
            "RecordingSid": "RE1",
            "RecordingUrl": "https://example.com/RE1",
        }
        phone.tell("voice-recording", told | {"RecordingStatus": "completed", "RecordingDuration": "95"})
        phone.work()
        assert not Attachment.objects.exists()
