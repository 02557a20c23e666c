"""The demo's past is lived with the follow-up running: what a visitor finds, and what must never be in it."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from freshup.data.models import (
    Activity,
    Alert,
    Appointment,
    Enrolment,
    GateDecision,
    Message,
    Opportunity,
    Staff,
    StepRun,
    Suppression,
    Task,
)
from freshup.domain.consent import read_opt_out
from freshup.interfaces.console.rehearsal import phrases
from freshup.interfaces.console.rehearsal.answering import Answering
from freshup.interfaces.console.rehearsal.colleagues import Colleagues
from freshup.interfaces.console.rehearsal.dealership import LOGINS
from freshup.interfaces.console.rehearsal.decisions import REFUSALS
from freshup.interfaces.console.rehearsal.loading import load, managers
from freshup.interfaces.console.rehearsal.people import is_here
from freshup.queries.stores import forget_settings, settings_of
from tests.demo.outside import UNTIL, outside

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def past(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A hundred and ten leads in ninety days, undone at the end."""
    home = tmp_path_factory.mktemp("past")
    forget_settings()
    with django_db_blocker.unblock():
        with transaction.atomic():
            load(home, outside(home), inquiries=110, now=UNTIL, tell=lambda done: None)
            yield
            transaction.set_rollback(True)
        forget_settings()
        connection.close()


@pytest.fixture
def present(past: None) -> Iterator[None]:
    """What a test adds to it is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class TestThePast:
    def test_was_followed_up(self, past: None) -> None:
        ran = Counter(StepRun.objects.values_list("enrolment_id", flat=True))
        assert sum(1 for count in ran.values() if count >= 3) >= 10
        assert {"text", "email", "call"} <= set(StepRun.objects.values_list("kind", flat=True))
        assert {"reply", "contact"} <= set(Enrolment.objects.values_list("ended_by", flat=True))

    def test_has_texts_that_went_out_and_answers_that_came(self, past: None) -> None:
        sent = Message.objects.filter(direction="out", state="sent")
        assert sent.filter(channel="text", automatic=True).count() > 20
        assert sent.filter(channel="text", automatic=False).exists()
        assert Message.objects.filter(direction="in").count() > 5

    def test_has_calls_visits_and_people_who_stayed_away(self, past: None) -> None:
        kinds = set(Activity.objects.values_list("kind", flat=True))
        assert {"called", "spoke", "appointment_set", "checked_in", "no_show", "callback_agreed"} <= kinds

    def test_promises_visits_calls_and_answers(self, past: None) -> None:
        assert Appointment.objects.filter(at__gt=UNTIL, cancelled_at=None).count() >= 1
        waiting = Task.objects.filter(done_at=None)
        assert waiting.filter(kind="reply", due_at__gt=UNTIL - timedelta(hours=1)).exists()
        assert waiting.filter(kind="callback", due_at__gt=UNTIL).exists()

    def test_leaves_running_clocks(self, past: None) -> None:
        fresh = Opportunity.objects.filter(opened_at__gt=UNTIL - timedelta(minutes=90), closed_at=None)
        assert fresh.filter(due_at__isnull=False).exists()

    def test_leaves_nobody_under_a_heap(self, past: None) -> None:
        held = Counter(Task.objects.filter(done_at=None).values_list("staff_id", flat=True))
        assert max(held.values()) <= 30

    def test_leaves_few_alerts_unseen(self, past: None) -> None:
        assert Alert.objects.filter(seen_at=None).count() < 60
        assert not Alert.objects.filter(seen_at=None, at__lt=UNTIL - timedelta(hours=3)).exists()

    def test_has_nothing_of_the_future(self, past: None) -> None:
        assert not Message.objects.filter(created_at__gt=UNTIL + timedelta(seconds=1)).exists()
        assert not Activity.objects.filter(at__gt=UNTIL + timedelta(minutes=12)).exists()
        assert not Message.objects.filter(state="queued", send_after__lte=UNTIL).exists()

    def test_leaves_no_first_attempt_to_be_looked_up_in_the_dark(self, past: None) -> None:
        assert not Enrolment.objects.filter(due_at__lte=UNTIL).exists()


class TestTheLaw:
    def test_nothing_automatic_went_out_without_the_gate(self, past: None) -> None:
        allowed = set(
            GateDecision.objects.filter(asked="send", verdict="allow").values_list("message_id", flat=True)
        )
        sent = set(Message.objects.filter(automatic=True, state="sent").values_list("id", flat=True))
        assert sent
        assert sent <= allowed

    def test_nobody_was_contacted_after_they_said_stop(self, past: None) -> None:
        for stop in Suppression.objects.filter(lifted_at=None):
            after = Message.objects.filter(
                contact_point__value=stop.value, direction="out", sent_at__gt=stop.since
            ).exclude(purpose="confirmation")
            if stop.channel:
                after = after.filter(channel=stop.channel)
            assert not after.exists()

    def test_nobody_was_dialled_at_night(self, past: None) -> None:
        for zone in ("America/New_York", "America/Chicago"):
            calls = Message.objects.filter(
                channel="call", rooftop__timezone=zone, outcome__in=("no_answer", "left_message")
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM message WHERE id = ANY (%s)"
                    " AND NOT extract(hour FROM sent_at AT TIME ZONE %s) BETWEEN 8 AND 20",
                    [list(calls.values_list("id", flat=True)), zone],
                )
                assert cursor.fetchone() == (0,)


class TestRefusals:
    @pytest.mark.parametrize(
        "words",
        [
            *phrases.STOPS,
            *(words for found in REFUSALS.values() for words, _ in found),
        ],
    )
    def test_are_understood_as_such(self, words: str) -> None:
        asked = read_opt_out(words)
        assert asked is not None
        assert asked.channels

    @pytest.mark.parametrize("words", [one for found in phrases.ANSWERS.values() for one in found])
    def test_are_told_from_answers(self, words: str) -> None:
        assert read_opt_out(words) is None


class TestTheAnswersOfTheRunningDemo:
    def test_come_to_what_the_sandbox_sent(self, present: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "freshup.interfaces.console.rehearsal.answering.ANSWERED", dict.fromkeys(WAYS, 1.0)
        )
        monkeypatch.setattr("freshup.interfaces.console.rehearsal.answering.STOPS", 0.0)
        answering = Answering(Random(3))
        answering.begin(now=UNTIL)
        text = sent_again()
        assert answering.look(now=UNTIL) == []
        (line,) = answering.look(now=UNTIL + timedelta(seconds=31))
        answer = Message.objects.get(opportunity=text.opportunity_id, direction="in", created_at__gt=UNTIL)
        assert (answer.channel, answer.sender, answer.provider) == ("text", text.recipient, "sandbox")
        assert "Sandpiper" in line
        assert answer.body not in line
        assert answering.look(now=UNTIL + timedelta(seconds=90)) == []

    def test_are_a_stop_now_and_then(self, present: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "freshup.interfaces.console.rehearsal.answering.ANSWERED", dict.fromkeys(WAYS, 1.0)
        )
        monkeypatch.setattr("freshup.interfaces.console.rehearsal.answering.STOPS", 1.0)
        answering = Answering(Random(4))
        answering.begin(now=UNTIL)
        text = sent_again()
        answering.look(now=UNTIL)
        (line,) = answering.look(now=UNTIL + timedelta(seconds=31))
        assert "asks us to stop" in line
        assert Suppression.objects.filter(value=text.recipient, lifted_at=None).exists()

    def test_come_to_no_other_provider(self, present: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "freshup.interfaces.console.rehearsal.answering.ANSWERED", dict.fromkeys(WAYS, 1.0)
        )
        answering = Answering(Random(5))
        answering.begin(now=UNTIL)
        sent_again(provider="smtp")
        answering.look(now=UNTIL)
        assert answering.look(now=UNTIL + timedelta(minutes=5)) == []


class TestColleagues:
    def test_see_to_what_comes_up_in_their_line(self, present: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("freshup.interfaces.console.rehearsal.colleagues.DOES_IT", 1.0)
        colleagues = Colleagues(managers(), Random(1))
        colleagues.begin(now=UNTIL)
        task = task_again(of_visitors=False)
        assert colleagues.look(now=UNTIL) == []
        (line, *_) = colleagues.look(now=UNTIL + timedelta(minutes=5))
        assert f"lead {task.opportunity_id}" in line
        task.refresh_from_db()
        assert task.done_at is not None

    def test_leave_a_visitors_work_to_the_visitor(
        self, present: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("freshup.interfaces.console.rehearsal.colleagues.DOES_IT", 1.0)
        colleagues = Colleagues(managers(), Random(2))
        colleagues.begin(now=UNTIL)
        task = task_again(of_visitors=True)
        colleagues.look(now=UNTIL)
        colleagues.look(now=UNTIL + timedelta(minutes=5))
        task.refresh_from_db()
        assert task.done_at is None

    def test_do_nothing_at_night(self, present: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("freshup.interfaces.console.rehearsal.colleagues.DOES_IT", 1.0)
        night = UNTIL + timedelta(hours=12)
        colleagues = Colleagues(managers(), Random(3))
        colleagues.begin(now=night)
        task_again(of_visitors=False)
        colleagues.look(now=night)
        assert colleagues.look(now=night + timedelta(minutes=5)) == []


def task_again(*, of_visitors: bool) -> Task:
    """One more call to make, for somebody who is at work, or whom a visitor may be."""
    honda = Staff.objects.get(user__email="agent@example.com")
    visitors = Staff.objects.filter(user__email__in=[one.email for one in LOGINS]).values_list(
        "id", flat=True
    )
    store = settings_of([honda.rooftop_id])[honda.rooftop_id]
    here = [one.id for one in store.staff if is_here(one, store, UNTIL) and one.id not in visitors]
    one = Task.objects.filter(
        rooftop=honda.rooftop_id, kind="call", done_at=None, opportunity__closed_at=None
    ).latest("id")
    one.done_at = UNTIL
    one.save()
    one.pk, one.done_at, one.shown_at, one.created_at = None, None, UNTIL, UNTIL
    one.staff_id, one.slot = honda.id if of_visitors else here[0], ""
    one.save(force_insert=True)
    return one


WAYS = [(channel, automatic) for channel in ("text", "email") for automatic in (True, False)]


def sent_again(provider: str = "sandbox") -> Message:
    """One more text to somebody who has not refused."""
    refused = Suppression.objects.filter(lifted_at=None).values("value")
    texts = Message.objects.filter(
        channel="text", direction="out", state="sent", purpose="follow_up", automatic=True
    )
    one = texts.exclude(contact_point__value__in=refused).order_by("-id").first()
    assert one is not None
    one.pk, one.step_key, one.provider = None, f"again:{provider}:{one.pk}", provider
    one.sent_at = one.created_at = UNTIL
    one.save(force_insert=True)
    return one
