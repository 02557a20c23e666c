"""What is held goes later, a little apart from the others; what comes too late does not go at all."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.text.sandbox import SandboxText
from freshup.data.models import Enrolment, GateDecision, Message
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.cadences import run_due
from freshup.operations.conversations import Senders, send_batch
from freshup.operations.leads import log_outcome
from tests.follow_up.conftest import NOW, FollowedUp, running, steps

FLORIDA = ZoneInfo("America/New_York")
SOON = NOW + timedelta(minutes=3)


def neighbours(gulf: FollowedUp, at: datetime, count: int = 8) -> list[Enrolment]:
    """So many leads of one evening, each called without an answer at once."""
    found = []
    for n in range(count):
        lead = gulf.lead(at, first=f"Zoe{n}", email=f"z{n}@example.com", phone=f"(239) 555-01{n + 50}")
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=at + timedelta(seconds=20))
        found.append(running(lead))
    return found


class TestAnEvening:
    # 19:59:30 on a Wednesday: the text would fall due after eight.
    LATE = datetime(2026, 11, 19, 0, 59, 30, tzinfo=UTC)

    def test_moves_the_text_to_the_morning_and_says_why(self, gulf: FollowedUp) -> None:
        (one,) = neighbours(gulf, self.LATE, 1)
        run_due(now=self.LATE + timedelta(minutes=2))
        one.refresh_from_db()
        assert one.due_at is not None
        assert one.due_at >= datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
        assert one.held_by == "quiet_hours"
        assert GateDecision.objects.filter(verdict="hold", rule="quiet_hours").exists()

    def test_does_not_let_them_all_go_at_the_same_minute(self, gulf: FollowedUp) -> None:
        held = neighbours(gulf, self.LATE)
        run_due(now=self.LATE + timedelta(minutes=2))
        moments = {Enrolment.objects.get(id=one.pk).due_at for one in held}
        assert len(moments) >= len(held) - 1

    def test_drops_nothing(self, gulf: FollowedUp) -> None:
        held = neighbours(gulf, self.LATE)
        gulf.run_until(self.LATE + timedelta(hours=18))
        assert Message.objects.filter(channel="text", state="sent").count() >= len(held)

    def test_is_over_also_for_whoever_waits_behind_others(self, gulf: FollowedUp) -> None:
        at = self.LATE - timedelta(minutes=2)
        neighbours(gulf, at, 3)
        run_due(now=at + timedelta(seconds=85))
        # A provider that takes its time: 19:59, and past eight for all but the first.
        told = iter([self.LATE, self.LATE])
        senders = Senders(SandboxMail(gulf.house.outbox), SandboxText(gulf.house.outbox.parent / "texts"))
        Message.objects.filter(channel="email").update(state="cancelled")
        send_batch(senders, clock=lambda: next(told, self.LATE + timedelta(minutes=1)))
        states = Counter(Message.objects.filter(channel="text").values_list("state", flat=True))
        assert states == {"sent": 1, "queued": 2}


class TestANightTheClocksChange:
    # One in the morning comes twice on 1 November 2026; eight is an hour later in UTC than the day before.
    EVENING = datetime(2026, 11, 1, 0, 30, tzinfo=UTC)

    def test_holds_until_eight_of_the_new_time(self, gulf: FollowedUp) -> None:
        gulf.lead(self.EVENING)
        gulf.run_until(self.EVENING + timedelta(days=2))
        for text in Message.objects.filter(channel="text", state="sent"):
            assert text.sent_at is not None
            assert 8 <= text.sent_at.astimezone(FLORIDA).hour < 20


class TestAnOutage:
    def test_longer_than_a_text_is_worth_keeps_it_back(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        run_due(now=SOON + timedelta(minutes=1))
        text = Message.objects.get(channel="text")
        assert text.too_late_at is not None
        gulf.house.deliver(text.too_late_at + timedelta(minutes=1))
        text.refresh_from_db()
        assert (text.state, text.gate_rule) == ("refused", "too_late")

    def test_of_the_worker_leaves_out_what_came_too_late_and_goes_on(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        run_due(now=SOON + timedelta(days=2))
        assert steps(lead)[-1] == ("text", "too_late")
        assert running(lead).due_at is not None
