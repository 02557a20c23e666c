"""The first day of a lead: the call is there at once, its outcome releases the text, an answer stops everything."""

from datetime import UTC, datetime, timedelta

from freshup.data.models import (
    Alert,
    Enrolment,
    GateDecision,
    Message,
    Opportunity,
    ResponseClock,
    StepRun,
    Suppression,
    Task,
)
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.cadences import run_due, stop_everything
from freshup.operations.leads import log_outcome
from freshup.operations.response.tasks import agree_callback
from tests.follow_up.conftest import NOW, FollowedUp, open_tasks_of, running, steps

SOON = NOW + timedelta(minutes=3)


def texts(opportunity: Opportunity, direction: str = "out") -> list[Message]:
    found = Message.objects.filter(opportunity=opportunity, channel="text", direction=direction)
    return list(found.order_by("id"))


class TestALeadArrives:
    def test_and_its_first_call_stands_in_line_at_once(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        task = Task.objects.get(opportunity=lead)
        assert (task.kind, task.staff_id, task.due_at, task.band) == ("call", lead.owner_id, lead.due_at, 1)
        assert StepRun.objects.get(opportunity=lead).result == "task"

    def test_and_its_owner_is_told(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        assert lead.owner is not None
        assert Alert.objects.get(opportunity=lead).user_id == lead.owner.user_id

    def test_and_one_next_step_is_stored_as_due(self, gulf: FollowedUp) -> None:
        enrolment = running(gulf.lead())
        assert enrolment.due_at is not None
        assert enrolment.due_at - NOW <= timedelta(minutes=10)

    def test_and_climbs_the_ladder_from_its_due_time_on(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        assert lead.escalates_at is not None
        assert lead.due_at is not None
        assert lead.escalates_at >= lead.due_at


class TestNoAnswer:
    def test_releases_the_text_a_minute_later(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        assert open_tasks_of(lead) == []
        gulf.run_until(SOON + timedelta(minutes=1))
        (text,) = texts(lead)
        assert (text.state, text.automatic, text.recipient) == ("sent", True, "+12395550142")
        assert "Gulf Honda" in text.body

    def test_counts_as_a_call_for_the_gate(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        call = Message.objects.get(opportunity=lead, channel="call")
        assert (call.state, call.outcome, call.sent_at) == ("done", "no_answer", SOON)

    def test_the_answer_of_the_gate_is_kept_for_each_attempt(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        gulf.run_until(SOON + timedelta(minutes=1))
        asked = list(
            GateDecision.objects.filter(opportunity=lead, channel="text")
            .order_by("id")
            .values_list("asked", "verdict")
        )
        assert asked == [("due", "allow"), ("send", "allow")]


class TestAReply:
    def test_stops_the_cadence_and_starts_a_clock_for_ours(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        gulf.run_until(SOON + timedelta(minutes=1))
        at = SOON + timedelta(minutes=18)
        gulf.answer(texts(lead)[0], "Yes, can I come tomorrow?", at=at)
        lead.refresh_from_db()
        assert Enrolment.objects.get(opportunity=lead).ended_by == "reply"
        assert open_tasks_of(lead) == ["reply"]
        assert Task.objects.get(opportunity=lead, kind="reply").due_at == at + timedelta(minutes=15)
        assert lead.stage == "engaged"
        assert ResponseClock.objects.get(opportunity=lead).contacted_at == at

    def test_withdraws_what_was_queued(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        run_due(now=SOON + timedelta(minutes=2))
        gulf.answer(texts(lead)[0], "Call me please", at=SOON + timedelta(minutes=2))
        gulf.house.deliver(SOON + timedelta(minutes=3))
        assert texts(lead)[0].state == "cancelled"

    def test_raises_the_score_with_a_reason(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        gulf.run_until(SOON + timedelta(minutes=1))
        before = lead.score
        gulf.answer(texts(lead)[0], "Is it still there?", at=SOON + timedelta(minutes=9))
        lead.refresh_from_db()
        assert lead.score == before + 8
        assert lead.score_points.filter(code="replies").exists()

    def test_that_comes_twice_is_one(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        gulf.run_until(SOON + timedelta(minutes=1))
        first = gulf.answer(texts(lead)[0], "Yes", at=SOON + timedelta(minutes=9))
        assert first is not None
        assert gulf.answer(texts(lead)[0], "Yes", at=SOON + timedelta(minutes=10)) is None
        assert len(texts(lead, "in")) == 1


class TestStop:
    def test_ends_everything_and_is_confirmed_once(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        gulf.run_until(SOON + timedelta(minutes=1))
        at = SOON + timedelta(minutes=5)
        gulf.answer(texts(lead)[0], "STOP", at=at)
        gulf.run_until(at + timedelta(days=40))
        sent = [(one.purpose, one.state) for one in texts(lead)]
        assert sent == [("follow_up", "sent"), ("confirmation", "sent")]
        assert Enrolment.objects.get(opportunity=lead).ended_by == "opt_out"
        assert Suppression.objects.filter(value="+12395550142", lifted_at=None).exists()

    def test_is_no_contact(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        gulf.run_until(SOON + timedelta(minutes=1))
        gulf.answer(texts(lead)[0], "STOP", at=SOON + timedelta(minutes=5))
        assert ResponseClock.objects.get(opportunity=lead).contacted_at is None

    def test_everything_survives_no_automation(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        stop_everything(gulf.owner_scope(lead), lead.pk, now=SOON)
        gulf.run_until(SOON + timedelta(days=60))
        assert not Message.objects.filter(opportunity=lead, automatic=True, sent_at__gt=SOON).exists()


class TestACallBackThatWasAgreed:
    def test_outranks_what_is_planned(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        at = NOW + timedelta(hours=5)
        agree_callback(gulf.owner_scope(lead), lead.pk, at, now=SOON, words="after work")
        assert open_tasks_of(lead) == ["callback"]
        due = running(lead).due_at
        assert due is not None
        assert due >= at


class TestNightInFlorida:
    NIGHT = datetime(2026, 11, 19, 4, 10, tzinfo=UTC)  # 23:10 on Wednesday

    def test_sends_no_text_before_the_lawful_hour(self, gulf: FollowedUp) -> None:
        lead = gulf.lead(at=self.NIGHT)
        gulf.run_until(self.NIGHT + timedelta(hours=30))
        for text in texts(lead):
            assert text.sent_at is not None
            assert 8 <= text.sent_at.astimezone(gulf.house.now.tzinfo).hour - 5 < 20

    def test_says_that_a_rule_holds_the_clock_when_the_store_opens_too_early(self, gulf: FollowedUp) -> None:
        lead = gulf.lead(at=self.NIGHT)
        assert lead.due_at is not None
        assert lead.due_at >= datetime(2026, 11, 19, 14, 0, tzinfo=UTC)


class TestThirtyDays:
    def test_follow_a_silent_lead_and_then_retire_it(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        gulf.run_until(NOW + timedelta(days=45))
        done = steps(lead)
        assert len([kind for kind, result in done if result in ("queued", "task")]) >= 8
        keys = list(Enrolment.objects.filter(opportunity=lead).order_by("id").values_list("key", "ended_by"))
        assert len(keys) == 2
        assert keys[1][0] == "nurture"
        lead.refresh_from_db()
        assert lead.stage == "inactive"
