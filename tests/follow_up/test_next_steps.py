"""Nothing open is without something to come, and a customer's own call is no attempt of ours."""

from datetime import timedelta

from freshup.data.models import Enrolment, Message, Opportunity, Task
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.cadences import stop_everything
from freshup.operations.leads import close, log_outcome
from freshup.operations.response.next_steps import give_next_steps
from tests.follow_up.conftest import NOW, FollowedUp, open_tasks_of

SOON = NOW + timedelta(minutes=3)


def spoken_to(gulf: FollowedUp) -> Opportunity:
    lead = gulf.lead()
    log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.SPOKE, now=SOON)
    lead.refresh_from_db()
    return lead


class TestSomebodyWhoWasReached:
    def test_is_called_again_after_some_days(self, gulf: FollowedUp) -> None:
        lead = spoken_to(gulf)
        assert not Enrolment.objects.filter(opportunity=lead, ended_at=None).exists()
        task = Task.objects.get(opportunity=lead, done_at=None)
        assert (task.kind, task.staff_id) == ("call", lead.owner_id)
        assert timedelta(days=1) <= task.due_at - SOON <= timedelta(days=16)
        assert task.shown_at == task.due_at

    def test_has_one_next_step_however_often_it_is_looked_at(self, gulf: FollowedUp) -> None:
        lead = spoken_to(gulf)
        Task.objects.filter(opportunity=lead).update(done_at=SOON)
        Enrolment.objects.filter(opportunity=lead).update(ended_at=SOON, due_at=None)
        assert give_next_steps(now=SOON) == 1
        assert give_next_steps(now=SOON) == 0
        assert open_tasks_of(lead) == ["call"]


class TestNobodyElse:
    def test_who_is_followed_up_has_a_second_one(self, gulf: FollowedUp) -> None:
        gulf.lead()
        assert give_next_steps(now=SOON) == 0

    def test_whose_lead_is_closed_or_stopped_is_called(self, gulf: FollowedUp) -> None:
        first = gulf.lead()
        second = gulf.lead(NOW + timedelta(minutes=1), first="Otto", email="o@example.com", phone="")
        close(gulf.scope("Mia"), first.pk, Stage.LOST, "price", now=SOON)
        stop_everything(gulf.owner_scope(second), second.pk, now=SOON)
        Task.objects.update(done_at=SOON)
        assert give_next_steps(now=SOON) == 0


class TestACustomersOwnCall:
    def test_is_no_attempt_of_ours(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        lead.leads.update(channel="phone")
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.SPOKE, now=SOON)
        assert Message.objects.get(opportunity=lead, channel="call").direction == "in"
